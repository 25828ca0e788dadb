"""The examples in the docstrings of lilyroot.release run."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

from lilyroot import release

MODULES = [module.name for module in pkgutil.iter_modules(release.__path__)]


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_run(module: str) -> None:
    assert doctest.testmod(import_module(f"lilyroot.release.{module}")).failed == 0


def test_there_are_examples() -> None:
    assert sum(doctest.testmod(import_module(f"lilyroot.release.{module}")).attempted for module in MODULES) > 10
