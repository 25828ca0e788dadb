"""The examples in the docstrings of lilyroot.release and lilyroot.model run."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

from lilyroot import model, release

MODULES = [f"{home.__name__}.{one.name}" for home in (release, model) for one in pkgutil.iter_modules(home.__path__)]


@pytest.mark.parametrize("module", MODULES)
def test_the_examples_run(module: str) -> None:
    assert doctest.testmod(import_module(module)).failed == 0


def test_there_are_examples() -> None:
    assert sum(doctest.testmod(import_module(module)).attempted for module in MODULES) > 10
