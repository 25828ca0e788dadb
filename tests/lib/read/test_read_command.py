"""``lilyroot read``: lines or Parquet in, readings out, bad lines beside them."""

import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from click.testing import CliRunner, Result

from lilyroot.cli.read import command
from lilyroot.errors import InputError
from lilyroot.model.labels import FLAGS, ORIENTATIONS
from lilyroot.model.tables import READER_OUTPUT

GOOD = b'{"id": "a", "text": "Our customers struggle with the form because they have no printer."}\n'
FIELDS = ["id", "language", "orientation", "p", "flags", "p_flags", "unsure", "spans"]


def run(*arguments: object, given: bytes = b"") -> Result:
    return CliRunner().invoke(command, [str(each) for each in arguments], input=given, catch_exceptions=False)


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text("ascii").splitlines()]


def read(folder: Path, given: bytes, *options: str) -> tuple[int, list[dict], list[dict]]:
    """Exit status, readings and refusals of a file with these bytes."""
    source, target = folder / "in.jsonl", folder / "out.jsonl"
    source.write_bytes(given)
    status = run(source, "--out", target, *options).exit_code
    errors = folder / "out.jsonl.errors"
    return status, lines(target), lines(errors) if errors.exists() else []


def test_a_line_gives_a_line_with_every_field(tmp_path: Path) -> None:
    status, (row,), refused = read(tmp_path, GOOD)

    assert (status, refused) == (0, [])
    assert list(row) == FIELDS
    assert (row["id"], row["orientation"]) == ("a", "centric")
    assert (tuple(row["p"]), tuple(row["p_flags"])) == (ORIENTATIONS, FLAGS)
    assert sum(row["p"].values()) == pytest.approx(1, abs=3e-6)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.jsonl", "out.jsonl"]


