-- One row per period, ordered pair of units and conversation: what the interval of a pair's customer share rests on.
SELECT
  exchanges.period, exchanges.source, exchanges.target, exchanges.cluster,
  COUNT(*) AS exchanges, CAST(SUM(exchanges.about_customers) AS BIGINT) AS about_customers
FROM exchanges
GROUP BY exchanges.period, exchanges.source, exchanges.target, exchanges.cluster
