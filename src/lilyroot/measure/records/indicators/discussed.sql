-- Of the minutes on agendas, those spent on a value. Organisation only.
SELECT
  whole.cell, '' AS source, agenda.meeting AS unit,
  CAST(SUM(CASE WHEN agenda.value = '@value' THEN agenda.minutes ELSE 0 END) AS DOUBLE) AS num,
  CAST(SUM(agenda.minutes) AS DOUBLE) AS den, CAST(COUNT(*) AS DOUBLE) AS base
FROM whole
CROSS JOIN agenda
JOIN at_hand ON at_hand.period = agenda.period
GROUP BY whole.cell, agenda.meeting