def test_ids_come_back_as_they_were_written_and_in_order(tmp_path: Path) -> None:
    ids = ['"a"', "7", "1.10", "1e400", "-0", "123456789012345678901234567890", '"\\ud800 \\u00e9"', '""', "7"]
    given = "".join(f'{{"text": "x", "id": {identity}}}\n' for identity in ids)
    (tmp_path / "in.jsonl").write_text(given)

    run(tmp_path / "in.jsonl", "--out", tmp_path / "out.jsonl")

    starts = [line.partition(", ")[0] for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert starts == [f'{{"id": {identity}' for identity in ids]


def test_a_context_is_a_string_or_null_or_several_strings(tmp_path: Path) -> None:
    contexts = ['"one\\ntwo"', '["one", "two"]', "null", '""', "[]"]
    given = "".join(f'{{"id": 1, "text": "What do they need?", "context": {c}}}\n' for c in contexts)

    _, rows, _ = read(tmp_path, given.encode())

    assert rows[0] == rows[1]
    assert rows[2] == rows[3] == rows[4]
    assert rows[0] != rows[2]


def test_bad_lines_are_set_aside_with_their_number_and_the_rest_is_done(tmp_path: Path) -> None:
    bad = {
        b"not json": "line.json",
        b"[" * 100_000: "line.json",
        b'{"id": 1, "text": NaN}': "line.json",
        b'{"id": "1", "text": "\xff"}': "line.utf8",
        b'["a", "b"]': "line.object",
        b'{"text": "x"}': "line.id",
        b'{"id": true, "text": "x"}': "line.id",
        b'{"id": null, "text": "x"}': "line.id",
        b'{"id": 1}': "line.text",
        b'{"id": 1, "text": 5}': "line.text",
        b'{"id": 1, "text": null}': "line.text",
        b'{"id": 1, "text": "x", "context": 5}': "line.context",
        b'{"id": 1, "text": "x", "context": ["a", null]}': "line.context",
        b'{"id": 1, "text": "' + b"x" * 16_000_000 + b'"}': "line.too_long",
    }

    status, rows, refused = read(tmp_path, GOOD + b"\n".join(bad) + b"\n" + GOOD)

    assert status == 3
    assert len(rows) == 2
    assert rows[0] == rows[1]
    assert [(row["line"], row["code"]) for row in refused] == list(enumerate(bad.values(), start=2))
    assert all(list(row) == ["line", "code", "sentence"] for row in refused)


def test_empty_lines_windows_line_ends_and_a_byte_order_mark_are_no_errors(tmp_path: Path) -> None:
    given = b"\xef\xbb\xbf" + GOOD.replace(b"\n", b"\r\n") + b"\n  \r\n" + GOOD.rstrip()

    status, rows, refused = read(tmp_path, given)

    assert (status, len(rows), refused) == (0, 2, [])


def test_an_empty_file_gives_an_empty_file(tmp_path: Path) -> None:
    assert read(tmp_path, b"") == (0, [], [])


def test_a_lone_surrogate_is_one_character_and_spans_stay_true(tmp_path: Path) -> None:
    words = "customers want to find it in the dark"
    given = f'{{"id": 1, "text": "\\ud800 {words}"}}\n{{"id": 1, "text": "# {words}"}}\n'

    _, (hurt, whole), _ = read(tmp_path, given.encode())

    assert hurt["orientation"] == whole["orientation"] == "centric"
    assert all(2 <= start < end <= 2 + len(words) for row in (hurt, whole) for start, end in row["spans"])


def test_more_messages_than_a_batch_keep_their_order(tmp_path: Path) -> None:
    given = "".join(f'{{"id": {i}, "text": "customers {i}"}}\n' for i in range(9_000))

    _, rows, _ = read(tmp_path, given.encode(), "--reader", "fast")  # every message speaks of customers

    assert [row["id"] for row in rows] == list(range(9_000))


def test_errors_of_an_earlier_run_do_not_stay(tmp_path: Path) -> None:
    assert read(tmp_path, b"bad\n" + GOOD)[2] != []

    assert read(tmp_path, GOOD)[2] == []


def test_standard_input_and_output() -> None:
    done = run("-", given=GOOD + b"bad\n" + GOOD)

    assert done.exit_code == 3
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a", "a"]
    refused, summary = done.stderr.splitlines()
    assert json.loads(refused) == {"line": 2, "code": "line.json", "sentence": "The line is not JSON."}
    assert summary.startswith("2 messages read by cascade-")


def test_an_existing_file_stays_when_the_source_cannot_be_read(tmp_path: Path) -> None:
    target = tmp_path / "out.parquet"
    target.write_text("kept")
    (tmp_path / "in.parquet").write_bytes(b"PAR1 not really PAR1")

    with pytest.raises(InputError) as caught:
        run(tmp_path / "in.parquet", "--out", target)

    assert caught.value.code == "read.parquet"
    assert target.read_text() == "kept"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.parquet", "out.parquet"]


@pytest.mark.parametrize("several", [False, True], ids=["context", "list of contexts"])
def test_parquet_gives_parquet_with_the_same_readings(tmp_path: Path, several: bool) -> None:
    texts = ["Our customers want a reply before noon.", None, "The build is red.", "Their needs come first?"]
    contexts = [["what do", "they want"], None, [], ["customers"]]
    joined = [None if parts is None else "\n".join(parts) for parts in contexts]
    columns = {"other": [0] * 4, "context": contexts if several else joined, "text": texts, "id": [3, 1, 2, 2]}
    parquet.write_table(pa.table(columns), tmp_path / "in.parquet")
    rows = zip(columns["id"], texts, joined, strict=True)
    given = "".join(json.dumps({"id": i, "text": t or "", "context": c}) + "\n" for i, t, c in rows)

    status = run(tmp_path / "in.parquet", "--out", tmp_path / "out.parquet").exit_code
    _, expected, _ = read(tmp_path, given.encode())

    table = parquet.read_table(tmp_path / "out.parquet")
    assert status == 0
    assert table.schema.names == READER_OUTPUT.names
    assert table.schema.field("id").type == pa.int64()
    for row, line in zip(table.to_pylist(), expected, strict=True):
        assert row | {"p": None, "p_flags": None} == line | {"p": None, "p_flags": None}
        for group in ("p", "p_flags"):
            assert row[group] == pytest.approx(line[group], abs=1e-6)


def test_parquet_without_a_text_column_is_refused(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"id": ["a"], "body": ["b"]}), tmp_path / "in.parquet")

    with pytest.raises(InputError) as caught:
        run(tmp_path / "in.parquet", "--out", tmp_path / "out.parquet")

    assert (caught.value.code, caught.value.sentence) == ("read.column", "There is no column “text”.")


def test_parquet_to_standard_output_is_refused(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"id": ["a"], "text": ["b"]}), tmp_path / "in.parquet")

    with pytest.raises(InputError, match="standard output"):
        run(tmp_path / "in.parquet")


@pytest.mark.parametrize(
    "verb", [["nowhere.jsonl"], ["in.jsonl", "--out", "nowhere/out.jsonl"], ["in.jsonl", "--out", "."]]
)
def test_what_cannot_be_opened_is_one_sentence_and_status_2(tmp_path: Path, verb: list[str]) -> None:
    (tmp_path / "in.jsonl").write_bytes(GOOD)
    program = [sys.executable, "-c", "from lilyroot.cli import main; main()", "read", *verb]

    done = subprocess.run(program, capture_output=True, text=True, cwd=tmp_path, check=False)

    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert done.stderr.startswith("lilyroot: ")
