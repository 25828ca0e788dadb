-- One row per period and reason: messages and threads of people without a place in the tree, and threads about
-- customers in channels that have no other threads to compare with.
SELECT talk.period, 'messages of people outside the tree' AS reason, COUNT(*) AS count
FROM talk
WHERE talk.team IS NULL
GROUP BY talk.period
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
