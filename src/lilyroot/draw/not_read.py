"""What the reader could not read, in one sentence: how much, and in which languages."""

from __future__ import annotations

from typing import Final

from lilyroot.draw.view import View
from lilyroot.draw.words import percent
from lilyroot.release.not_read import NOT_READ, OTHER
from lilyroot.release.released import SHOWN
from lilyroot.tongue import Wording, say

_NAMES: Final = Wording({
    "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian", "bn": "Bengali", "bs": "Bosnian",
    "ca": "Catalan", "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "ga": "Irish", "gl": "Galician", "gu": "Gujarati", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian",
    "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian", "is": "Icelandic", "it": "Italian", "ja": "Japanese",
    "ka": "Georgian", "kk": "Kazakh", "kn": "Kannada", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian",
    "mk": "Macedonian", "ml": "Malayalam", "mr": "Marathi", "ms": "Malay", "my": "Burmese", "nl": "Dutch",
    "no": "Norwegian", "pa": "Punjabi", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sk": "Slovak", "sl": "Slovene", "sq": "Albanian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili",
    "ta": "Tamil", "te": "Telugu", "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese", "zh": "Chinese", OTHER: "other",
})  # fmt: skip


def not_read(view: View) -> str:
    """How much of what was said in these periods was not read? "" when everything was, or nothing says so.

    Example: "3 % of messages were not read: German 2 %, other 1 %". Months that say nothing count as read.
    """
    rows = [row for row in view.organisation_rows() if row["status"] == SHOWN]
    shown = [row for row in rows if row["indicator"].startswith(NOT_READ)]  # too few people are told like nobody
    months = {row["period"] for row in shown}
    of = sum(row["base"] for row in shown if row["indicator"] == NOT_READ)
    of += sum(row["base"] for row in rows if row["indicator"] == "messages" and row["period"] not in months)
    messages: dict[str, float] = {}
    for row in shown:
        messages[row["indicator"]] = messages.get(row["indicator"], 0.0) + row["value"] * row["base"]
    total = messages.pop(NOT_READ, 0.0)
    if not total:
        return ""
    return _by_language(percent(total / of), messages, of)


def _by_language(share: str, messages: dict[str, float], of: int) -> str:
    ordered = sorted(messages, key=lambda name: (name.endswith(OTHER), -messages[name], name))
    named = [(_name(indicator), messages[indicator] / of) for indicator in ordered if messages[indicator]]
    if not named or [name for name, _ in named] == [_NAMES[OTHER]]:
        return say("{share} of messages were not read, in languages the reader does not know", share=share)
    languages = named[0][0] if len(named) == 1 else ", ".join(f"{name} {percent(part)}" for name, part in named)
    return say("{share} of messages were not read: {languages}", share=share, languages=languages)


def _name(indicator: str) -> str:
    code = indicator.removeprefix(f"{NOT_READ}_")
    return _NAMES.get(code, code)
