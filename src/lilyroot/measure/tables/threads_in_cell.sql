-- One row per cell of one period and cluster: the threads that people of the cell started.
SELECT
  member.cell, thread_work.cluster,
  CAST(SUM(thread_work.threads) AS BIGINT) AS threads,
  CAST(SUM(thread_work.customer_threads) AS BIGINT) AS customer_threads,
  CAST(SUM(thread_work.compared_threads) AS BIGINT) AS compared_threads,
  CAST(SUM(thread_work.replies) AS BIGINT) AS replies,
  CAST(SUM(thread_work.participants) AS BIGINT) AS participants,
  SUM(thread_work.usual_replies) AS usual_replies,
  SUM(thread_work.usual_participants) AS usual_participants
FROM member
JOIN thread_work ON thread_work.period = member.period AND thread_work.team = member.team
  AND thread_work.function = member.function AND thread_work.kind = member.kind
GROUP BY member.cell, thread_work.cluster
