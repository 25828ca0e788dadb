"""From votes to a reading: probabilities that claim no more than a vote, and only words that are in the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from lilyroot.model.labels import FLAGS, ORIENTATIONS
from lilyroot.read.llm.answer import Answer, Unread

HALF_A_VOTE: Final = 0.5  # what every label gets beforehand


class Ballot(NamedTuple):
    """What the votes on one message came to; probabilities in the order of ``labels``."""

    orientation: str
    p: tuple[float, ...]
    flags: tuple[str, ...]
    p_flags: tuple[float, ...]
    unsure: bool
    spans: tuple[tuple[int, int], ...]


#: A text without a word says nothing of customers, and nobody is asked.
WORDLESS: Final = Ballot("none", (0.0, 0.0, 1.0), (), (0.0,) * len(FLAGS), False, ())


def counted(votes: Sequence[Answer | Unread], text: str) -> Ballot | Unread:
    """The ballot of some votes on a text; the reason of the first that cannot be used when that is half or more.

    A label's probability is (its votes + ½) / (all votes + ½ for each label): 0.6 for the label of a single vote,
    0.2 for the others, 0.75 or 0.25 for a flag. It says how often the model repeats itself, not how often it is
    right.

    >>> counted([Answer("focused", (), ("accounts",))], "Two new accounts").spans
    ((8, 16),)
    """
    answers = [vote for vote in votes if isinstance(vote, Answer)]
    if 2 * len(answers) <= len(votes):
        return next(vote for vote in votes if isinstance(vote, Unread))
    tally = Counter(answer.orientation for answer in answers)
    orientation = tally.most_common(1)[0][0]  # of equals, the one voted for first
    flagged = [sum(flag in answer.flags for answer in answers) for flag in FLAGS]
    flags = tuple(flag for flag, number in zip(FLAGS, flagged, strict=True) if 2 * number > len(answers))
    about = orientation != "none" or bool(flags)
    speaker = next(answer for answer in answers if answer.orientation == orientation)
    return Ballot(
        orientation,
        tuple(_share(tally[name], len(answers), len(ORIENTATIONS)) for name in ORIENTATIONS),
        flags,
        tuple(_share(number, len(answers), 2) for number in flagged),
        len(tally) > 1,
        places(speaker.quotations, text) if about else (),
    )


def places(quotations: Sequence[str], text: str) -> tuple[tuple[int, int], ...]:
    """Where whole words that are quoted stand in the text, in order, none twice. Others are passed over.

    Example: ``places(["bill"], "The bill scares them.")`` is ``((4, 8),)``.
    """
    found: list[tuple[int, int]] = []
    for quotation in quotations:
        words = quotation.strip()
        place = re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) if re.search(r"\w", words) else None
        if place and all(place.end() <= start or end <= place.start() for start, end in found):
            found.append(place.span())
    return tuple(sorted(found))


def row_of(identity: str | None, outcome: Ballot | Unread, *, spans: bool) -> dict[str, Any]:
    """A row of ``READER_OUTPUT``; without labels when there are none."""
    if isinstance(outcome, Unread):
        return {"id": identity, "language": "en"}
    return {
        "id": identity,
        "language": "en",
        "orientation": outcome.orientation,
        "p": dict(zip(ORIENTATIONS, outcome.p, strict=True)),
        "flags": list(outcome.flags),
        "p_flags": dict(zip(FLAGS, outcome.p_flags, strict=True)),
        "unsure": outcome.unsure,
        "spans": [list(span) for span in outcome.spans] if spans else [],
    }


def _share(votes: int, of: int, labels: int) -> float:
    return (votes + HALF_A_VOTE) / (of + labels * HALF_A_VOTE)
