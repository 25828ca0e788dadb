"""Where somebody lands who has signed in: what matters to their role."""
