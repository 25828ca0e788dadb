"""What was published, and whether it is still exactly what was published."""
