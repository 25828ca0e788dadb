"""What is being done about figures: who, until when, what is hoped for, and what the figures say afterwards."""
