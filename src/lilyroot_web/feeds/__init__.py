"""Calendar feeds: the days of one's own actions, at a secret address."""
