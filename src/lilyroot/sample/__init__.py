"""An invented organisation with known truth: people, conversations in real export formats, a planted story."""

from lilyroot.sample.guide import next_commands
from lilyroot.sample.opinions import wave_names
from lilyroot.sample.plan import EXPORTS, KINDS, Month, Plan, last_full_month
from lilyroot.sample.truth import Truth
from lilyroot.sample.write import write_sample

__all__ = [
    "EXPORTS",
    "KINDS",
    "Month",
    "Plan",
    "Truth",
    "last_full_month",
    "next_commands",
    "wave_names",
    "write_sample",
]
