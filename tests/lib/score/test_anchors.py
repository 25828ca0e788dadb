"""The anchors are declared, complete, and the same for everybody."""

from __future__ import annotations

import tomllib
from hashlib import sha256
from importlib.resources import files

import pytest

from lilyroot.errors import SettingsError
from lilyroot.measure.answers.indicators import INDICATORS as ANSWERS
from lilyroot.measure.indicators import INDICATORS as TALK
from lilyroot.measure.records.indicators import RECORDS_INDICATORS as RECORDS
from lilyroot.score.anchors import Anchor, anchors, declared

RELEASED = sorted({indicator.name for indicator in (*TALK, *ANSWERS, *RECORDS)})
CONTENT_OF_VERSION = {"1.0": "be0e849cbc8b9432", "1.1": "f82415d46b6ba33e"}
SMALL = """
version = "1"
widest = 80
[dimensions]
D1 = "Priority"
[outside]
[survey]
cp = { dimension = "D1", level = "N", lo = 0, hi = 100, direction = "up" }
"""


@pytest.mark.parametrize("indicator", RELEASED)
def test_every_released_indicator_has_an_anchor_or_a_reason_to_have_none(indicator: str) -> None:
    assert (indicator in anchors().indicators) or anchors().why_outside(indicator)


def test_every_anchor_is_of_an_indicator_that_exists() -> None:
    assert set(anchors().indicators) - set(RELEASED) == set()


def test_every_dimension_has_something_that_speaks_of_it() -> None:
    assert list(anchors().dimensions) == [f"D{number}" for number in range(1, 9)]
    assert [key for key in anchors().dimensions if not any(anchor.scored for anchor in anchors().of(key))] == []


def test_a_change_of_the_anchors_is_a_new_version() -> None:
    found = tomllib.loads(files("lilyroot.score").joinpath("anchors.toml").read_text("utf-8"))

    assert CONTENT_OF_VERSION[found["version"]] == sha256(repr(found).encode()).hexdigest()[:16]


@pytest.mark.parametrize(
    ("direction", "value", "points"),
    [
        ("up", 0.3, 50.0),
        ("up", 0.1, 0.0),
        ("up", 0.05, 0.0),
        ("up", 0.7, 100.0),
        ("down", 0.2, 75.0),
        ("down", 0.9, 0),
    ],
)
def test_points_by_hand(direction, value: float, points: float) -> None:
    anchor = Anchor("rate", "D6", "N", "language", 0.1, 0.5, direction)

    assert anchor.points(value) == pytest.approx(points)


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        (SMALL.replace("lo = 0, ", ""), "cp"),
        (SMALL.replace("lo = 0", "lo = 100"), "cp"),
        (SMALL.replace('dimension = "D1"', 'dimension = "D9"'), "cp"),
        (SMALL.replace('level = "N"', 'level = "X"'), "cp"),
        (SMALL.replace('direction = "up"', 'direction = "left"'), "cp"),
        (SMALL + "[language]" + SMALL.split("[survey]")[1], "cp"),
        (SMALL.replace("[outside]", ""), "outside"),
        ("version = ", ""),
    ],
)
def test_a_wrong_anchor_is_named_with_its_file(wrong: str, place: str) -> None:
    with pytest.raises(SettingsError) as caught:
        declared(wrong, "ours.toml")

    assert (caught.value.code, caught.value.file, caught.value.place) == ("score.anchors", "ours.toml", place)
