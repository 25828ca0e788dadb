-- One row per period, conversation and whether its thread is about customers: exchanges, and those across borders.
SELECT
  exchanges.period, exchanges.cluster, exchanges.about_customers,
  COUNT(*) AS exchanges,
  CAST(SUM(exchanges.across_units) AS BIGINT) AS across_units,
  CAST(SUM(exchanges.across_functions) AS BIGINT) AS across_functions
FROM exchanges
GROUP BY exchanges.period, exchanges.cluster, exchanges.about_customers
