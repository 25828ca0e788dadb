"""The gate: which groups may be published, the ledger of what was, and putting released months together."""
