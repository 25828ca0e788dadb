-- One row per base cell and cluster: work messages and what they carry.
-- Messages of people without a place in the tree are not in it.
SELECT
  base_cells.number AS base_cell, clusters.number AS cluster,
  summed.messages, summed.centric, summed.focused,
  summed.blame, summed.brush_off, summed.recognition, summed.customer_voice, summed.commitment, summed.politics, summed.sales_pressure
FROM (
  SELECT
    talk.period, talk.team, talk.function, talk.kind, talk.cluster,
    COUNT(*) AS messages,
    CAST(SUM(talk.centric) AS BIGINT) AS centric,
    CAST(SUM(talk.focused) AS BIGINT) AS focused,
    CAST(SUM(talk.blame) AS BIGINT) AS blame,
    CAST(SUM(talk.brush_off) AS BIGINT) AS brush_off,
    CAST(SUM(talk.recognition) AS BIGINT) AS recognition,
    CAST(SUM(talk.customer_voice) AS BIGINT) AS customer_voice,
    CAST(SUM(talk.commitment) AS BIGINT) AS commitment,
    CAST(SUM(talk.politics) AS BIGINT) AS politics,
    CAST(SUM(talk.sales_pressure) AS BIGINT) AS sales_pressure
  FROM talk
  WHERE talk.team IS NOT NULL
  GROUP BY talk.period, talk.team, talk.function, talk.kind, talk.cluster
) AS summed
JOIN base_cells ON base_cells.period = summed.period AND base_cells.team = summed.team
  AND base_cells.function = summed.function AND base_cells.kind = summed.kind
JOIN clusters ON clusters.period = summed.period AND clusters.cluster = summed.cluster
