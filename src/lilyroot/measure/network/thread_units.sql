-- One row per period, thread and unit that takes part in it; voiced: whether it said there what a customer said.
SELECT turns.period, turns.channel, turns.thread, turns.unit, MAX(turns.voice) AS voiced
FROM turns
WHERE turns.unit IS NOT NULL
GROUP BY turns.period, turns.channel, turns.thread, turns.unit
