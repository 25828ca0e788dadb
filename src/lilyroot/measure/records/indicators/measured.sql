-- Of the metrics in use, those that serve a value. Organisation only.
SELECT
  whole.cell, '' AS source, metric.metric AS unit,
  CASE WHEN metric.value = '@value' THEN 1.0 ELSE 0.0 END AS num, 1.0 AS den, 1.0 AS base
FROM whole
CROSS JOIN metric
JOIN at_hand ON at_hand.period = metric.period
