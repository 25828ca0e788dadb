-- One row per base cell and person: the population, by the number of its base cell.
SELECT
  base_cells.number AS base_cell, population.person, population.messages, population.customer_messages,
  population.threads_started, population.customer_threads_started, population.compared_threads_started
FROM population
JOIN base_cells ON base_cells.period = population.period AND base_cells.team = population.team
  AND base_cells.function = population.function AND base_cells.kind = population.kind
