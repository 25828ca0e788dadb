-- One row: how many people have more than one place in one of the asked periods.
SELECT COUNT(*) AS people
FROM (
  SELECT placement.period, placement.person
  FROM placement
  JOIN asked ON asked.period = placement.period
  GROUP BY placement.period, placement.person
  HAVING COUNT(*) > 1
) AS again
