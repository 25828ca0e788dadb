"""What releases say of themselves, sentence by sentence, so that it can be told in another language.

A release is written in English, hashed and never changed; ``tongue.retold`` finds the sentence it is made of when it
is shown. Whoever writes a new sentence into a release adds it here; tests/lib/tongue holds both to it.
"""

from __future__ import annotations

from typing import Final

from lilyroot.tongue import phrases

REASONS: Final = phrases(
    "Kept private: fewer than {k} people who contributed to it could be told apart, or one contributed most of it.",
    "Fewer than {k} people contributed to this, or too little to say how certain it would be.",
    "Told for groups of {k} people or more only: in a smaller one it says what each of them has.",
    "Kept private: too few people stand behind it.",
    "Kept private: what is shown elsewhere, taken away from it, would leave too few people.",
    "People do not agree on it: two who labelled the same messages said too different things.",
    "The difference of two answers is unsure: it is shown from {k} people on.",
    "People here agree too little for one number to stand for them; see how far they agree.",
    "No promises to customers were released.",
    "No answers on saying and doing were released.",
    "Statements of values and what prevailed were not both released.",
    "The sources contradict one another, so there is no single number.",
    "One source only: nothing confirms it.",
    "Nothing was released that says enough of it.",
)
"""Why a figure is not shown."""

NOTES: Final = phrases(
    "There is only one function.",
    "Figures by function together with those by team would let fewer than {k} people be told apart.",
    "Figures by kind of conversation would let fewer than {k} people be told apart.",
    "1 group by function or by segment kept private: with what else is shown, fewer than {k} people could be told "
    "apart, or what mainly one of them said.",
    "{n} groups by function or by segment kept private: with what else is shown, fewer than {k} people could be told "
    "apart, or what mainly one of them said.",
    "People labelled {n} messages of this period, drawn by chance; shares of messages are corrected by what they "
    "found.",
    "Not corrected by the audit: {names}. No sample of these readings has been labelled by people.",
    "Not corrected by the audit: {names}. The reader has changed since the sample was drawn.",
    "Not corrected by the audit: {names}. Messages came or went after the sample was drawn.",
    "Not corrected by the audit: {names}. Too few messages were labelled twice to tell whether people agree on it.",
    "Not corrected by the audit: {names}. The sample holds no message that the reader labelled like this.",
    "Not corrected by the audit: {names}. The audit samples messages; it does not say how threads would have been "
    "counted.",
    "Not corrected by the audit: {names}. People do not agree on it: two who labelled the same messages said too "
    "different things.",
    "No words are told: no staff directory with names was taken in, so a name among them would not be known as one "
    "(lilyroot organisation).",
    "{n} messages came from people who are in no team; they are left out.",
    "{n} sheets came from people who are in no team; they are left out.",
    "{n} records came from people who are in no team; they are left out.",
    "{n} versions of the reader have read these messages ({versions}); a change within the period may be the "
    "reader's.",
    "The reader has changed since the period before (from {before} to {after}); a change between the two may be the "
    "reader's.",
)
"""What whoever reads a release must know of it."""
