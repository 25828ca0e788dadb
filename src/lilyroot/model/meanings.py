"""What the labels mean, in words for somebody who has never seen the codebook."""

from __future__ import annotations

from typing import Final

from lilyroot.tongue import Wording

# orientation -> what such a message does
ORIENTATION_MEANINGS: Final[Wording[str]] = Wording(
    {
        "centric": "says something concrete of the customer's side: "
        "what they need, try to do, find hard or have to do",
        "focused": "mentions customers, but not their side: counts, segments, campaigns, figures, slogans",
        "none": "does not refer to customers, or only by name (a team, a table, a meeting)",
    }
)

# flag -> its name on pages, and what a message that carries it does
FLAG_MEANINGS: Final[Wording[tuple[str, str]]] = Wording(
    {
        "customer_voice": ("customer voice", "repeats what a particular customer said or wrote"),
        "commitment": ("commitment", "promises or reports a concrete act that serves a customer"),
        "recognition": ("recognition", "appreciates what a person or team did"),
        "blame": ("blame", "puts the fault for something on others, with reproach"),
        "brush_off": ("brush-off", "refuses a customer's need without a next step"),
        "politics": ("politics", "argues by power, turf or credit instead of by the matter"),
        "sales_pressure": ("sales pressure", "puts volume or quota ahead of what the customer needs"),
    }
)
