-- Share of work messages that carry one flag; @flag is its name.
SELECT cell, cluster, @flag AS num, messages AS den, messages AS base
FROM messages_in_cell
