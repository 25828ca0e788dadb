-- One row per period and person with a place in it: how many records of each kind they stand behind, and
-- how many recognitions they received.
SELECT
  placement.period, placement.team, placement.function, 'records' AS kind, placement.person,
  CAST(1 AS BIGINT) AS messages,
  COALESCE(counted.statements, 0) AS statements,
  COALESCE(counted.decisions, 0) AS decisions,
  COALESCE(counted.tradeoffs, 0) AS tradeoffs,
  COALESCE(counted.recognitions, 0) AS recognitions,
  COALESCE(praised.received, 0) AS received,
  COALESCE(counted.goals, 0) AS goals,
  COALESCE(counted.commitments, 0) AS commitments
FROM placement
JOIN asked ON asked.period = placement.period
LEFT JOIN (
  SELECT
    carried.period, carried.person,
    CAST(SUM(CASE WHEN carried.kind = 'statements' THEN 1 ELSE 0 END) AS BIGINT) AS statements,
    CAST(SUM(CASE WHEN carried.kind = 'decisions' THEN 1 ELSE 0 END) AS BIGINT) AS decisions,
    CAST(SUM(COALESCE(decision.tradeoff, 0)) AS BIGINT) AS tradeoffs,
    CAST(SUM(CASE WHEN carried.kind = 'recognitions' THEN 1 ELSE 0 END) AS BIGINT) AS recognitions,
    CAST(SUM(CASE WHEN carried.kind = 'goals' THEN 1 ELSE 0 END) AS BIGINT) AS goals,
    CAST(SUM(CASE WHEN carried.kind = 'commitments' THEN 1 ELSE 0 END) AS BIGINT) AS commitments
  FROM carried
  LEFT JOIN decision ON carried.kind = 'decisions' AND decision.period = carried.period
    AND decision.decision = carried.record
  GROUP BY carried.period, carried.person
) AS counted ON counted.period = placement.period AND counted.person = placement.person
LEFT JOIN (
  SELECT received.period, received.person, COUNT(*) AS received
  FROM received
  GROUP BY received.period, received.person
) AS praised ON praised.period = placement.period AND praised.person = placement.person
