-- One row per cell of the period at hand and person with a place in it: how often this person's work was recognised.
-- No rows where nobody recorded any recognition at all: not recorded is not the same as none.
SELECT listed.cell, people.period, people.person, COALESCE(counted.times, 0) AS received
FROM listed
JOIN records_population AS people ON people.team = listed.team AND people.function = listed.function
  AND people.kind = listed.kind
JOIN at_hand ON at_hand.period = people.period
JOIN (SELECT DISTINCT recognition.period FROM recognition) AS recorded ON recorded.period = people.period
LEFT JOIN (
  SELECT received.period, received.person, COUNT(*) AS times
  FROM received
  GROUP BY received.period, received.person
) AS counted ON counted.period = people.period AND counted.person = people.person
