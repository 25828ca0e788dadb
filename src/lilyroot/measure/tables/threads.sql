-- One row per period and thread: who started it, and what it drew. A thread that runs over the end of a period
-- is one thread in each. It has the kind, channel and cluster of its first message; its starter wrote that one.
SELECT
  opening.period, opening.thread, opening.kind, opening.channel, opening.cluster, opening.person AS starter,
  drawn.replies, drawn.participants, drawn.about_customers
FROM (
  SELECT
    fact.period, fact.thread, fact.kind, fact.channel, fact.cluster, fact.person,
    ROW_NUMBER() OVER (
      PARTITION BY fact.period, fact.thread
      ORDER BY CASE WHEN fact.sent IS NULL THEN 1 ELSE 0 END, fact.sent, fact.position, fact.message
    ) AS place
  FROM fact
  JOIN asked ON asked.period = fact.period
) AS opening
JOIN (
  SELECT
    written.period, written.thread,
    CAST(SUM(written.messages) AS BIGINT) - 1 AS replies,
    COUNT(*) AS participants,
    MAX(written.about_customers) AS about_customers
  FROM (
    SELECT
      fact.period, fact.thread, fact.person,
      COUNT(*) AS messages,
      MAX(CASE WHEN fact.orientation = 'none' THEN 0 ELSE 1 END) AS about_customers
    FROM fact
    JOIN asked ON asked.period = fact.period
    GROUP BY fact.period, fact.thread, fact.person
  ) AS written
  GROUP BY written.period, written.thread
) AS drawn ON drawn.period = opening.period AND drawn.thread = opening.thread
WHERE opening.place = 1
