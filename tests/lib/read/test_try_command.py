"""``lilyroot try`` and ``lilyroot customers``: a text is shown as it is read, and kept nowhere; words are kept."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pytest

from lilyroot.home import Home
from lilyroot.model.tables import READER_OUTPUT
from lilyroot.read import load_reader
from lilyroot.read.customers import save_words, words_file
from lilyroot.read.sentence import read_sentence
from lilyroot.read.shelf import reader_for

SPOKEN = "Most parents fill this in on a phone with a child on the other arm."
OF_ANGLERS = "Two hundred anglers signed up, the anglers like it."


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def lilyroot(home: Home, *arguments: str, given: bytes = b"", **environment: str) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a run."""
    done = subprocess.run(
        [sys.executable, "-c", "from lilyroot.cli import main; main()", *arguments],
        env={**os.environ, "LILYROOT_HOME": str(home.root), "PYTHONUTF8": "1", **environment},
        input=given,
        capture_output=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


class Silent:
    """A reader that does not know the language."""

    version = "silent-1"

    def __init__(self, language: str) -> None:
        self._language = language

    def read(self, batch: pa.RecordBatch, *, spans: bool = True) -> pa.RecordBatch:
        row = {"id": "1", "language": self._language, "flags": [], "spans": []}
        return pa.RecordBatch.from_pylist([row], schema=READER_OUTPUT)


def test_a_text_is_shown_with_its_label_its_figures_and_the_words_that_decided(home: Home) -> None:
    status, shown, _ = lilyroot(home, "try", SPOKEN)

    assert status == 0
    marked, _, meaning = shown.splitlines()[:3]
    assert marked.replace("[", "").replace("]", "") == SPOKEN
    assert "[" in marked
    assert meaning.startswith("centric: says something concrete of the customer's side")
    shares = [line.split() for line in shown.splitlines() if line.endswith("%")]
    assert [name for name, *_ in shares] == ["centric", "focused", "none"]
    assert sum(int(share.rstrip("%")) for *_, share in shares) in (99, 100, 101)
    assert f"reader    {reader_for(home).version}" in shown


def test_the_same_as_json_is_what_read_would_say(home: Home) -> None:
    _, shown, _ = lilyroot(home, "try", SPOKEN, "--json", "--context", "Who uses it?")
    line = json.dumps({"id": 1, "text": SPOKEN, "context": "Who uses it?"}).encode()
    _, read, _ = lilyroot(home, "read", "-", given=line)

    one, other = json.loads(shown), json.loads(read)
    assert one.pop("reader") == reader_for(home).version
    assert other.pop("id") == 1
    assert one == other


def test_a_dash_reads_standard_input(home: Home) -> None:
    assert lilyroot(home, "try", "-", given=SPOKEN.encode() + b"\n")[1] == lilyroot(home, "try", SPOKEN)[1]


def test_what_was_said_before_counts(home: Home) -> None:
    alone, after = (
        json.loads(lilyroot(home, "try", "They never do.", "--json", *more)[1])["p"]
        for more in ((), ("--context", "Do the tenants read our letters?"))
    )

    assert alone != after


def test_a_terminal_gets_bold_words_in_place_of_brackets_and_is_not_steered(home: Home) -> None:
    ours, theirs = pty.openpty()
    code = "from lilyroot.cli import main; main()"
    subprocess.run(
        [sys.executable, "-c", code, "try", f"{SPOKEN} \x1b[2J"],
        env={**os.environ, "LILYROOT_HOME": str(home.root), "TERM": "xterm"},
        stdout=theirs,
        timeout=120,
        check=True,
    )
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)

    assert "\x1b[1m" in shown
    assert "[2J" in shown
    assert "\x1b[2J" not in shown


def test_an_output_without_such_letters_gets_plain_bars(home: Home) -> None:
    status, shown, _ = lilyroot(home, "try", SPOKEN, PYTHONUTF8="0", PYTHONIOENCODING="ascii")

    assert status == 0
    assert "####" in shown


