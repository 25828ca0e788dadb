"""Listens for who was let go."""

from __future__ import annotations

from lilyroot_web.access import announced


class Mail(announced.EndsWithThem):
    default = True
    name = "lilyroot_web.mail"
    ends = "Confirmed"  # a mailbox may be somebody else's when they come back
