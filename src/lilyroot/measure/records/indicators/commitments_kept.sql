-- Promises to customers that fell due: num says whether it was kept, den when it ended (0 made, 1 due), of which the
-- Kaplan-Meier share kept by the due day is taken.
SELECT
  carried_in_cell.cell, '' AS source, carried_in_cell.record AS unit,
  CAST(commitment.kept AS DOUBLE) AS num, commitment.elapsed AS den, carried_in_cell.weight AS base
FROM carried_in_cell
JOIN commitment ON commitment.period = carried_in_cell.period AND commitment.commitment = carried_in_cell.record
WHERE carried_in_cell.kind = 'commitments'
