-- Share of threads with at least one message that speaks of customers.
SELECT cell, cluster, customer_threads AS num, threads AS den, threads AS base
FROM threads_in_cell
