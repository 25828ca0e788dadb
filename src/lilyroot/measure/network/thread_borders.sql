-- Threads counted by what they are alike in (channel, exchanges across and within borders), and those about customers.
SELECT
  counted.period, counted.channel,
  counted.across_units, counted.within_units, counted.across_functions, counted.within_functions,
  COUNT(*) AS threads, CAST(SUM(counted.about_customers) AS BIGINT) AS about_customers
FROM (
  SELECT
    exchanges.period, exchanges.channel, exchanges.thread, exchanges.about_customers,
    CAST(SUM(exchanges.across_units) AS BIGINT) AS across_units,
    CAST(SUM(1 - exchanges.across_units) AS BIGINT) AS within_units,
    CAST(SUM(exchanges.across_functions) AS BIGINT) AS across_functions,
    CAST(SUM(1 - exchanges.across_functions) AS BIGINT) AS within_functions
  FROM exchanges
  GROUP BY exchanges.period, exchanges.channel, exchanges.thread, exchanges.about_customers
) AS counted
GROUP BY counted.period, counted.channel,
  counted.across_units, counted.within_units, counted.across_functions, counted.within_functions
