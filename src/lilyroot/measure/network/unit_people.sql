-- One row per period and unit: its own people in exchanges with other units, and in those about customers or not.
SELECT
  touching.period, touching.unit,
  COUNT(DISTINCT touching.person) AS people,
  COUNT(DISTINCT CASE WHEN touching.about_customers = 1 THEN touching.person END) AS customer_people,
  COUNT(DISTINCT CASE WHEN touching.about_customers = 0 THEN touching.person END) AS other_people
FROM (
  SELECT exchanges.period, exchanges.source AS unit, exchanges.speaker AS person, exchanges.about_customers
  FROM exchanges
  WHERE exchanges.across_units = 1
  UNION ALL
  SELECT exchanges.period, exchanges.target AS unit, exchanges.answered AS person, exchanges.about_customers
  FROM exchanges
  WHERE exchanges.across_units = 1
) AS touching
GROUP BY touching.period, touching.unit
