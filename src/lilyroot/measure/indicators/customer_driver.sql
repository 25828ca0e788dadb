-- Of all the people that threads draw in, thread by thread, the share that threads about customers draw in.
SELECT cell, cluster, customer_voices AS num, voices AS den, threads AS base
FROM threads_in_cell
