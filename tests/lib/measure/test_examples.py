"""The examples in the docstrings run and say what they say."""

from __future__ import annotations

import doctest
from importlib import import_module

import pytest

MODULES = [
    "lilyroot.engines.duck",
    "lilyroot.engines.reference",
    "lilyroot.measure.evaluation",
    "lilyroot.measure.estimators.bootstrap",
    "lilyroot.measure.estimators.interval",
    "lilyroot.model.strands",
]


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_run(module: str) -> None:
    result = doctest.testmod(import_module(module))

    assert result.attempted > 0
    assert result.failed == 0
