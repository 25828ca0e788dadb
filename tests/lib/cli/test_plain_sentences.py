"""Whatever goes wrong at the command line, the person reads a sentence, never a traceback."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from lilyroot.cli.report import _write
from lilyroot.errors import SettingsError

GOOD = "speaker,sent,text\nada,2025-03-04,The crates were late again\n"
MAKE_ROOM = (
    "Make room, mend the permissions or choose another --home, and run the same command again: "
    "what was committed before stays."
)


def lilyroot(home: Path, *arguments: str | bytes, largest_file: int = 0) -> tuple[int, list[str], str]:
    """Exit status, lines of standard output and the last line of standard error.

    ``largest_file`` stands for a disk that is full: no file may grow beyond so many bytes.
    """
    full = f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({largest_file},) * 2); " * (largest_file > 0)
    done = subprocess.run(
        [sys.executable, "-c", f"{full}from lilyroot.cli import main; main()", *arguments],
        env={**os.environ, "LILYROOT_HOME": str(home)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    told = [line.strip() for line in done.stderr.decode().splitlines() if line.strip()]
    return done.returncode, done.stdout.decode().splitlines(), told[-1] if told else ""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def written(path: Path, content: str) -> str:
    path.write_text(content, encoding="utf-8")
    return str(path)


def test_a_catalogue_that_is_none_is_said_in_a_sentence(home: Path) -> None:
    lilyroot(home, "retain")
    (home / "data" / "catalogue.sqlite").write_bytes(b"\x01" * 5_000)

    status, _, told = lilyroot(home, "retain")

    sentence = "The machine refuses to read or write: file is not a database."
    assert (status, told) == (2, f"lilyroot: catalogue.sqlite: {sentence} {MAKE_ROOM}")


def test_a_home_below_a_file_is_said_in_a_sentence(tmp_path: Path) -> None:
    blocked = Path(written(tmp_path / "file", "")) / "home"

    status, _, told = lilyroot(blocked, "retain")

    sentence = "The machine refuses to read or write: not a directory."
    assert (status, told) == (2, f"lilyroot: {blocked}/data: {sentence} {MAKE_ROOM}")


def test_a_disk_without_room_is_said_in_a_sentence_and_the_rest_stays(home: Path, tmp_path: Path) -> None:
    small = written(tmp_path / "small.csv", GOOD)
    large = written(tmp_path / "large.csv", GOOD + "bob,2025-03-05,And again\n" * 100_000)
    lilyroot(home, "listen", small, "--as", "table")

    status, _, told = lilyroot(home, "listen", large, "--as", "table", largest_file=1_000_000)

    assert (status, told) == (2, f"lilyroot: The machine refuses to read or write: file too large. {MAKE_ROOM}")
    assert list((home / "data" / "spool").iterdir()) == []
    again = lilyroot(home, "listen", small, "--as", "table")
    assert again[:2] == (
        0,
        ["small.csv: taken in before, nothing changed", "in 1 = committed 0 + duplicate 1 + quarantined 0"],
    )


def test_exit_status_three_says_that_nothing_was_good(home: Path, tmp_path: Path) -> None:
    bad = written(tmp_path / "bad.csv", "speaker,sent,text\nada,yesterday,When was this?\n")
    mixed = written(tmp_path / "mixed.csv", GOOD + "ada,yesterday,When was this?\n")

    assert lilyroot(home, "listen", bad, "--as", "table")[:2] == (
        3,
        ["in 1 = committed 0 + duplicate 0 + quarantined 1"],
    )
    assert lilyroot(home, "listen", mixed, "--as", "table")[0] == 0


def test_a_mapping_that_is_not_there_leaves_nothing_behind(home: Path, tmp_path: Path) -> None:
    export = written(tmp_path / "notes.csv", GOOD)

    status, _, told = lilyroot(home, "listen", export, "--as", "table", "--mapping", "nothere.toml")

    assert (status, told) == (2, "Error: Invalid value for '--mapping': File 'nothere.toml' does not exist.")
    assert not home.exists()


def test_a_file_whose_name_is_no_text_is_read(home: Path, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/\xff.csv"
    try:
        with open(path, "w", encoding="utf-8") as export:
            export.write(GOOD + "ada,yesterday,When was this?\n")
    except OSError:
        pytest.skip("this file system takes names in UTF-8 only")

    assert lilyroot(home, "listen", path, "--as", "table")[0] == 0
    (entry, last) = lilyroot(home, "quarantine")[1]
    assert entry.startswith("\\udcff.csv · \\udcff.csv, at ")
    assert last == "1 in quarantine"


def test_names_inside_a_zip_cannot_steer_the_terminal(home: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.writestr("a\x1b[2J.csv", "speaker,sent,text\nada,yesterday,When was this?\n")

    _, _, told = lilyroot(home, "listen", str(tmp_path / "export.zip"), "--as", "table")

    assert told.startswith("quarantined: a\\x1b[2J.csv, at ")


def test_quarantine_is_saved_for_its_owner_and_never_over_a_file(home: Path, tmp_path: Path) -> None:
    export = written(tmp_path / "bad.csv", GOOD + "ada,yesterday,When was this?\n")
    lilyroot(home, "listen", export, "--as", "table")
    saved = tmp_path / "saved.jsonl"

    first = lilyroot(home, "quarantine", "--save", str(saved))
    second = lilyroot(home, "quarantine", "--save", export)

    assert first[0] == 0
    assert stat.S_IMODE(saved.stat().st_mode) == 0o600
    assert second[0] == 2
    assert second[2] == (
        f"lilyroot: {export}: The records cannot be saved there: file exists. "
        "Name a new file in a folder that exists and that you may write to."
    )
    assert Path(export).read_text().startswith(GOOD)


@pytest.mark.parametrize("place", ["nowhere/report.html", ""], ids=["no such folder", "a folder"])
def test_a_report_that_cannot_be_written_leaves_no_piece_of_it(tmp_path: Path, place: str) -> None:
    with pytest.raises(SettingsError) as refused:
        _write(tmp_path / place, b"<html>")

    assert refused.value.code == "report.out"
    assert list(tmp_path.iterdir()) == []


def test_a_report_into_a_pipe_leaves_the_pipe_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)

    _write(pipe, b"<html>")

    assert os.read(reading, 100) == b"<html>"
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    os.close(reading)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("records", "decisions"), "Error: Say the file: lilyroot records decisions decisions.csv"),
        (("records", "template"), "Error: Say which kind: lilyroot records template decisions"),
        (
            ("attack", "ledger", "--naive", __file__),
            "lilyroot: --naive attacks the people of an HRIS file, not a ledger. "
            "Give LEDGER or --naive HRIS, one after the other.",
        ),
    ],
)
def test_what_was_left_out_or_is_too_much_is_said(home: Path, arguments: tuple[str, ...], sentence: str) -> None:
    status, _, told = lilyroot(home, *arguments)

    assert (status, told) == (2, sentence)


def test_a_release_of_nothing_says_what_comes_first(home: Path) -> None:
    assert lilyroot(home, "release")[1] == [
        "nothing was taken in that could be released: lilyroot organisation, then listen, records or survey",
        "0 released, 0 in the ledger",
    ]
