-- One row per cell of the period at hand: distinct people behind each denominator.
SELECT
  member.cell,
  COUNT(DISTINCT CASE WHEN people.messages > 0 THEN people.person END) AS messages,
  COUNT(DISTINCT CASE WHEN people.customer_messages > 0 THEN people.person END) AS customer_messages,
  COUNT(DISTINCT CASE WHEN people.threads_started > 0 THEN people.person END) AS threads_started,
  COUNT(DISTINCT CASE WHEN people.customer_threads_started > 0 THEN people.person END)
    AS customer_threads_started,
  COUNT(DISTINCT CASE WHEN people.compared_threads_started > 0 THEN people.person END)
    AS compared_threads_started
FROM member
JOIN people ON people.base_cell = member.base_cell
GROUP BY member.cell
