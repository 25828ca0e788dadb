-- One row per pair of people, the units they stand in, side of the border of functions, and topic: how often the one
-- answered the other. Never leaves the gate: it names people.
SELECT
  exchanges.source, exchanges.target, exchanges.across_functions, exchanges.about_customers,
  exchanges.speaker, exchanges.answered, COUNT(*) AS exchanges
FROM exchanges
GROUP BY
  exchanges.source, exchanges.target, exchanges.across_functions, exchanges.about_customers,
  exchanges.speaker, exchanges.answered
