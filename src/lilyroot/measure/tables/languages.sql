-- One row per period, person with a place in the tree, and language: their messages, and how many of them were read.
SELECT said.period, said.language, said.person, said.messages, said.messages_read
FROM said
JOIN asked ON asked.period = said.period
JOIN placement ON placement.period = said.period AND placement.person = said.person
