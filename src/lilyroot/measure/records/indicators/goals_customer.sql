-- Of the goals of teams, those that name an outcome for customers.
SELECT
  carried_in_cell.cell, '' AS source, carried_in_cell.record AS unit,
  carried_in_cell.weight * goal.customer AS num,
  carried_in_cell.weight AS den, carried_in_cell.weight AS base
FROM carried_in_cell
JOIN goal ON goal.period = carried_in_cell.period AND goal.goal = carried_in_cell.record
WHERE carried_in_cell.kind = 'goals'
