-- Of the decisions, those that cite evidence from customers.
SELECT
  carried_in_cell.cell, '' AS source, carried_in_cell.record AS unit,
  carried_in_cell.weight * decision.evidence AS num,
  carried_in_cell.weight AS den, carried_in_cell.weight AS base
FROM carried_in_cell
JOIN decision ON decision.period = carried_in_cell.period AND decision.decision = carried_in_cell.record
WHERE carried_in_cell.kind = 'decisions'
