-- One row per cell of the period at hand and channel: the variance that what is usual in the channel brings into the
-- denominators of engagement: (compared threads of the cell there)^2 * variance of the channel's mean. They are added
-- up outside, in the order of the channels: the last digit of a sum depends on its order.
SELECT
  counted.cell, counted.channel,
  counted.compared_threads * counted.compared_threads * usual.replies_variance AS replies,
  counted.compared_threads * counted.compared_threads * usual.participants_variance AS participants
FROM (
  SELECT
    member.cell, thread_work.period, thread_work.channel,
    CAST(SUM(thread_work.compared_threads) AS DOUBLE) AS compared_threads
  FROM member
  JOIN thread_work ON thread_work.base_cell = member.base_cell
  GROUP BY member.cell, thread_work.period, thread_work.channel
) AS counted
JOIN usual ON usual.period = counted.period AND usual.channel = counted.channel
