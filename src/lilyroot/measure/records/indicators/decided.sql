-- Of the trade-offs between two or more named values, those a value won.
SELECT
  carried_in_cell.cell, '' AS source, carried_in_cell.record AS unit,
  CASE WHEN decision.prevailed = '@value' THEN carried_in_cell.weight ELSE 0.0 END AS num,
  carried_in_cell.weight AS den, carried_in_cell.weight AS base
FROM carried_in_cell
JOIN decision ON decision.period = carried_in_cell.period AND decision.decision = carried_in_cell.record
WHERE carried_in_cell.kind = 'decisions' AND decision.tradeoff = 1
