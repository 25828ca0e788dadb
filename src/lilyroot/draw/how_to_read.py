"""What a reader must know of every figure, said the same on a page, a slide and a spreadsheet.

The sentences are marked for the catalogue here and ``translated`` by who shows them.
"""

from __future__ import annotations

from typing import Final

from lilyroot.tongue import phrase, say

INTERVAL: Final = phrase(
    "The 95 % interval says how far chance alone may have moved an estimate in 19 of 20 cases. Where two intervals "
    "overlap much, do not compare the estimates."
)
BANDS: Final = phrase("How many people a group has is given as a band (5–9, 10–19, 20–49 …), never as a number.")
BAND_OF_A_MARK: Final = phrase(
    "The mark is the estimate; the soft band around it is its 95 % interval: how far chance alone may have moved "
    "it in 19 of 20 cases. Where two bands overlap much, do not compare the marks."
)
HATCHED: Final = phrase("Hatched means kept private. Dotted means too little talk to say anything. Neither is zero.")
OUTLINED: Final = phrase("Marks with a thin outline are uncorrected.")
HIDDEN: Final = phrase("A figure that is kept private, or that too little was said for, is not zero.")


def threshold(people: int) -> str:
    """How few people a figure may stand for, in words."""
    return say(
        "No figure stands for fewer than {people} people, and none can be worked out from the others.", people=people
    )
