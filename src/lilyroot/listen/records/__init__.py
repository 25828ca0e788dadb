"""Records: tables of decisions, goals, promises and the like, checked row by row and taken in once."""

from lilyroot.listen.records.intake import TakenIn, take_in_records
from lilyroot.listen.records.standing import Standing, standing
from lilyroot.listen.records.template import column_lines, template

__all__ = ["Standing", "TakenIn", "column_lines", "standing", "take_in_records", "template"]
