"""The nouns everything else speaks: records, tables and their grain, labels, the team tree."""
