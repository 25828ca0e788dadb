"""What a figure rests on: a count without any reader, a reader nobody has checked, or one an audit has corrected."""

from __future__ import annotations

from typing import Final

COUNTED: Final = "counted"
READER_ONLY: Final = "reader_only"
AUDITED: Final = "audited"
