-- One row per base cell of the starter, channel and cluster: threads, those about customers, and of these the ones
-- that can be compared (the channel has other threads): what they drew and what was usual there.
SELECT
  base_cells.number AS base_cell, summed.period, summed.channel, clusters.number AS cluster,
  summed.threads, summed.customer_threads, summed.voices, summed.customer_voices,
  CASE WHEN usual.channel IS NULL THEN 0 ELSE summed.customer_threads END AS compared_threads,
  CASE WHEN usual.channel IS NULL THEN 0 ELSE summed.replies END AS replies,
  CASE WHEN usual.channel IS NULL THEN 0 ELSE summed.participants END AS participants,
  summed.customer_threads * COALESCE(usual.replies, 0.0) AS usual_replies,
  summed.customer_threads * COALESCE(usual.participants, 0.0) AS usual_participants
FROM (
  SELECT
    threads.period, placement.team, placement.function, threads.kind, threads.channel, threads.cluster,
    COUNT(*) AS threads,
    CAST(SUM(threads.about_customers) AS BIGINT) AS customer_threads,
    CAST(SUM(threads.participants) AS BIGINT) AS voices,
    CAST(SUM(threads.about_customers * threads.participants) AS BIGINT) AS customer_voices,
    CAST(SUM(threads.about_customers * threads.replies) AS BIGINT) AS replies,
    CAST(SUM(threads.about_customers * threads.participants) AS BIGINT) AS participants
  FROM threads
  JOIN placement ON placement.period = threads.period AND placement.person = threads.starter
  GROUP BY threads.period, placement.team, placement.function, threads.kind, threads.channel, threads.cluster
) AS summed
JOIN base_cells ON base_cells.period = summed.period AND base_cells.team = summed.team
  AND base_cells.function = summed.function AND base_cells.kind = summed.kind
JOIN clusters ON clusters.period = summed.period AND clusters.cluster = summed.cluster
LEFT JOIN usual ON usual.period = summed.period AND usual.channel = summed.channel
