-- One row per period, sheet and construct of which it answers enough items: the answers, turned so that more of the
-- construct is more, added up; and how many of them are favourable.
SELECT summed.period, summed.sheet, summed.family, summed.answered, summed.total, summed.favourable
FROM (
  SELECT
    turned.period, turned.sheet, turned.family,
    COUNT(*) AS answered,
    CAST(SUM(turned.value) AS BIGINT) AS total,
    CAST(SUM(CASE WHEN turned.value >= 4 THEN 1 ELSE 0 END) AS BIGINT) AS favourable
  FROM (
    SELECT
      answer.period, answer.sheet, item.family,
      CASE WHEN item.sign = 1 THEN answer.value ELSE 6 - answer.value END AS value
    FROM answer
    JOIN asked ON asked.period = answer.period
    JOIN item ON item.item = answer.item
    WHERE item.role = 'scale'
  ) AS turned
  GROUP BY turned.period, turned.sheet, turned.family
) AS summed
JOIN enough ON enough.period = summed.period AND enough.family = summed.family
WHERE summed.answered >= enough.answers
