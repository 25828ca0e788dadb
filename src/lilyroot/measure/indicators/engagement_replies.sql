-- Replies that customer threads draw, over what as many other threads of the same channels draw.
SELECT cell, cluster, replies AS num, usual_replies AS den, compared_threads AS base
FROM threads_in_cell
