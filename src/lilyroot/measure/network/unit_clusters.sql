-- One row per period, unit and conversation: its exchanges with other units, in either direction.
SELECT
  touching.period, touching.unit, touching.cluster,
  COUNT(*) AS exchanges, CAST(SUM(touching.about_customers) AS BIGINT) AS about_customers
FROM (
  SELECT exchanges.period, exchanges.source AS unit, exchanges.cluster, exchanges.about_customers
  FROM exchanges
  WHERE exchanges.across_units = 1
  UNION ALL
  SELECT exchanges.period, exchanges.target AS unit, exchanges.cluster, exchanges.about_customers
  FROM exchanges
  WHERE exchanges.across_units = 1
) AS touching
GROUP BY touching.period, touching.unit, touching.cluster
