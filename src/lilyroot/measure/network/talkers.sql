-- How many people stand behind the figures of the whole network: in exchanges, in those about customers, and among
-- those who passed on what a customer said.
SELECT
  COUNT(DISTINCT exchanges.speaker) AS speakers,
  COUNT(DISTINCT CASE WHEN exchanges.about_customers = 1 THEN exchanges.speaker END) AS customer_speakers,
  COUNT(DISTINCT CASE WHEN exchanges.about_customers = 0 THEN exchanges.speaker END) AS other_speakers,
  MAX(voicing.people) AS voice_speakers
FROM exchanges
CROSS JOIN (
  SELECT COUNT(DISTINCT turns.person) AS people FROM turns WHERE turns.voice = 1 AND turns.unit IS NOT NULL
) AS voicing
