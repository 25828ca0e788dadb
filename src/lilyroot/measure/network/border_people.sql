-- One row per border, topic and side of the border (across or within) on which there are exchanges: the people who
-- speak and who are answered there.
SELECT
  sides.border, sides.about_customers, sides.across,
  COUNT(DISTINCT sides.speaker) AS speakers,
  COUNT(DISTINCT sides.answered) AS answered
FROM (
  SELECT
    'units' AS border, exchanges.across_units AS across,
    exchanges.about_customers, exchanges.speaker, exchanges.answered
  FROM exchanges
  UNION ALL
  SELECT
    'functions' AS border, exchanges.across_functions AS across,
    exchanges.about_customers, exchanges.speaker, exchanges.answered
  FROM exchanges
) AS sides
GROUP BY sides.border, sides.about_customers, sides.across
