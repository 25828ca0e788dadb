"""How a table's cell looks: hidden is hatched, unknown is dotted, as in the charts."""

from __future__ import annotations

from django import template

register = template.Library()

_MANNERS = (("kept private", "private"), ("too little", "open"))


@register.filter
def manner(cell: str) -> str:
    """The class of a cell that holds words instead of a figure, "" for a figure."""
    return next((name for start, name in _MANNERS if cell.startswith(start)), "")
