"""The attacker and the checker of the ledger: they read what was released and share no code with what did it."""
