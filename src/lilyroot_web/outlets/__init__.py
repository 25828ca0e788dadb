"""Outlets: places outside the page that get released figures: a Slack or Teams channel, or another program."""
