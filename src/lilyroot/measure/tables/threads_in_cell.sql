-- One row per cell of the period at hand and cluster: the threads that people of the cell started.
-- In order, so that what is taken from it need hardly be sorted.
SELECT
  member.cell, thread_work.cluster,
  CAST(SUM(thread_work.threads) AS BIGINT) AS threads,
  CAST(SUM(thread_work.customer_threads) AS BIGINT) AS customer_threads,
  CAST(SUM(thread_work.voices) AS BIGINT) AS voices,
  CAST(SUM(thread_work.customer_voices) AS BIGINT) AS customer_voices,
  CAST(SUM(thread_work.compared_threads) AS BIGINT) AS compared_threads,
  CAST(SUM(thread_work.replies) AS BIGINT) AS replies,
  CAST(SUM(thread_work.participants) AS BIGINT) AS participants,
  SUM(thread_work.usual_replies) AS usual_replies,
  SUM(thread_work.usual_participants) AS usual_participants
FROM member
JOIN thread_work ON thread_work.base_cell = member.base_cell
GROUP BY member.cell, thread_work.cluster
ORDER BY member.cell, thread_work.cluster
