-- One row per period and reason: messages and threads of people without a place in the tree, and threads about
-- customers in channels that have no other threads to compare with.
SELECT fact.period, 'messages of people outside the tree' AS reason, COUNT(*) AS count
FROM fact
JOIN asked ON asked.period = fact.period
LEFT JOIN placement ON placement.period = fact.period AND placement.person = fact.person
WHERE placement.person IS NULL
GROUP BY fact.period
UNION ALL
SELECT threads.period, 'threads started by people outside the tree' AS reason, COUNT(*) AS count
FROM threads
LEFT JOIN placement ON placement.period = threads.period AND placement.person = threads.starter
WHERE placement.person IS NULL
GROUP BY threads.period
UNION ALL
SELECT threads.period, 'customer threads without others in their channel' AS reason, COUNT(*) AS count
FROM threads
LEFT JOIN usual ON usual.period = threads.period AND usual.channel = threads.channel
WHERE threads.about_customers = 1 AND usual.channel IS NULL
GROUP BY threads.period
