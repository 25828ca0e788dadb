-- Of the weight in the incentives of everyone whom rules cover, the part on measures that serve a value. Organisation only.
SELECT
  whole.cell, '' AS source, covered.person AS unit,
  SUM(CASE WHEN covered.value = '@value' THEN covered.share ELSE 0.0 END) AS num,
  1.0 AS den, 1.0 AS base
FROM whole
CROSS JOIN covered
JOIN at_hand ON at_hand.period = covered.period
GROUP BY whole.cell, covered.person
