-- Of the recognitions that people gave, those given for a value.
SELECT
  carried_in_cell.cell, '' AS source, carried_in_cell.record AS unit,
  CASE WHEN recognition.value = '@value' THEN carried_in_cell.weight ELSE 0.0 END AS num,
  carried_in_cell.weight AS den, carried_in_cell.weight AS base
FROM carried_in_cell
JOIN recognition ON recognition.period = carried_in_cell.period AND recognition.recognition = carried_in_cell.record
WHERE carried_in_cell.kind = 'recognitions'
