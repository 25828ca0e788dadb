-- One row per period and base cell in which anybody did anything, with a number of its own over all periods.
SELECT
  present.period, present.team, present.function, present.kind,
  ROW_NUMBER() OVER (ORDER BY present.period, present.team, present.function, present.kind) - 1 AS number
FROM (
  SELECT population.period, population.team, population.function, population.kind
  FROM population
  GROUP BY population.period, population.team, population.function, population.kind
) AS present
