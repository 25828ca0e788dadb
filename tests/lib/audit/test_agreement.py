"""Do two people agree? Cohen's kappa, and what follows from it."""

from __future__ import annotations

import pytest

from lilyroot.audit.agreement import TARGETS, agreements
from lilyroot.model.agreement import cohen_kappa
from lilyroot.model.labels import FLAGS

NOTHING: frozenset[str] = frozenset()


def test_the_textbook_table():
    assert cohen_kappa({("y", "y"): 20, ("y", "n"): 5, ("n", "y"): 10, ("n", "n"): 15}) == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        ({("a", "a"): 3, ("b", "b"): 4}, 1.0),
        ({("a", "b"): 5, ("b", "a"): 5}, -1.0),
        ({("a", "a"): 1, ("a", "b"): 1, ("b", "a"): 1, ("b", "b"): 1}, 0.0),
        ({("a", "a"): 7}, None),
        ({}, None),
        ({("a", "b"): 7}, 0.0),
    ],
)
def test_full_none_and_nothing_to_agree_on(table, kappa):
    assert cohen_kappa(table) == kappa


def test_every_target_is_judged_by_itself():
    blame = frozenset({"blame"})
    same, apart = (("centric", blame), ("centric", blame)), (("none", NOTHING), ("none", blame))
    found = agreements([same] * 10 + [apart] * 10 + [(("none", NOTHING), ("none", NOTHING))] * 10)

    assert tuple(found) == TARGETS
    assert (found["orientation"].kappa, found["orientation"].seen, found["orientation"].verdict) == (1.0, 10, "agree")
    assert (found["blame"].seen, found["blame"].verdict) == (20, "disagree")
    assert found["politics"].kappa is None
    assert {found[flag].verdict for flag in FLAGS if flag != "blame"} == {"cannot tell"}


@pytest.mark.parametrize(
    ("pairs", "seen", "verdict"), [(20, 5, "agree"), (19, 5, "cannot tell"), (20, 4, "cannot tell")]
)
def test_too_few_pairs_cannot_tell(pairs, seen, verdict):
    mark = frozenset({"blame"})
    listed = [(("none", mark), ("none", mark))] * seen + [(("none", NOTHING), ("none", NOTHING))] * (pairs - seen)

    assert agreements(listed)["blame"].verdict == verdict


def test_just_enough_is_enough():
    same, nothing = (("centric", NOTHING), ("centric", NOTHING)), (("none", NOTHING), ("none", NOTHING))
    apart = (("centric", NOTHING), ("none", NOTHING))
    other = (("none", NOTHING), ("centric", NOTHING))
    found = agreements([same] * 8 + [nothing] * 8 + [apart] * 2 + [other] * 2)["orientation"]

    assert found.kappa == pytest.approx(0.6)
    assert found.verdict == "agree"
