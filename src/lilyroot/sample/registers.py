"""How the same words sound in chat, in a meeting, in mail and in a ticket. Dress only: labels stay as they are."""

from __future__ import annotations

import random
from typing import Final

from lilyroot.sample.drawing import Label
from lilyroot.sample.names import FIRST
from lilyroot.sample.people import Person

_CHAT_LEADS: Final = ("fyi ", "heads up: ", "btw ", "so ", "hm, ", "ok, ", "quick one: ", "morning! ", "hi all, ")
_CHAT_TAILS: Final = (" :+1:", " :sweat_smile:", " ...", " :eyes:", " :pray:", " :coffee:", " :wave:")
_SPEECH_LEADS: Final = (
    "So, ",
    "Yeah, ",
    "Okay, so ",
    "Right, ",
    "I mean, ",
    "Well, ",
    "Uh, ",
    "Um, ",
    "Just quickly, ",
    "And, uh, ",
)
_FILLERS: Final = (", uh,", ", um,", ", you know,", ", uh, yeah,")
_GREETINGS: Final = ("Hi {}", "Hello {}", "Dear {}", "{}", "Good morning {}")
_CLOSINGS: Final = ("Best,", "Regards,", "Thanks,", "Best wishes,", "Cheers,", "Kind regards,")
_OTHER_MATTER: Final = {
    "chat": (" / ", " - oh and ", " - also: "),
    "meeting": (" And, um, another thing. ", " And then, next point. ", " Oh, and. "),
    "mail": ("\n\nOne more thing: ", "\n\nAnother matter: ", "\n\nAlso: ", "\n\n"),
    "ticket": (" // ", " Internal: "),
}
_CLIPPED: Final = (("Customer ", "Cust. "), ("customer ", "cust. "), (" and ", " + "), ("delivery", "deliv."))
# A first word that keeps its capital inside a sentence.
_PROPER: Final = frozenset(
    (
        *FIRST,
        "I",
        "I'll",
        "LED",
        "VPN",
        "IT",
        "VAT",
        "Logistics",
        "Marketing",
        "Purchasing",
        "Accounting",
        "Payroll",
        "Head",
        "Transport",
        "Product",
        "Store",
    )
)


def dress(
    rng: random.Random, said: tuple[str, str], kind: str, speaker: Person, before: Person | None, label: Label
) -> str:
    """The text as people put it in that kind of conversation. ``before`` is whom it answers, if anyone."""
    text, more = said
    if kind == "chat":
        text = _chat(rng, text, cheerful=not label.flags)
    elif kind == "meeting":
        text = _speech(rng, text)
    elif kind == "ticket":
        text = _note(rng, text)
    if more:
        text += rng.choice(_OTHER_MATTER[kind]) + more
    return _letter(rng, text, speaker, before) if kind == "mail" else text


def _small(text: str) -> str:
    """The text as it goes on after other words."""
    first = text.split(" ", 1)[0].rstrip(",.:'")
    return text if first in _PROPER or first.isupper() or text[0] == '"' else text[0].lower() + text[1:]


def _chat(rng: random.Random, text: str, *, cheerful: bool) -> str:
    if rng.random() < 0.75:
        text = _small(text)
    if rng.random() < 0.7 and text.endswith("."):
        text = text[:-1]
    if rng.random() < 0.10:
        text = rng.choice(_CHAT_LEADS) + text
    # A cheerful sign under a reproach or a thank-you could change how it reads.
    if cheerful and rng.random() < 0.07:
        text += rng.choice(_CHAT_TAILS)
    return text


def _speech(rng: random.Random, text: str) -> str:
    if rng.random() < 0.35:
        words = text.split(" ")
        if len(words) > 5:
            place = rng.randrange(1, len(words) - 2)
            if words[place].rstrip(",").isalpha():
                words[place] = words[place].rstrip(",") + rng.choice(_FILLERS)
            text = " ".join(words)
    return rng.choice(_SPEECH_LEADS) + _small(text) if rng.random() < 0.4 else text


def _letter(rng: random.Random, text: str, speaker: Person, before: Person | None) -> str:
    greeting = rng.choice(_GREETINGS).format(before.first if before and before is not speaker else "all")
    closing = f"\n\n{rng.choice(_CLOSINGS)}\n{speaker.first}" if rng.random() < 0.8 else ""
    return f"{greeting[0].upper()}{greeting[1:]},\n\n{text}{closing}"


def _note(rng: random.Random, text: str) -> str:
    if rng.random() < 0.5:
        for long, short in _CLIPPED:
            text = text.replace(long, short)
    if rng.random() < 0.25:
        text = f"{rng.randrange(8, 18):02d}:{rng.randrange(60):02d} {text}"
    return text
