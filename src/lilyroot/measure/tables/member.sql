-- One row per cell of the period at hand and base cell that belongs to it, both as numbers.
SELECT listed.cell, base_cells.number AS base_cell
FROM listed
JOIN base_cells ON base_cells.team = listed.team AND base_cells.function = listed.function
  AND base_cells.kind = listed.kind
JOIN at_hand ON at_hand.period = base_cells.period
