"""Who may come in: sign-in, sign-out and the demo user."""
