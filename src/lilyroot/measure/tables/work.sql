-- One row per base cell and cluster: work messages and what they carry.
-- Messages of people without a place in the tree are not in it.
SELECT
  base_cells.number AS base_cell, clusters.number AS cluster,
  summed.messages, summed.centric, summed.focused,
  summed.blame, summed.brush_off, summed.recognition, summed.customer_voice, summed.commitment, summed.politics, summed.sales_pressure
FROM (
  SELECT
    fact.period, placement.team, placement.function, fact.kind, fact.cluster,
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
  GROUP BY fact.period, placement.team, placement.function, fact.kind, fact.cluster
) AS summed
JOIN base_cells ON base_cells.period = summed.period AND base_cells.team = summed.team
  AND base_cells.function = summed.function AND base_cells.kind = summed.kind
JOIN clusters ON clusters.period = summed.period AND clusters.cluster = summed.cluster
