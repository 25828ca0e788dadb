-- One row per period, base cell of the starter, channel and cluster: threads, those about customers, and of these
-- the ones that can be compared (the channel has other threads): what they drew and what was usual there.
SELECT
  threads.period, placement.team, placement.function, threads.kind, threads.channel, clusters.number AS cluster,
  COUNT(*) AS threads,
  CAST(SUM(threads.about_customers) AS BIGINT) AS customer_threads,
  CAST(SUM(CASE WHEN usual.replies IS NULL THEN 0 ELSE threads.about_customers END) AS BIGINT) AS compared_threads,
  CAST(SUM(CASE WHEN usual.replies IS NULL THEN 0 ELSE threads.about_customers * threads.replies END) AS BIGINT)
    AS replies,
  CAST(SUM(CASE WHEN usual.replies IS NULL THEN 0 ELSE threads.about_customers * threads.participants END) AS BIGINT)
    AS participants,
  SUM(threads.about_customers * COALESCE(usual.replies, 0.0)) AS usual_replies,
  SUM(threads.about_customers * COALESCE(usual.participants, 0.0)) AS usual_participants
FROM threads
JOIN placement ON placement.period = threads.period AND placement.person = threads.starter
JOIN clusters ON clusters.period = threads.period AND clusters.cluster = threads.cluster
LEFT JOIN usual ON usual.period = threads.period AND usual.channel = threads.channel
GROUP BY threads.period, placement.team, placement.function, threads.kind, threads.channel, clusters.number
