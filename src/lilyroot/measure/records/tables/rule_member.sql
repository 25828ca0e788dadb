-- One row per period, group of people that incentive rules are made for (a function, a team, everyone), and person in it.
SELECT DISTINCT incentive.period, incentive.scope, incentive.name, placement.person
FROM incentive
JOIN asked ON asked.period = incentive.period
JOIN placement ON placement.period = incentive.period
JOIN performs ON performs.period = placement.period AND performs.person = placement.person
WHERE incentive.scope = ''
  OR (incentive.scope = 'function' AND performs.function = incentive.name)
  OR (incentive.scope = 'team' AND placement.team = incentive.name)