def test_nothing_of_the_text_is_kept(home: Home, tmp_path: Path) -> None:
    lilyroot(home, "try", SPOKEN, "--context", "Quokka before.", TMPDIR=str(tmp_path))

    assert files(tmp_path) == []


def test_an_empty_text_is_refused_in_a_sentence(home: Home) -> None:
    status, shown, told = lilyroot(home, "try", "-", given=b" \n")

    assert (status, shown) == (2, "")
    assert told.startswith("lilyroot: There is no text to read.")


def test_a_language_the_reader_does_not_know_is_not_guessed() -> None:
    german, english = (read_sentence(Silent(language), "Die Züge sind voll.") for language in ("de", "en"))

    assert german.why_not_read() == "Not read: the reader does not know this language (de), and it does not guess."
    assert english.why_not_read() == "Not read: the reader gave no answer that could be used."
    assert (german.rival(), german.probabilities, german.pieces()) == ("", {}, [("Die Züge sind voll.", False)])


def test_half_a_letter_is_read_as_an_unknown_one() -> None:
    assert read_sentence(load_reader("fast"), "anglers \ud800").text == "anglers \ufffd"


# Words


def test_words_are_listed_added_and_taken_off(home: Home) -> None:
    empty = lilyroot(home, "customers")[1]
    added = lilyroot(home, "customers", "--add", "Fahrgast, Fahrgäste", "--add", "anglers", "--not", "client")[1]
    listed = lilyroot(home, "customers")[1]
    less = lilyroot(home, "customers", "--remove", "angler")[1]

    assert empty.startswith("No words yet")
    assert added == listed
    assert listed.splitlines()[:-1] == [
        "customers",
        "  Fahrgast, Fahrgäste",
        "  angler, anglers",
        "not customers",
        "  client, clients",
    ]
    assert "angler" not in less
    assert words_file(home).read_text() == "Fahrgast, Fahrgäste\n\n[not customers]\nclient\n"


def test_listing_writes_nothing(home: Home) -> None:
    lilyroot(home, "customers")

    assert not home.root.exists()


def test_a_whole_list_can_be_taken_from_a_file(home: Home, tmp_path: Path) -> None:
    save_words(home, "guest")
    (tmp_path / "words.txt").write_text("# ours\nangler\n")

    lilyroot(home, "customers", "--file", str(tmp_path / "words.txt"))

    assert words_file(home).read_text() == "# ours\nangler\n"


def test_a_fault_in_the_file_is_told_wherever_it_is_used(home: Home) -> None:
    home.root.mkdir()
    words_file(home).write_text("guest\n\nthey\n")

    for arguments in (["customers"], ["try", SPOKEN], ["read", "-"]):
        status, _, told = lilyroot(home, *arguments)
        assert (status, told.partition(":")[2].strip()[:22]) == (2, "customers.txt, line 3:")


def test_a_refused_word_leaves_the_list_as_it_was(home: Home) -> None:
    save_words(home, "guest")

    status, _, told = lilyroot(home, "customers", "--add", "angler", "--not", "guests")

    assert (status, "“guest” is in the list already: “guest”" in told) == (2, True)
    assert words_file(home).read_text() == "guest\n"


def test_reading_uses_the_words_and_says_so(home: Home, tmp_path: Path) -> None:
    line = json.dumps({"id": 1, "text": "The survey among anglers is back."}).encode()
    before = json.loads(lilyroot(home, "read", "-", given=line)[1])
    lilyroot(home, "customers", "--add", "angler")
    after = json.loads(lilyroot(home, "read", "-", given=line)[1])
    tried = json.loads(lilyroot(home, "try", "The survey among anglers is back.", "--json")[1])

    assert (before["orientation"], after["orientation"]) == ("none", "focused")
    assert tried["p"] == after["p"]
    assert "+customers-" in tried["reader"]
