-- One row per period, person covered by incentive rules, and value: the share of the person's incentives that serves it,
-- as the mean over the groups of rules that cover the person. Only groups of rules that enough people fall under (rule_group).
SELECT shares.period, people.person, shares.value, SUM(shares.share) / CAST(MAX(people.groups) AS DOUBLE) AS share
FROM (
  SELECT
    incentive.period, incentive.scope, incentive.name, incentive.value,
    CAST(SUM(incentive.weight) AS DOUBLE) / CAST(MAX(whole.weight) AS DOUBLE) AS share
  FROM incentive
  JOIN (
    SELECT incentive.period, incentive.scope, incentive.name, CAST(SUM(incentive.weight) AS BIGINT) AS weight
    FROM incentive
    GROUP BY incentive.period, incentive.scope, incentive.name
  ) AS whole ON whole.period = incentive.period AND whole.scope = incentive.scope AND whole.name = incentive.name
  GROUP BY incentive.period, incentive.scope, incentive.name, incentive.value
) AS shares
JOIN rule_group ON rule_group.period = shares.period AND rule_group.scope = shares.scope
  AND rule_group.name = shares.name
JOIN (
  SELECT rule_group.period, rule_group.person, COUNT(*) AS groups
  FROM rule_group
  GROUP BY rule_group.period, rule_group.person
) AS people ON people.period = rule_group.period AND people.person = rule_group.person
GROUP BY shares.period, people.person, shares.value
