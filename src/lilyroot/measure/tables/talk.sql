-- One row per message of the asked periods: where its author stands (null: nowhere in the tree), what it carries as 0
-- or 1, and its place in its thread in the period. All else is worked out from it, so the facts are read once.
SELECT
  fact.message, fact.period, fact.kind, fact.channel, fact.thread, fact.cluster, fact.person,
  placement.team, placement.function,
  CASE WHEN fact.orientation = 'centric' THEN 1 ELSE 0 END AS centric,
  CASE WHEN fact.orientation = 'focused' THEN 1 ELSE 0 END AS focused,
  CASE WHEN fact.orientation = 'none' THEN 0 ELSE 1 END AS about_customers,
  CASE WHEN fact.blame THEN 1 ELSE 0 END AS blame,
  CASE WHEN fact.brush_off THEN 1 ELSE 0 END AS brush_off,
  CASE WHEN fact.recognition THEN 1 ELSE 0 END AS recognition,
  CASE WHEN fact.customer_voice THEN 1 ELSE 0 END AS customer_voice,
  CASE WHEN fact.commitment THEN 1 ELSE 0 END AS commitment,
  CASE WHEN fact.politics THEN 1 ELSE 0 END AS politics,
  CASE WHEN fact.sales_pressure THEN 1 ELSE 0 END AS sales_pressure,
  ROW_NUMBER() OVER (
    PARTITION BY fact.period, fact.thread
    ORDER BY CASE WHEN fact.sent IS NULL THEN 1 ELSE 0 END, fact.sent, fact.position, fact.message
  ) AS place
FROM fact
JOIN asked ON asked.period = fact.period
LEFT JOIN placement ON placement.period = fact.period AND placement.person = fact.person
