"""Transcripts of meetings: WebVTT as Zoom and Teams write it, and Zoom's chat beside it."""

from lilyroot.listen.vtt.reader import TranscriptConnector

connector = TranscriptConnector()

__all__ = ["TranscriptConnector", "connector"]
