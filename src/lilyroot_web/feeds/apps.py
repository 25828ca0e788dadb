"""Listens for who was let go."""

from __future__ import annotations

from lilyroot_web.access import announced


class Feeds(announced.EndsWithThem):
    default = True
    name = "lilyroot_web.feeds"
    ends = "Feed"
