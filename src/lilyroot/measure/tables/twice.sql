-- One row: how many messages of the asked periods, and how many placements, occur more than once. A person who is
-- placed twice has each of their messages twice in talk.
SELECT
  (SELECT COUNT(*) - COUNT(DISTINCT talk.message) FROM talk) AS messages,
  (SELECT COUNT(*) FROM (
     SELECT placement.period, placement.person FROM placement
     GROUP BY placement.period, placement.person HAVING COUNT(*) > 1) AS again) AS placements
