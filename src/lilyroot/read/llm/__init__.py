"""A reader that asks a language model at an address you choose, one message at a time; its answer is a vote.

What must hold, and where it is held: the text leaves the organisation only under a written policy (``settings``,
``log``); a request carries one message, disguised, as data (``disguise``, ``prompt``); an answer is used only when it
is one of the labels (``answer``); what is sent has a budget and an end (``caller``).
"""

from __future__ import annotations

from lilyroot.read.llm.reader import LlmReader, asks_a_model, raise_if_given_up
from lilyroot.read.llm.settings import Settings

__all__ = ["LlmReader", "Settings", "asks_a_model", "raise_if_given_up"]
