-- Work messages. A count is complete: it has no denominator, so its base is itself.
SELECT cell, cluster, messages AS num, messages AS den, messages AS base
FROM messages_in_cell
