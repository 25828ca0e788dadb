-- Distinct people in customer threads, over those in as many other threads of the same channels.
SELECT cell, cluster, participants AS num, usual_participants AS den, compared_threads AS base
FROM threads_in_cell
