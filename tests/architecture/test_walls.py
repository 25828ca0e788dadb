"""The walls between the rooms: imports, what is loaded when, and what a released table can never hold."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from lilyroot.model.tables import MESSAGES, READINGS, TEXTS
from lilyroot.release.released import SCHEMA

SOURCE = Path(__file__).parents[2] / "src"
HEAVY = {"numpy", "pyarrow", "duckdb", "numba", "scipy", "altair", "vl_convert", "typst", "django", "sklearn"}


def loaded_by(code: str) -> set[str]:
    """Top-level modules present after running ``code`` in a fresh interpreter."""
    script = f"{code}\nimport sys\nprint(' '.join(sorted({{name.split('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_importing_the_library_loads_nothing_heavy():
    assert loaded_by("import lilyroot") & HEAVY == set()


def test_help_loads_no_engine_no_model_and_no_django():
    code = "import sys\nsys.argv = ['lilyroot', '--help']\nfrom lilyroot.cli import main\n"
    code += "try:\n    main()\nexcept SystemExit:\n    pass"

    assert loaded_by(code) & HEAVY == set()


@pytest.mark.parametrize("room", ["listen.intake", "measure", "release.gate", "read"])
def test_no_room_of_the_library_loads_django(room):
    assert "django" not in loaded_by(f"import lilyroot.{room}")


def test_reading_is_loaded_without_its_model():
    assert "numba" not in loaded_by("import lilyroot.read")


def test_a_released_table_has_no_place_for_a_person_or_a_text():
    assert {"person", "speaker", "message", "text", "email", "name"} & set(SCHEMA.names) == set()


def test_only_texts_hold_text():
    assert "text" in TEXTS.names
    assert {"text", "context"} & {*MESSAGES.names, *READINGS.names} == set()


def test_rooms_have_names_of_their_own():
    """A folder or module called after nothing in particular collects everything."""
    nameless = {"utils", "util", "common", "helpers", "helper", "misc", "manager"}

    assert [path for path in SOURCE.rglob("*") if path.stem in nameless] == []


def python_files() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_every_module_says_what_it_is(path):
    tree = ast.parse(path.read_text())

    assert tree.body == [] or len((ast.get_docstring(tree) or "").split()) >= 3
