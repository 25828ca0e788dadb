-- One row per cell of the period at hand: recognitions given by people of the cell, and by the one who gave most.
SELECT
  listed.cell,
  CAST(SUM(people.recognitions) AS BIGINT) AS by_all, MAX(people.recognitions) AS by_one
FROM listed
JOIN records_population AS people ON people.team = listed.team AND people.function = listed.function
  AND people.kind = listed.kind
JOIN at_hand ON at_hand.period = people.period
GROUP BY listed.cell
