"""Where auditors label: one message at a time, blind to the reader and to one another."""
