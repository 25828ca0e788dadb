-- One row per period, sheet and indicator it contributes to: what it brings to the numerator and to the denominator.
SELECT
  scale.period, scale.sheet, scale.family, scale.family AS indicator,
  25 * (CAST(scale.total AS DOUBLE) / CAST(scale.answered AS DOUBLE) - 1) AS num, CAST(1 AS DOUBLE) AS den
FROM scale
UNION ALL
SELECT
  scale.period, scale.sheet, scale.family, scale.family || '_favourable' AS indicator,
  CAST(scale.favourable AS DOUBLE) AS num, CAST(scale.answered AS DOUBLE) AS den
FROM scale
UNION ALL
SELECT
  paired.period, paired.sheet, 'say_do_' || paired.family AS family, 'say_do_' || paired.family AS indicator,
  CAST(25 * paired.done_less_said AS DOUBLE) AS num, CAST(1 AS DOUBLE) AS den
FROM (
  SELECT
    answer.period, answer.sheet, item.family,
    COUNT(*) AS answered,
    SUM(CASE WHEN item.role = 'do' THEN answer.value ELSE 0 - answer.value END) AS done_less_said
  FROM answer
  JOIN asked ON asked.period = answer.period
  JOIN item ON item.item = answer.item
  WHERE item.role = 'say' OR item.role = 'do'
  GROUP BY answer.period, answer.sheet, item.family
) AS paired
WHERE paired.answered = 2
UNION ALL
SELECT
  answer.period, answer.sheet, item.family, item.family AS indicator,
  CAST(CASE WHEN answer.value >= 9 THEN 100 WHEN answer.value <= 6 THEN -100 ELSE 0 END AS DOUBLE) AS num,
  CAST(1 AS DOUBLE) AS den
FROM answer
JOIN asked ON asked.period = answer.period
JOIN item ON item.item = answer.item
WHERE item.role = 'recommend'
