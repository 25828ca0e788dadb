"""``lilyroot people``: let in, give, take, let go; mistakes in a sentence. Each verb is a real process."""

from __future__ import annotations

import subprocess
import sys

import pytest

MAIN = "from lilyroot.cli import main; main()"


@pytest.fixture
def people(tmp_path):
    def run(*words: str) -> tuple[int, str]:
        command = [sys.executable, "-c", MAIN, "people", *words, "--home", str(tmp_path / "home")]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    return run


def test_from_nobody_to_two_people_and_back(people):
    assert people("list") == (
        0,
        "Nobody can sign in yet. Begin with yourself: lilyroot people add NAME --role admin\n",
    )

    status, printed = people("add", "ada", "--role", "admin", "--role", "leader of Customer Service")
    assert status == 0
    assert printed.startswith("ada / ")
    assert people("add", "ben")[0] == 0
    assert people("give", "ben", "manager of Mail Desk", "auditor") == (0, "")
    assert people("take", "ben", "auditor") == (0, "")
    assert people("let-go", "ben") == (0, "")

    assert people("list")[1].splitlines() == [
        "ada: leader of Customer Service, admin",
        "ben: manager of Mail Desk (was let go)",
    ]
    assert people("let-back", "ben") == (0, "")
    assert "was let go" not in people("list")[1]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("add", " "), "A name has 1 to 150 letters. Give the name to sign in with."),
        (("add", "ada"), "There is already somebody called ada. Choose another name."),
        (("add", "cleo", "--role", "emperor"), "There is no role called emperor. Roles are employee, manager,"),
        (("add", "cleo", "--role", "manager"), "A manager has a unit. Say which, spelt as in the HRIS file."),
        (("give", "zoe", "auditor"), "Nobody here is called zoe. lilyroot people list shows the names."),
        (("take", "ada", "admin"), "ada is the only one who can let people in. Make somebody else an admin first."),
        (("let-go", "ada"), "ada is the only one who can let people in."),
    ],
)
def test_a_mistake_is_a_sentence_and_changes_nothing(people, words, said):
    people("add", "ada", "--role", "admin")

    status, printed = people(*words)

    assert (status, printed.startswith(f"lilyroot: {said}")) == (2, True)
    assert people("list")[1] == "ada: admin\n"
