"""Slack exports: zip or folder, one folder per channel, one JSON array per day."""

from lilyroot.listen.slack.reader import SlackConnector

connector = SlackConnector()

__all__ = ["SlackConnector", "connector"]
