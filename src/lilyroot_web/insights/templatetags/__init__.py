"""Tags of the figure card."""
