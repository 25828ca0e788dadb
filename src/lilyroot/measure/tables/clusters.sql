-- One row per period and cluster: its number, from 0, in the order of its name (a keyed hash, so the order
-- has nothing to do with what was said or when).
SELECT named.period, named.cluster, ROW_NUMBER() OVER (PARTITION BY named.period ORDER BY named.cluster) - 1 AS number
FROM (
  SELECT talk.period, talk.cluster
  FROM talk
  GROUP BY talk.period, talk.cluster
) AS named
