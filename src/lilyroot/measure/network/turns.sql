-- One row per message of the asked periods with its place in its thread. Unit and function are null for people
-- without a place in the tree: their messages keep their place, so that nobody seems to answer who was not answered.
SELECT
  talk.period, talk.thread, talk.channel, talk.cluster, talk.person, unit_of.unit, performed.function,
  threads.about_customers, talk.customer_voice AS voice, talk.place
FROM talk
JOIN threads ON threads.period = talk.period AND threads.thread = talk.thread
LEFT JOIN unit_of ON unit_of.period = talk.period AND unit_of.team = talk.team
LEFT JOIN performed ON performed.profile = talk.function
