-- Threads counted by what they are alike in: channel, about customers or not, exchanges across and within borders.
SELECT
  counted.period, counted.channel, counted.about_customers,
  counted.across_units, counted.within_units, counted.across_functions, counted.within_functions,
  COUNT(*) AS threads
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
GROUP BY counted.period, counted.channel, counted.about_customers,
  counted.across_units, counted.within_units, counted.across_functions, counted.within_functions
