"""What others may ask about who can come in."""

from __future__ import annotations

from django.contrib.auth import get_user_model


def anyone_can_sign_in() -> bool:
    """Whether there is at least one user who may sign in."""
    return bool(get_user_model().objects.filter(is_active=True).exists())
