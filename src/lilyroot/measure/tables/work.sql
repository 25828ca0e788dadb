-- One row per period, base cell and cluster: work messages and what they carry.
-- Messages of people without a place in the tree are not in it.
SELECT
  fact.period, placement.team, placement.function, fact.kind, clusters.number AS cluster,
  COUNT(*) AS messages,
  CAST(SUM(CASE WHEN fact.orientation = 'centric' THEN 1 ELSE 0 END) AS BIGINT) AS centric,
  CAST(SUM(CASE WHEN fact.orientation = 'focused' THEN 1 ELSE 0 END) AS BIGINT) AS focused,
  CAST(SUM(CASE WHEN fact.blame THEN 1 ELSE 0 END) AS BIGINT) AS blame,
  CAST(SUM(CASE WHEN fact.brush_off THEN 1 ELSE 0 END) AS BIGINT) AS brush_off,
  CAST(SUM(CASE WHEN fact.recognition THEN 1 ELSE 0 END) AS BIGINT) AS recognition,
  CAST(SUM(CASE WHEN fact.customer_voice THEN 1 ELSE 0 END) AS BIGINT) AS customer_voice,
  CAST(SUM(CASE WHEN fact.commitment THEN 1 ELSE 0 END) AS BIGINT) AS commitment,
  CAST(SUM(CASE WHEN fact.politics THEN 1 ELSE 0 END) AS BIGINT) AS politics,
  CAST(SUM(CASE WHEN fact.sales_pressure THEN 1 ELSE 0 END) AS BIGINT) AS sales_pressure
FROM fact
JOIN asked ON asked.period = fact.period
JOIN placement ON placement.period = fact.period AND placement.person = fact.person
JOIN clusters ON clusters.period = fact.period AND clusters.cluster = fact.cluster
GROUP BY fact.period, placement.team, placement.function, fact.kind, clusters.number
