"""What each reader is held to on the sets in ``reader_sets``, set after measuring it; see reader-quality.md.

A floor is a little below what was measured, so that a reader that got worse is noticed. A kind of trap holds from
``HOLDS`` of its ten messages on; ``falls_into`` lists the kinds that do not, with the number that was right, so that
nobody takes them for solved. A kind that gets better must leave that list: the tests fail until it does.
"""

from __future__ import annotations

from dataclasses import dataclass, field

HOLDS = 8  # of the ten messages of a kind of trap


@dataclass(frozen=True)
class Floors:
    """Least precision and recall of brush-off, the kinds of traps that do not hold, least share of the 45 twins."""

    precision: float
    recall: float
    twins: float
    falls_into: dict[str, int] = field(default_factory=dict)


FLOORS = {
    "fast": Floors(
        precision=0.50,
        recall=0.42,
        twins=0.70,
        falls_into={
            "user_as_role": 7,
            "names_in_code": 7,
            "team_and_meeting_names": 4,
            "newsletter": 1,
            "slogans": 6,
            "sarcasm": 1,
            "generic_logistics": 4,
            "guest_network": 7,
            "patient_adjective": 7,
            "consumer_queue": 6,
            "subscriber_pubsub": 5,
        },
    ),
    "cascade": Floors(
        precision=0.66,
        recall=0.57,
        twins=0.75,
        falls_into={"newsletter": 4, "slogans": 7, "sarcasm": 0, "generic_logistics": 7},
    ),
    "encoder": Floors(
        precision=0.66,
        recall=0.60,
        twins=0.75,
        falls_into={
            "newsletter": 4,
            "slogans": 7,
            "sarcasm": 0,
            "generic_logistics": 7,
            "consumer_queue": 7,
            "subscriber_pubsub": 6,
        },
    ),
}
