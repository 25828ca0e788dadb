-- One row per cell of the period at hand and cluster: the sums of the base cells that belong to the cell.
-- In order, so that what is taken from it need hardly be sorted.
SELECT
  member.cell, work.cluster,
  CAST(SUM(work.messages) AS BIGINT) AS messages,
  CAST(SUM(work.centric) AS BIGINT) AS centric,
  CAST(SUM(work.focused) AS BIGINT) AS focused,
  CAST(SUM(work.blame) AS BIGINT) AS blame,
  CAST(SUM(work.brush_off) AS BIGINT) AS brush_off,
  CAST(SUM(work.recognition) AS BIGINT) AS recognition,
  CAST(SUM(work.customer_voice) AS BIGINT) AS customer_voice,
  CAST(SUM(work.commitment) AS BIGINT) AS commitment,
  CAST(SUM(work.politics) AS BIGINT) AS politics,
  CAST(SUM(work.sales_pressure) AS BIGINT) AS sales_pressure
FROM member
JOIN work ON work.base_cell = member.base_cell
GROUP BY member.cell, work.cluster
ORDER BY member.cell, work.cluster
