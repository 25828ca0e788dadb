-- What prevails, is paid for, is praised and is talked about in meetings: one source after the other. Below the
-- organisation only trade-offs; for the organisation the other sources too. A source that people give is in the mean
-- only where it may be shown by itself: beside its other sources, the mean tells it.
SELECT
  carried_in_cell.cell, 'tradeoffs' AS source, carried_in_cell.record AS unit,
  CASE WHEN decision.prevailed = '@value' THEN carried_in_cell.weight ELSE 0.0 END AS num,
  carried_in_cell.weight AS den, carried_in_cell.weight AS base
FROM carried_in_cell
JOIN decision ON decision.period = carried_in_cell.period AND decision.decision = carried_in_cell.record
WHERE carried_in_cell.kind = 'decisions' AND decision.tradeoff = 1
UNION ALL
SELECT
  whole.cell, 'incentives' AS source, covered.person AS unit,
  SUM(CASE WHEN covered.value = '@value' THEN covered.share ELSE 0.0 END) AS num, 1.0 AS den, 0.0 AS base
FROM whole
CROSS JOIN covered
JOIN at_hand ON at_hand.period = covered.period
GROUP BY whole.cell, covered.person
UNION ALL
SELECT
  carried_in_cell.cell, 'recognition' AS source, carried_in_cell.record AS unit,
  CASE WHEN recognition.value = '@value' THEN carried_in_cell.weight ELSE 0.0 END AS num,
  carried_in_cell.weight AS den, carried_in_cell.weight AS base
FROM carried_in_cell
JOIN whole ON whole.cell = carried_in_cell.cell
JOIN recognition ON recognition.period = carried_in_cell.period AND recognition.recognition = carried_in_cell.record
JOIN named_cell ON named_cell.cell = carried_in_cell.cell
JOIN may_show ON may_show.cut = named_cell.cut AND may_show.cell = named_cell.name AND may_show.family = 'recognitions'
WHERE carried_in_cell.kind = 'recognitions'
UNION ALL
SELECT
  whole.cell, 'agenda' AS source, agenda.meeting AS unit,
  CAST(SUM(CASE WHEN agenda.value = '@value' THEN agenda.minutes ELSE 0 END) AS DOUBLE) AS num,
  CAST(SUM(agenda.minutes) AS DOUBLE) AS den, CAST(COUNT(*) AS DOUBLE) AS base
FROM whole
CROSS JOIN agenda
JOIN at_hand ON at_hand.period = agenda.period
GROUP BY whole.cell, agenda.meeting
