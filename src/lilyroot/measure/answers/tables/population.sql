-- One row per sheet: where it stands, and a column for each family of indicators, 1 where it contributes, else 0.
SELECT
  sheet.period, sheet.team, sheet.function, sheet.kind, sheet.sheet AS person,
  CAST(1 AS BIGINT) AS messages,
  @families
FROM sheet
JOIN asked ON asked.period = sheet.period
LEFT JOIN contribution ON contribution.period = sheet.period AND contribution.sheet = sheet.sheet
GROUP BY sheet.period, sheet.team, sheet.function, sheet.kind, sheet.sheet
