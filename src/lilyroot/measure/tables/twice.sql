-- One row: how many messages of the asked periods, and how many placements, occur more than once.
SELECT
  (SELECT COUNT(*) - COUNT(DISTINCT fact.message)
   FROM fact JOIN asked ON asked.period = fact.period) AS messages,
  (SELECT COUNT(*) FROM (
     SELECT placement.period, placement.person FROM placement
     GROUP BY placement.period, placement.person HAVING COUNT(*) > 1) AS again) AS placements
