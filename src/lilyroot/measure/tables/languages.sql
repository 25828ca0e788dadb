-- One row per period, person with a place in the tree, and language: their messages, and how many of them were read.
SELECT
  said.period, said.language, said.person,
  CAST(COUNT(*) AS BIGINT) AS messages,
  CAST(SUM(CASE WHEN said.orientation IS NULL THEN 0 ELSE 1 END) AS BIGINT) AS messages_read
FROM said
JOIN asked ON asked.period = said.period
JOIN placement ON placement.period = said.period AND placement.person = said.person
GROUP BY said.period, said.language, said.person
