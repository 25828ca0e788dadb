"""The page docs/explanation/reader-quality.md, put together."""

from __future__ import annotations

from . import own, talk
from .seen import Seen, Sets

_HEAD = """# How well the readers read

`training/reader_quality.py` writes this page; do not edit it by hand. It says where each reader errs and for whom,
with 95 % intervals, on messages no reader learned from. What a reader is for and must not be used for is in its
model card and in [readers](readers.md).

Readers measured: {versions}.

Two kinds of messages are used.

- **Real talk**: {talk}.
  They come from other conversations than those the readers learned from and were labelled once, by language models
  under the codebook. Many were picked for being about customers or for being hard, so error rates are higher there
  than in a day's talk. They were looked at when designs were compared.
- **Our own sets**: invented messages which ship with Lilyroot, in `tests/reader_sets`, written and labelled by a
  language model too, apart from what the readers learned from. Its README says more, and what their limits are.

Bold means beyond noise. In real talk and on brush-off, a group's errors are set against those of messages with the
same true label elsewhere (Mantel and Haenszel); in the paired set, signs of whole contents are flipped. Both with
Holm's correction for the groups of one table, at 5 %. What is not bold need not be equal: with few messages only
large differences can show.
"""

_ORIENTATION = """
## Orientation in real talk

Kappa of centric against focused counts the messages which both the label and the reader call one of the two.
"""

_GROUPS = """
## Where they err in real talk

Share of messages with the wrong orientation. A group with more talk about customers is harder, whoever wrote it; the
test for noise takes that out.
"""

_FLAGS = """
## Flags in real talk

Fewer than {rare} messages with a flag cannot carry a claim: the interval of its recall would be wider than a third.
"""

_BRUSH_OFF = """
## Brush-off, on a set of its own

{refused} refusals and {decoys} decoys. Precision holds for this mixture only; where brush-offs are rarer, as in
life, it is lower.
"""

_OWN_FLAGS = """
## The other flags, on a set of their own

Thirty messages where the flag stands and thirty near misses. As with brush-off, precision holds for this mixture
only, and written examples are clearer than talk.
"""

_TRAPS = """
## Traps

Ten messages of each kind that look like something they are not, and three twins that mean it. *falls*: fewer than
{holds} of ten are right, so that a figure should not lean on messages of this kind.
"""

_PAIRED = """
## The same content, by channel and by style

{contents} contents, each as chat, mail, speech and ticket by a native and a non-native writer. Share with the wrong
orientation; intervals by bootstrap over contents, because the eight forms of a content are no eight witnesses.
"""

_CALIBRATION = """
## Calibration in real talk

Expected calibration error over ten bins, mean of the three labels. *chance*: what a perfectly calibrated reader
would stay under 95 times of 100 with so many messages; an error below it shows nothing.
"""

_RELIABILITY = """
The probability of the label that was given, and how often that label was right:
"""

_UNSURE = """
## The unsure band

A reading is unsure when another label might as well be right; an audit looks there first.
"""

_SPANS = """
## The words that decided

Each label other than `none` comes with spans. Their words are taken out and the rest is read again: share of labels
that went, or whose probability fell by at least a tenth of itself. Where a label is likelier than not a tenth is
more than the calibration error we allow, so it is no vagueness of the probability. Beside it the same with as many
other words, drawn at random three times. Labels whose spans leave too few other words are not compared.
"""

_NO_TALK = """
## Real talk

The labelled talk was not beside this checkout when the page was made; nothing is said about it here.
"""

_PEERS = """
## Beside what others would use

Made by `benchmarks/reader/run.py`. Peers see the text, not the context, unless they are said to.

{table}"""


def page(sets: Sets, seen: list[Seen], peers: str) -> str:
    """The whole page as Markdown."""
    differences: list[str] = []
    measured = [*_talk(sets, seen, differences), *_own(sets, seen, differences)]
    count = f"{len(sets['dev']):,} messages of meetings, mail, handbooks and chat" if "dev" in sets else "not at hand"
    versions = ", ".join(f"`{each.version}`" for each in seen)
    head = _HEAD.format(versions=versions, talk=count)
    last = _PEERS.format(table=peers) if peers else ""
    return "".join([head, _in_short(differences), *measured, last]).rstrip() + "\n"


def _in_short(differences: list[str]) -> str:
    lines = "".join(f"- {each}\n" for each in differences) or "- none\n"
    return (
        "\n## Differences beyond noise\n\nIn brackets: errors above or below those of like messages elsewhere, "
        f"for each message.\n\n{lines}"
    )


def _talk(sets: Sets, seen: list[Seen], differences: list[str]) -> list[str]:
    if "dev" not in sets:
        return [_NO_TALK]
    rows = sets["dev"]
    return [
        _ORIENTATION + "\n" + talk.orientation(rows, seen),
        _GROUPS,
        *["\n" + talk.groups(rows, seen, name, differences) for name in talk.GROUPS],
        _FLAGS.format(rare=talk.TOO_RARE) + "\n" + talk.flags(rows, seen),
        _CALIBRATION + "\n" + talk.calibration(rows, seen),
        _RELIABILITY + "\n" + talk.reliability(rows, seen),
        _UNSURE + "\n" + talk.unsure(rows, seen),
    ]


def _own(sets: Sets, seen: list[Seen], differences: list[str]) -> list[str]:
    brush, traps, paired = sets["brush_off"], sets["traps"], sets["paired"]
    refused = sum(row["brush_off"] for row in brush)
    contents = len({row["content"] for row in paired})
    return [
        _BRUSH_OFF.format(refused=refused, decoys=len(brush) - refused) + "\n" + own.brush_off(brush, seen),
        "\n" + own.brush_off_kinds(brush, seen, refused=True),
        "\n" + own.brush_off_kinds(brush, seen, refused=False),
        *["\n" + own.brush_off_groups(brush, seen, name, differences) for name in ("channel", "style", "sector")],
        _OWN_FLAGS + "\n" + own.flags(sets["flags"], seen),
        _TRAPS.format(holds=own.HOLDS) + "\n" + own.traps(traps, seen),
        _PAIRED.format(contents=contents) + "\n" + own.paired(paired, seen, differences),
        _SPANS + "\n" + own.spans(seen),
    ]
