"""Every estimator's documentation has an example, and it says what it says."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

from lilyroot.measure import estimators

MODULES = [found.name for found in pkgutil.iter_modules(estimators.__path__, f"{estimators.__name__}.")]


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_of_the_estimator_run(module: str) -> None:
    result = doctest.testmod(import_module(module))

    assert result.attempted > 0
    assert result.failed == 0
