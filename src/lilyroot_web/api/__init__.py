"""The public API: what was released, for programs, within the reach of whoever made the token."""
