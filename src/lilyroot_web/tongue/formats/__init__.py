"""How days and numbers are written, where a language differs from what Django says."""
