-- One row per period and unit: people in exchanges with other units, its own and those of the other units, in all of
-- these exchanges and in those about customers or not.
SELECT
  touching.period, touching.unit,
  COUNT(DISTINCT touching.person) AS people,
  COUNT(DISTINCT touching.partner) AS partners,
  COUNT(DISTINCT CASE WHEN touching.about_customers = 1 THEN touching.person END) AS customer_people,
  COUNT(DISTINCT CASE WHEN touching.about_customers = 1 THEN touching.partner END) AS customer_partners,
  COUNT(DISTINCT CASE WHEN touching.about_customers = 0 THEN touching.person END) AS other_people,
  COUNT(DISTINCT CASE WHEN touching.about_customers = 0 THEN touching.partner END) AS other_partners
FROM (
  SELECT
    exchanges.period, exchanges.source AS unit, exchanges.speaker AS person, exchanges.answered AS partner,
    exchanges.about_customers
  FROM exchanges
  WHERE exchanges.across_units = 1
  UNION ALL
  SELECT
    exchanges.period, exchanges.target AS unit, exchanges.answered AS person, exchanges.speaker AS partner,
    exchanges.about_customers
  FROM exchanges
  WHERE exchanges.across_units = 1
) AS touching
GROUP BY touching.period, touching.unit
