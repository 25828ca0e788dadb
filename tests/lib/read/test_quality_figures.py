"""The figures on the page of quality: rates, calibration, and what is called beyond noise."""

from __future__ import annotations

import doctest
from pathlib import Path

import numpy as np
import pytest

from tests.lib.read.readers_to_try import NAMES, reader_or_skip
from training.quality import faithful, rates
from training.quality.reading import own_set
from training.quality.seen import by_group, wrong_orientation


@pytest.mark.parametrize("module", [rates, faithful])
def test_the_examples_in_the_docstrings_run(module) -> None:
    assert doctest.testmod(module).failed == 0


def test_a_group_that_errs_twice_as_often_on_like_messages_is_beyond_noise() -> None:
    groups = ["speech"] * 200 + ["chat"] * 200
    truths = ["none", "centric"] * 200
    wrong = [place % 5 < (2 if group == "speech" else 1) for place, group in enumerate(groups)]

    gaps = rates.beyond_noise(groups, truths, wrong)

    assert gaps == pytest.approx({"speech": 0.1, "chat": -0.1})


def test_a_group_that_only_has_more_of_the_hard_label_is_not_beyond_noise() -> None:
    truths = ["centric"] * 160 + ["none"] * 40 + ["centric"] * 40 + ["none"] * 160
    groups = ["speech"] * 200 + ["chat"] * 200
    wrong = [truth == "centric" and place % 2 == 0 for place, truth in enumerate(truths)]

    assert rates.beyond_noise(groups, truths, wrong) == {}


def test_one_content_in_eight_forms_is_one_witness() -> None:
    one_of_eight = np.array([1.0] + [0.0] * 7)

    assert rates.beyond_noise_paired({"mail": one_of_eight}) == {}
    assert rates.beyond_noise_paired({"mail": np.ones(8)}) == {"mail": 1.0}


def test_a_perfectly_calibrated_reader_stays_under_chance_and_a_boaster_does_not() -> None:
    draw = np.random.default_rng(3)
    p = draw.dirichlet([1, 1, 1], size=400)
    truth = (draw.random((400, 1)) > p.cumsum(axis=1)).sum(axis=1)
    boast = np.eye(3)[p.argmax(axis=1)]

    assert rates.mean_calibration_error(p, truth) < rates.calibration_error_by_chance(p)
    assert rates.mean_calibration_error(boast, truth) > rates.calibration_error_by_chance(p)


def test_errors_are_counted_group_by_group() -> None:
    rows = [{"orientation": "none", "group": name} for name in ("a", "a", "b")]
    readings = [{"orientation": said} for said in ("none", "centric", None)]

    found = by_group(rows, readings, lambda row: row["group"], wrong_orientation)

    assert found == {"a": rates.Rate(1, 2), "b": rates.Rate(1, 1)}


def test_the_paired_set_has_every_content_in_every_form() -> None:
    rows = own_set("paired")

    forms = {(row["content"], row["channel"], row["style"]) for row in rows}
    assert len(forms) == len(rows) == len({row["content"] for row in rows}) * 4 * 2
    assert {row["orientation"] for row in rows} == {"centric", "focused", "none"}


@pytest.mark.parametrize("name", NAMES)
def test_the_page_tells_of_the_readers_as_they_ship(name: str) -> None:
    page = (Path(__file__).parents[3] / "docs" / "explanation" / "reader-quality.md").read_text("utf-8")

    assert f"`{reader_or_skip(name).version}`" in page, "Run training/reader_quality.py again."
