-- Share of work messages that speak of customers, in whatever way.
SELECT cell, cluster, centric + focused AS num, messages AS den, messages AS base
FROM messages_in_cell
