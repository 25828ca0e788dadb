"""Two samples, written once: a small one for formats, a middling one for figures."""

import pytest

from lilyroot.sample import Month, Plan, Truth, write_sample

SMALL = Plan(Month(2025, 6), people=60, months=3)
MIDDLE = Plan(Month(2025, 6), people=240, months=8, seed=11)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    return write_sample(tmp_path_factory.mktemp("small"), SMALL)


@pytest.fixture(scope="session")
def middle(tmp_path_factory: pytest.TempPathFactory) -> Truth:
    return write_sample(tmp_path_factory.mktemp("middle"), MIDDLE)
