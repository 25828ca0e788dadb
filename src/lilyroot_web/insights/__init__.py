"""What the ledger shows: the first page, its figures, tables and downloads."""
