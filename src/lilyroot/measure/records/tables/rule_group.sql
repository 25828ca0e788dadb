-- The same for groups of as many people as a figure may concern: a rule for fewer would say what one of them is paid
-- for.
SELECT rule_member.period, rule_member.scope, rule_member.name, rule_member.person
FROM rule_member
JOIN (
  SELECT rule_member.period, rule_member.scope, rule_member.name
  FROM rule_member
  JOIN fewest ON fewest.period = rule_member.period
  GROUP BY rule_member.period, rule_member.scope, rule_member.name
  HAVING COUNT(*) >= MAX(fewest.people)
) AS large ON large.period = rule_member.period AND large.scope = rule_member.scope AND large.name = rule_member.name
