-- One row per message of the asked periods with its place in its thread. Unit and function are null for people
-- without a place in the tree: their messages keep their place, so that nobody seems to answer who was not answered.
SELECT
  fact.period, fact.thread, fact.channel, fact.cluster, fact.person, unit_of.unit, performed.function,
  threads.about_customers,
  CASE WHEN fact.customer_voice THEN 1 ELSE 0 END AS voice,
  ROW_NUMBER() OVER (
    PARTITION BY fact.period, fact.thread
    ORDER BY CASE WHEN fact.sent IS NULL THEN 1 ELSE 0 END, fact.sent, fact.position, fact.message
  ) AS place
FROM fact
JOIN asked ON asked.period = fact.period
JOIN threads ON threads.period = fact.period AND threads.thread = fact.thread
LEFT JOIN placement ON placement.period = fact.period AND placement.person = fact.person
LEFT JOIN unit_of ON unit_of.period = placement.period AND unit_of.team = placement.team
LEFT JOIN performed ON performed.profile = placement.function
