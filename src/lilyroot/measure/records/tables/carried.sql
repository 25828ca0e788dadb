-- One row per period, kind, record and person who stands behind it; carriers: how many do. A goal is carried by
-- everyone in its team. Each of them carries an equal part of the record.
SELECT carrier.period, carrier.kind, carrier.record, carrier.person, counted.carriers
FROM carrier
JOIN asked ON asked.period = carrier.period
JOIN (
  SELECT carrier.period, carrier.kind, carrier.record, COUNT(*) AS carriers
  FROM carrier
  GROUP BY carrier.period, carrier.kind, carrier.record
) AS counted ON counted.period = carrier.period AND counted.kind = carrier.kind AND counted.record = carrier.record
UNION ALL
SELECT goal.period, 'goals' AS kind, goal.goal AS record, placement.person, staff.people AS carriers
FROM goal
JOIN asked ON asked.period = goal.period
JOIN placement ON placement.period = goal.period AND placement.team = goal.team
JOIN (
  SELECT placement.period, placement.team, COUNT(*) AS people
  FROM placement
  GROUP BY placement.period, placement.team
) AS staff ON staff.period = goal.period AND staff.team = goal.team
