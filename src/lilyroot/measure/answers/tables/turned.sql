-- One row per answer on a scale of the period at hand, turned so that more of the construct is more, where the sheet
-- answers enough of the construct.
SELECT
  answer.sheet, answer.item,
  CASE WHEN item.sign = 1 THEN answer.value ELSE 6 - answer.value END AS value
FROM answer
JOIN at_hand ON at_hand.period = answer.period
JOIN item ON item.item = answer.item
JOIN scale ON scale.period = answer.period AND scale.sheet = answer.sheet AND scale.family = item.family
WHERE item.role = 'scale'
