"""Listening: exports in, messages out. One folder per connector; intake does what is the same for all of them."""
