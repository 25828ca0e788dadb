-- One row per period and ordered pair of units: exchanges, and how many people stand behind each count on both sides.
SELECT
  counted.period, counted.source, counted.target, counted.exchanges, counted.about_customers,
  counted.speakers, counted.answered,
  counted.customer_speakers, counted.customer_answered, counted.other_speakers, counted.other_answered,
  loudest.of_one
FROM (
  SELECT
    exchanges.period, exchanges.source, exchanges.target,
    COUNT(*) AS exchanges,
    CAST(SUM(exchanges.about_customers) AS BIGINT) AS about_customers,
    COUNT(DISTINCT exchanges.speaker) AS speakers,
    COUNT(DISTINCT exchanges.answered) AS answered,
    COUNT(DISTINCT CASE WHEN exchanges.about_customers = 1 THEN exchanges.speaker END) AS customer_speakers,
    COUNT(DISTINCT CASE WHEN exchanges.about_customers = 1 THEN exchanges.answered END) AS customer_answered,
    COUNT(DISTINCT CASE WHEN exchanges.about_customers = 0 THEN exchanges.speaker END) AS other_speakers,
    COUNT(DISTINCT CASE WHEN exchanges.about_customers = 0 THEN exchanges.answered END) AS other_answered
  FROM exchanges
  GROUP BY exchanges.period, exchanges.source, exchanges.target
) AS counted
JOIN (
  SELECT said.period, said.source, said.target, MAX(said.exchanges) AS of_one
  FROM (
    SELECT
      exchanges.period, exchanges.source, exchanges.target, exchanges.speaker,
      COUNT(*) AS exchanges
    FROM exchanges
    GROUP BY exchanges.period, exchanges.source, exchanges.target, exchanges.speaker
  ) AS said
  GROUP BY said.period, said.source, said.target
) AS loudest ON loudest.period = counted.period AND loudest.source = counted.source
  AND loudest.target = counted.target
