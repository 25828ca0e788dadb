-- One row per cell of the period at hand: distinct people behind each denominator.
SELECT
  listed.cell,
  COUNT(DISTINCT people.person) AS messages,
  COUNT(DISTINCT CASE WHEN people.statements > 0 THEN people.person END) AS statements,
  COUNT(DISTINCT CASE WHEN people.decisions > 0 THEN people.person END) AS decisions,
  COUNT(DISTINCT CASE WHEN people.tradeoffs > 0 THEN people.person END) AS tradeoffs,
  COUNT(DISTINCT CASE WHEN people.recognitions > 0 THEN people.person END) AS recognitions,
  COUNT(DISTINCT CASE WHEN people.received > 0 THEN people.person END) AS received,
  COUNT(DISTINCT CASE WHEN people.goals > 0 THEN people.person END) AS goals,
  COUNT(DISTINCT CASE WHEN people.commitments > 0 THEN people.person END) AS commitments
FROM listed
JOIN records_population AS people ON people.team = listed.team AND people.function = listed.function
  AND people.kind = listed.kind
JOIN at_hand ON at_hand.period = people.period
GROUP BY listed.cell
