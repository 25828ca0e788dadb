-- One row per period and thread: who started it, and what it drew. A thread that runs over the end of a period
-- is one thread in each. It has the kind, channel and cluster of its first message; its starter wrote that one.
SELECT
  opening.period, opening.thread, opening.kind, opening.channel, opening.cluster, opening.person AS starter,
  drawn.replies, drawn.participants, drawn.about_customers
FROM talk AS opening
JOIN (
  SELECT
    written.period, written.thread,
    CAST(SUM(written.messages) AS BIGINT) - 1 AS replies,
    COUNT(*) AS participants,
    MAX(written.about_customers) AS about_customers
  FROM (
    SELECT
      talk.period, talk.thread, talk.person,
      COUNT(*) AS messages,
      MAX(talk.about_customers) AS about_customers
    FROM talk
    GROUP BY talk.period, talk.thread, talk.person
  ) AS written
  GROUP BY written.period, written.thread
) AS drawn ON drawn.period = opening.period AND drawn.thread = opening.thread
WHERE opening.place = 1
