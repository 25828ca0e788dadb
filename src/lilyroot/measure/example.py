"""A tiny organisation, small enough to count by hand: for the examples in docstrings and pages."""

from __future__ import annotations

import pyarrow as pa

from lilyroot.engines import Engine
from lilyroot.measure.facts import CELL_OF, FACT, PLACEMENT
from lilyroot.model.labels import FLAGS


def example(engine: Engine) -> pa.Table:
    """Load a tiny organisation for examples: two teams, a chat, a ticket; give the cells organisation and teams."""
    rows = [  # thread, person, orientation, blame
        ("printer", "ada", "none", False),
        ("printer", "ben", "none", True),
        ("rebooking", "ben", "centric", False),
        ("rebooking", "ada", "focused", False),
        ("rebooking", "guest", "none", False),
        ("refund", "cem", "centric", False),
        ("refund", "cem", "none", False),
    ]
    facts = [
        {
            **dict.fromkeys(FLAGS, False),
            "message": f"m{place}",
            "period": "2025-03",
            "kind": "ticket" if thread == "refund" else "chat",
            "channel": "desk" if thread == "refund" else "general",
            "conversation": thread,
            "thread": thread,
            "cluster": thread,
            "position": place,
            "person": person,
            "orientation": orientation,
            "blame": blame,
        }
        for place, (thread, person, orientation, blame) in enumerate(rows)
    ]
    places = [("2025-03", "ada", "north"), ("2025-03", "ben", "north"), ("2025-03", "cem", "south")]
    placement = [{"period": p, "person": who, "team": team, "function": "service"} for p, who, team in places]
    engine.load("fact", pa.Table.from_pylist(facts, schema=FACT))
    engine.load("placement", pa.Table.from_pylist(placement, schema=PLACEMENT))
    base = [
        {"team": team, "function": "service", "kind": kind}
        for team in ("north", "south")
        for kind in ("chat", "ticket")
    ]
    whole = [{"cut": "organisation", "cell": "all", **one} for one in base]
    teams = [{"cut": "team", "cell": one["team"], **one} for one in base]
    return pa.Table.from_pylist(whole + teams, schema=CELL_OF)
