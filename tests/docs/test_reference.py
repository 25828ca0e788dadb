"""No verb and no option without a line in the reference."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import click
import pytest

from lilyroot.cli import VERBS

REFERENCE = (Path(__file__).parents[2] / "docs" / "reference" / "command-line.md").read_text()


@pytest.mark.parametrize("verb", VERBS)
def test_the_reference_has_every_option_of_a_verb(verb):
    section = REFERENCE.split(f"## lilyroot {verb}", 1)[1].split("\n## ", 1)[0]
    command = import_module(VERBS[verb][0]).command
    commands = [command, *(command.commands.values() if isinstance(command, click.Group) else ())]
    options = [p for one in commands for p in one.params if isinstance(p, click.Option)]

    assert [opt for option in options for opt in option.opts if f"{opt}" not in section] == []


def test_the_reference_has_no_verb_that_does_not_exist():
    named = [line.split()[2] for line in REFERENCE.splitlines() if line.startswith("## lilyroot ")]

    assert named == list(VERBS)
