-- One row: records carried by people without a place in the asked periods, and these people.
SELECT COUNT(DISTINCT carried.record) AS records, COUNT(DISTINCT carried.person) AS people
FROM carried
LEFT JOIN placement ON placement.period = carried.period AND placement.person = carried.person
WHERE placement.person IS NULL
