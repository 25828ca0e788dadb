-- One row per cell of the period at hand and person with a place in it: how often this person's work was recognised.
-- No rows where nobody recorded any recognition at all: not recorded is not the same as none.
SELECT listed.cell, people.period, people.person, people.received
FROM listed
JOIN records_population AS people ON people.team = listed.team AND people.function = listed.function
  AND people.kind = listed.kind
JOIN at_hand ON at_hand.period = people.period
JOIN (SELECT DISTINCT recognition.period FROM recognition) AS recorded ON recorded.period = people.period
