"""Every command in the README and in docs/ is run, in order, document by document, in an empty folder.

A fenced block marked ``console`` is a session: lines that begin with ``$`` are run, what stands below one is what it
prints. ``...`` stands for anything. Blocks marked ``sh`` are run without looking at what they print. Indented blocks
and blocks of other kinds are not commands. ``make`` is asked what it would do instead of being run: the suite itself
runs inside ``make test``.
"""

from __future__ import annotations

import doctest
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
DOCUMENTS = [REPOSITORY / "README.md", *sorted((REPOSITORY / "docs").rglob("*.md"))]
BLOCK = re.compile(r"^```(console|sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^<!-- file: (\S+) -->\n```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Step:
    command: list[str]
    line: str
    expected: str | None


def steps(document: Path) -> list[Step]:
    found: list[Step] = []
    for language, body in BLOCK.findall(document.read_text()):
        if language == "python":
            found.append(Step([sys.executable, "-c", body], "python", None))
        elif language == "sh":
            found += [Step(["sh", "-c", line], line, None) for line in body.splitlines() if line and line[0] != "#"]
        else:
            for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
                line, _, printed = part.partition("\n")
                found.append(Step(["sh", "-c", line], line, printed))
    return found


def documents_with_steps() -> list[Path]:
    return [document for document in DOCUMENTS if steps(document)]


@pytest.mark.parametrize(
    "document", documents_with_steps(), ids=lambda document: str(document.relative_to(REPOSITORY))
)
def test_the_commands_of_a_page_work_in_order(document, tmp_path):
    for name, body in FILE.findall(document.read_text()):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(body)
    shutil.copy(REPOSITORY / "Makefile", tmp_path)
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "LILYROOT_HOME": str(tmp_path / "home"),
        "MAKEFLAGS": "--dry-run",
        "COLUMNS": "120",
    }
    for step in steps(document):
        done = subprocess.run(
            step.command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False
        )
        assert done.returncode == 0, f"{step.line}\n{done.stdout}{done.stderr}"
        if step.expected is not None:
            options = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
            assert doctest.OutputChecker().check_output(step.expected, done.stdout, options), (
                f"{step.line}\nexpected:\n{step.expected}\ngot:\n{done.stdout}"
            )


def test_the_readme_has_commands_to_run():
    assert REPOSITORY / "README.md" in documents_with_steps()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.relative_to(REPOSITORY)))
def test_links_between_pages_lead_somewhere(document):
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text())

    assert [target for target in targets if not (document.parent / target).exists()] == []
