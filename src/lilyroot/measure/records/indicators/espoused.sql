-- What statements name, each one split evenly over the values it names. Leaders where they stand; official texts count
-- for the organisation only.
SELECT
  carried_in_cell.cell, '' AS source, carried_in_cell.record AS unit,
  COALESCE(carried_in_cell.weight / CAST(named.names AS DOUBLE), 0.0) AS num,
  carried_in_cell.weight AS den, carried_in_cell.weight AS base
FROM carried_in_cell
LEFT JOIN named ON named.period = carried_in_cell.period AND named.statement = carried_in_cell.record
  AND named.value = '@value'
WHERE carried_in_cell.kind = 'statements'
UNION ALL
SELECT
  whole.cell, '' AS source, statement.statement AS unit,
  COALESCE(1.0 / CAST(named.names AS DOUBLE), 0.0) AS num, 1.0 AS den, 1.0 AS base
FROM whole
CROSS JOIN statement
JOIN at_hand ON at_hand.period = statement.period
LEFT JOIN named ON named.period = statement.period AND named.statement = statement.statement
  AND named.value = '@value'
WHERE statement.official = 1
