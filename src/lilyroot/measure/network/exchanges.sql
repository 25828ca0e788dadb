-- One row per exchange: a message that follows one of somebody else in the same thread. What is said goes from the
-- source (who says it) to the target (who is answered). Never leaves the engine: it names people.
SELECT
  later.period, later.channel, later.cluster, later.thread,
  later.unit AS source, earlier.unit AS target, later.person AS speaker, earlier.person AS answered,
  CASE WHEN later.unit = earlier.unit THEN 0 ELSE 1 END AS across_units,
  CASE WHEN later.function = earlier.function THEN 0 ELSE 1 END AS across_functions,
  later.about_customers, later.voice
FROM turns AS later
JOIN turns AS earlier ON earlier.period = later.period AND earlier.thread = later.thread
  AND earlier.place = later.place - 1
WHERE later.person <> earlier.person AND later.unit IS NOT NULL AND earlier.unit IS NOT NULL
