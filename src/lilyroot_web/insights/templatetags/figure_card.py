"""What a figure card offers beside itself."""

from __future__ import annotations

from urllib.parse import urlencode

from django import template
from django.urls import NoReverseMatch, reverse

register = template.Library()


@register.simple_tag(takes_context=True)
def action_address(context: template.Context, figure: str, period: str) -> str:
    """Where an action on this figure is planned; "" for who may not, and where nobody can plan one."""
    if "act" not in context.get("may", ()):
        return ""
    try:
        address = reverse("actions:new")
    except NoReverseMatch:
        return ""
    return f"{address}?{urlencode({'figure': figure, 'until': period})}"
