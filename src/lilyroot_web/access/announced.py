"""What the door announces to other slices."""

from __future__ import annotations

from django.dispatch import Signal

was_let_go = Signal()
"""Somebody (``user``) may no longer sign in: whatever else opens a door in their name ends."""
