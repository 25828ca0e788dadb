-- Recognitions that each person received, of which the Gini coefficient is taken.
SELECT
  staff_in_cell.cell, '' AS source, staff_in_cell.person AS unit,
  CAST(staff_in_cell.received AS DOUBLE) AS num, 1.0 AS den, 1.0 AS base
FROM staff_in_cell
