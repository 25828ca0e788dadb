-- One row per period, base cell and person who wrote a message or started a thread there.
SELECT
  done.period, placement.team, placement.function, done.kind, done.person,
  CAST(SUM(done.messages) AS BIGINT) AS messages,
  CAST(SUM(done.customer_messages) AS BIGINT) AS customer_messages,
  CAST(SUM(done.threads_started) AS BIGINT) AS threads_started,
  CAST(SUM(done.customer_threads_started) AS BIGINT) AS customer_threads_started,
  CAST(SUM(done.compared_threads_started) AS BIGINT) AS compared_threads_started
FROM (
  SELECT
    talk.period, talk.kind, talk.person,
    COUNT(*) AS messages,
    SUM(talk.about_customers) AS customer_messages,
    0 AS threads_started, 0 AS customer_threads_started, 0 AS compared_threads_started
  FROM talk
  GROUP BY talk.period, talk.kind, talk.person
  UNION ALL
  SELECT
    threads.period, threads.kind, threads.starter AS person,
    0 AS messages, 0 AS customer_messages,
    COUNT(*) AS threads_started,
    SUM(threads.about_customers) AS customer_threads_started,
    SUM(CASE WHEN usual.replies IS NULL THEN 0 ELSE threads.about_customers END) AS compared_threads_started
  FROM threads
  LEFT JOIN usual ON usual.period = threads.period AND usual.channel = threads.channel
  GROUP BY threads.period, threads.kind, threads.starter
) AS done
JOIN placement ON placement.period = done.period AND placement.person = done.person
GROUP BY done.period, placement.team, placement.function, done.kind, done.person
