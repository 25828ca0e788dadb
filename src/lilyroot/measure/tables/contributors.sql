-- One row per cell of one period: distinct people behind each denominator.
SELECT
  member.cell,
  COUNT(DISTINCT CASE WHEN population.messages > 0 THEN population.person END) AS messages,
  COUNT(DISTINCT CASE WHEN population.customer_messages > 0 THEN population.person END) AS customer_messages,
  COUNT(DISTINCT CASE WHEN population.threads_started > 0 THEN population.person END) AS threads_started,
  COUNT(DISTINCT CASE WHEN population.customer_threads_started > 0 THEN population.person END)
    AS customer_threads_started,
  COUNT(DISTINCT CASE WHEN population.compared_threads_started > 0 THEN population.person END)
    AS compared_threads_started
FROM member
JOIN population ON population.period = member.period AND population.team = member.team
  AND population.function = member.function AND population.kind = member.kind
GROUP BY member.cell
