-- One row per cell of the period at hand, kind and record: the part of it that people of the cell carry, 0 to 1.
SELECT
  listed.cell, carried.period, carried.kind, carried.record,
  CAST(COUNT(*) AS DOUBLE) / CAST(MAX(carried.carriers) AS DOUBLE) AS weight
FROM listed
JOIN placement ON placement.team = listed.team AND placement.function = listed.function
JOIN at_hand ON at_hand.period = placement.period
JOIN carried ON carried.period = placement.period AND carried.person = placement.person
WHERE listed.kind = 'records'
GROUP BY listed.cell, carried.period, carried.kind, carried.record
