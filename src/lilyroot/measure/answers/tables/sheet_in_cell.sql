-- One row per cell of the period at hand and sheet that belongs to it.
SELECT listed.cell, sheet.sheet
FROM listed
JOIN sheet ON sheet.team = listed.team AND sheet.function = listed.function AND sheet.kind = listed.kind
JOIN at_hand ON at_hand.period = sheet.period
