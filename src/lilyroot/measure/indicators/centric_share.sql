-- Of the messages that speak of customers, the share that speaks from the customer's side.
SELECT cell, cluster, centric AS num, centric + focused AS den, centric + focused AS base
FROM messages_in_cell
