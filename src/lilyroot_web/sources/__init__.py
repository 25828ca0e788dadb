"""What is collected: why, from where, until when; and taking it in from the browser."""
