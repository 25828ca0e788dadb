-- One row per period and channel with threads that are not about customers: what such a thread usually draws there,
-- over the whole organisation, and the variance of that mean when conversations are resampled
-- (C/(C-1) * sum over conversations of (drawn - mean * threads)^2 / threads^2).
-- Where they all stand in one conversation the mean counts as uncertain as it is large.
SELECT
  totals.period, totals.channel, totals.replies, totals.participants,
  CASE WHEN totals.conversations = 1 THEN totals.replies * totals.replies
    ELSE totals.conversations / (totals.conversations - 1) / (totals.threads * totals.threads)
      * (totals.replies_squared - 2 * totals.replies * totals.replies_threads
         + totals.replies * totals.replies * totals.threads_squared)
  END AS replies_variance,
  CASE WHEN totals.conversations = 1 THEN totals.participants * totals.participants
    ELSE totals.conversations / (totals.conversations - 1) / (totals.threads * totals.threads)
      * (totals.participants_squared - 2 * totals.participants * totals.participants_threads
         + totals.participants * totals.participants * totals.threads_squared)
  END AS participants_variance
FROM (
  SELECT
    others.period, others.channel,
    CAST(COUNT(*) AS DOUBLE) AS conversations,
    CAST(SUM(others.threads) AS DOUBLE) AS threads,
    CAST(SUM(others.replies) AS DOUBLE) / CAST(SUM(others.threads) AS DOUBLE) AS replies,
    CAST(SUM(others.participants) AS DOUBLE) / CAST(SUM(others.threads) AS DOUBLE) AS participants,
    CAST(SUM(others.threads * others.threads) AS DOUBLE) AS threads_squared,
    CAST(SUM(others.replies * others.replies) AS DOUBLE) AS replies_squared,
    CAST(SUM(others.replies * others.threads) AS DOUBLE) AS replies_threads,
    CAST(SUM(others.participants * others.participants) AS DOUBLE) AS participants_squared,
    CAST(SUM(others.participants * others.threads) AS DOUBLE) AS participants_threads
  FROM (
    SELECT
      threads.period, threads.channel, threads.cluster,
      COUNT(*) AS threads,
      CAST(SUM(threads.replies) AS BIGINT) AS replies,
      CAST(SUM(threads.participants) AS BIGINT) AS participants
    FROM threads
    WHERE threads.about_customers = 0
    GROUP BY threads.period, threads.channel, threads.cluster
  ) AS others
  GROUP BY others.period, others.channel
) AS totals
