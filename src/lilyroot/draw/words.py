"""Numbers and periods in plain words, never more precise than the data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lilyroot.tongue import Wording, number, phrase, say, translated

MONTHS: Final = (
    phrase("January"), phrase("February"), phrase("March"), phrase("April"), phrase("May"), phrase("June"),
    phrase("July"), phrase("August"), phrase("September"), phrase("October"), phrase("November"), phrase("December"),
)  # fmt: skip
"""In English; ``month_name`` says one in the language spoken."""
UNDATED: Final = "undated"
OWN: Final = ", own members"  # ends the label of the people of a group who are in none of its teams

# Shares of work messages: under 5 % is little, up to 25 % some, above much. Declared, never relative.
LITTLE, MUCH = 0.05, 0.25


def percent(share: float) -> str:
    """A share as whole percent. Example: ``percent(0.384)`` is "38\u00a0%" (the space does not break)."""
    if 0 < share < 0.005:
        return say("under {share}", share="1\u00a0%")
    return f"{share * 100:.0f}\u00a0%"


def about(share: float, low: float | None = None, high: float | None = None) -> str:
    """A share for a sentence: whole percent, or the nearest five where the interval is wide."""
    if low is not None and high is not None and high - low > 0.1:
        return say("about {share}", share=f"{round(share * 20) * 5}\u00a0%")
    return percent(share)


def per_thousand(rate: float) -> str:
    """A rate as a count in 1,000 messages."""
    return say("under {share}", share="1") if 0 < rate < 0.0005 else f"{rate * 1000:.0f}"


def ends(low: str, high: str) -> str:
    """From one end to the other. Example: ``ends("3", "9")`` is "3 to 9"."""
    return say("{first} to {last}", first=low, last=high)


def groups_of(small: str, large: str) -> str:
    """How large groups are, from the smallest band to the largest; "" where no band is known."""
    if not small:
        return ""
    if small == large:
        return say("groups of {band} people", band=small)
    return say("groups of {small} to {large} people", small=small, large=large)


def named(label: str) -> str:
    """A group as it is called: the name is theirs, only what we add to it is ours to translate."""
    return label.replace(OWN, say(", own members"))


def kind_named(label: str) -> str:
    """A kind of conversation as it is called; one that we do not know keeps its name."""
    return _ONE_KIND.get(label, label)


_ONE_KIND: Final = Wording({"chat": "chat", "mail": "mail", "meeting": "meeting", "ticket": "ticket"})


def amount(share: float) -> str:
    """How much of the talk this share is: little, some or much."""
    return "little" if share < LITTLE else "much" if share > MUCH else "some"


_COME_UP: Final = Wording(
    {
        "little": "Customers come up in little of the work talk ({share} of messages)",
        "some": "Customers come up in some of the work talk ({share} of messages)",
        "much": "Customers come up in much of the work talk ({share} of messages)",
    }
)


def come_up(share: float, told: str) -> str:
    """How much customers come up at all, without a full stop; ``told`` is the share as it is said."""
    return translated(_COME_UP.english[amount(share)], share=told)


def times(ratio: float) -> str:
    """How many times as often, in words a reader remembers; "more often than" when no round number is near."""
    for low, high, words in (
        (1.4, 1.7, phrase("one and a half times as often as")),
        (1.8, 2.2, phrase("twice as often as")),
        (2.2, 2.8, phrase("more than twice as often as")),
        (2.8, 3.2, phrase("three times as often as")),
        (3.2, float("inf"), phrase("more than three times as often as")),
    ):
        if low <= ratio <= high:
            return translated(words)
    return say("more often than")


def drawing(ratio: float) -> str:
    """An engagement ratio in words: how the replies compare with the channel's other threads."""
    return say("{ratio} times", ratio=number(ratio, ".1f")) if round(ratio, 1) != 1 else say("the same")


def when(period: str, periods: Sequence[str]) -> str:
    """A month as a sentence over these periods needs it: with the year only where they span several."""
    return month(period, year=len({one[:4] for one in periods}) > 1)


def month(period: str, year: bool = True) -> str:
    """Example: ``month("2025-03")`` is "March 2025"."""
    if period == UNDATED:
        return say("undated")
    name = month_name(int(period[5:7]))
    return f"{name} {period[:4]}" if year else name


def month_name(number: int) -> str:
    """Example: ``month_name(3)`` is "March"."""
    return translated(MONTHS[number - 1])


def span(periods: Sequence[str]) -> str:
    """Example: ``span(["2025-01", "2025-03"])`` is "January to March 2025"."""
    dated = sorted(period for period in periods if period != UNDATED)
    if not dated:
        return say("undated conversations")
    first, last = dated[0], dated[-1]
    if first == last:
        return month(last)
    return ends(month(first, year=first[:4] != last[:4]), month(last))


def listed(words: Sequence[str]) -> str:
    """Example: ``listed(["chat", "mail", "meetings"])`` is "chat, mail and meetings"."""
    if len(words) < 2:
        return "".join(words)
    return say("{these} and {last}", these=", ".join(words[:-1]), last=words[-1])


def counted(number: int, one: str, many: str) -> str:
    """Example: ``counted(1, "group", "groups")`` is "1 group"; in English only."""
    return f"{number:,} {one if number == 1 else many}"


_KINDS: Final = {
    "meeting": phrase("meetings"), "ticket": phrase("tickets"), "chat": phrase("chat"), "mail": phrase("mail"),
}  # fmt: skip
_IN_KINDS: Final = {
    "meeting": phrase("in meetings"), "ticket": phrase("in tickets"), "chat": phrase("in chat"),
    "mail": phrase("in mail"),
}  # fmt: skip


def kinds(names: Sequence[str]) -> str:
    """Kinds of conversation in a list: "chat, mail and meetings"."""
    return listed([translated(_KINDS[name]) if name in _KINDS else name for name in names])


def place(cut: str, label: str) -> str:
    """A group where something is said: "in Sales", "in meetings", "in conversations of kind a"."""
    if cut != "kind":
        return say("in {group}", group=label)
    return translated(_IN_KINDS[label]) if label in _IN_KINDS else say("in conversations of kind {kind}", kind=label)


def sentence(words: str) -> str:
    """The words with a capital first letter; the rest is left as it is."""
    return words[:1].upper() + words[1:]


def wrapped(label: str, width: int, lines: int) -> str:
    """A label in at most so many lines, broken at spaces or inside a long word.

    What is too long loses its middle, not its end, because names of sister teams differ at the end.
    Example: ``wrapped("Vertriebssteuerung Nord 3", 12, 1)`` is "Vertri…ord 3".
    """
    rest = " ".join(label.split())
    done: list[str] = []
    while len(rest) > width and len(done) < lines - 1:
        space = rest.rfind(" ", 1, width + 1)
        cut = space if space > 0 else width - 1
        done.append(rest[:cut] if space > 0 else f"{rest[:cut]}-")
        rest = rest[cut:].lstrip()
    if len(rest) > width:
        end = rest[-(width // 2 - 1) :].lstrip()
        rest = f"{rest[: width - len(end) - 1].rstrip()}…{end}"
    return "\n".join([*done, rest])
