"""The two months that the audit's tests have: the last one, and the one before."""

from __future__ import annotations

MONTH, MONTH_BEFORE = "2025-06", "2025-05"
