"""Tables: every format by one mapping, and every flaw at its line."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lilyroot.errors import ExportError
from lilyroot.listen.connector import Item, ListenOptions
from lilyroot.listen.table import TableConnector
from lilyroot.model.record import PassedOver, Record, Refused
from tests.exports import SHARED_FORMATS, BytesExport, export_at, export_of

SAMPLES = Path(__file__).parent / "samples"
CONNECTOR = TableConnector(now=lambda: datetime(2026, 6, 1, tzinfo=UTC))
PLAIN = "speaker,sent,text\nada,2025-03-04T09:00:00Z,Late again\n"


def items_of(export: BytesExport, options: ListenOptions | None = None) -> list[Item]:
    return list(CONNECTOR.records(export, options or ListenOptions("helpdesk")))


def read(name: str, data: str | bytes, mapping: Path | None = None) -> list[Item]:
    raw = data.encode() if isinstance(data, str) else data
    return items_of(export_of({name: raw}), ListenOptions("helpdesk", mapping=mapping))


def brief(items: list[Item]) -> list[tuple[str, str]]:
    """Speaker and text of records; code and sentence of refusals; reasons."""
    told = []
    for item in items:
        if isinstance(item, Record):
            told.append((item.speaker, item.text))
        else:
            told.append((item.code, item.sentence) if isinstance(item, Refused) else ("", item.reason))
    return told


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    return tmp_path / "mapping.toml"


def test_the_sample_reads_as_documented() -> None:
    export = export_of({"tickets.csv": (SAMPLES / "tickets.csv").read_bytes()})

    items = items_of(export, ListenOptions("helpdesk", mapping=SAMPLES / "tickets.toml"))

    assert items[0] == Record(
        place="tickets.csv",
        offset=30,
        external_id="71",
        revision=0,
        kind="ticket",
        channel="support",
        conversation="71",
        thread="71",
        sent=datetime(2025, 3, 4, 8, tzinfo=UTC),
        speaker="Ines Moreau",
        text="The crates were late; the bakery lost its Saturday.",
        aliases=("ines@orchard.example",),
    )
    assert brief(items[1:]) == [
        ("Tomas Lind", "Called them back within the hour."),
        ("table.value", "Line 4: the date is not ISO 8601 (2025-03-04T09:00:00)."),
    ]


def test_every_format_gives_the_same_records() -> None:
    rows = [{"speaker": "ada", "sent": "2025-03-04T09:00:00Z", "text": "Late, “again”"}]
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), buffer)
    text = 'speaker,sent,text\nada,2025-03-04T09:00:00Z,"Late, “again”"\n'
    exports = {
        "a.csv": text.encode(),
        "b.csv": text.encode("utf-16"),
        "c.csv": b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode(),
        "d.csv": text.replace(",", ";").replace("Late;", "Late,").encode(),
        "e.tsv": text.replace(",", "\t").replace("Late\t", "Late,").encode(),
        "f.csv": text.replace(",", "|").replace("Late|", "Late,").encode(),
        "g.jsonl": json.dumps(rows[0]).encode(),
        "h.json": json.dumps(rows).encode(),
        "i.json": json.dumps(rows[0]).encode() + b"\n\n",
        "j.parquet": buffer.getvalue(),
    }

    items = items_of(export_of(exports))

    assert [(item.place, item.text, item.sent) for item in items if isinstance(item, Record)] == [
        (name, "Late, “again”", datetime(2025, 3, 4, 9, tzinfo=UTC)) for name in exports
    ]


def test_a_meeting_table_without_dates_as_declared(mapping: Path) -> None:
    mapping.write_text(
        'thread_seconds = 300\n[columns]\nconversation = "meeting"\noffset_s = "at"\nfunction = "role"\n'
        '[constants]\nteam = "Orchard"\n[kind]\ncolumn = "meeting"\npattern = "([a-d])$"\n'
        'labels = { a = "kick-off" }\n[time]\nundated = true\n'
    )
    table = "meeting,at,speaker,role,text\nM1a,12.5,x,Buyer,Hello\nM1a,301,x,Buyer,Again\nM1x,0,y,,Odd\n"

    items = read("m.csv", table, mapping)

    records = [item for item in items if isinstance(item, Record)]
    assert [(r.kind, r.thread, r.conversation, r.team, r.function, r.sent) for r in records] == [
        ("kick-off", "M1a#0", "M1a", "Orchard", "Buyer", None),
        ("kick-off", "M1a#1", "M1a", "Orchard", "Buyer", None),
        ("conversation", "M1x#0", "M1x", "Orchard", "", None),
    ]
    assert len({r.external_id for r in records}) == 3
    assert read("m.csv", table, mapping) == items


@pytest.mark.parametrize(
    ("declared", "written", "expected"),
    [
        ("", "2025-03-04T10:00:00+01:00", datetime(2025, 3, 4, 9, tzinfo=UTC)),
        ("", "2025-03-04", datetime(2025, 3, 4, tzinfo=UTC)),
        ("", "20250304", datetime(2025, 3, 4, tzinfo=UTC)),
        ("", "1741078800", datetime(2025, 3, 4, 9, tzinfo=UTC)),
        ("", "1741078800000", datetime(2025, 3, 4, 9, tzinfo=UTC)),
        (
            '[time]\nformat = "%d.%m.%Y %H:%M"\ntimezone = "Europe/Berlin"',
            "04.03.2025 10:00",
            datetime(2025, 3, 4, 9, tzinfo=UTC),
        ),
        ('[time]\ntimezone = "Europe/Berlin"', "2025-07-04T10:00", datetime(2025, 7, 4, 8, tzinfo=UTC)),
        ('[time]\nformat = "epoch_ms"', "1741078800000", datetime(2025, 3, 4, 9, tzinfo=UTC)),
    ],
)
def test_dates_are_read_as_declared(mapping: Path, declared: str, written: str, expected: datetime) -> None:
    mapping.write_text(declared)

    (item,) = read("a.csv", f"speaker,sent,text\nada,{written},Hi\n", mapping)

    assert isinstance(item, Record)
    assert item.sent == expected


def test_parquet_dates_and_nested_json_are_understood(mapping: Path) -> None:
    buffer = io.BytesIO()
    pq.write_table(
        pa.table(
            {
                "speaker": [7, 8],
                "text": ["a", "b"],
                "sent": pa.array([datetime(2025, 3, 4, 9, tzinfo=UTC)] * 2, pa.timestamp("ms")),
                "unused": [b"\xff", None],
            }
        ),
        buffer,
    )
    mapping.write_text('[columns]\nspeaker = "from.name"\n')

    parquet = read("a.parquet", buffer.getvalue())
    nested = read("a.jsonl", '{"from": {"name": "ada"}, "sent": "2025-03-04", "text": "Hi"}', mapping)

    assert brief(parquet) == [("7", "a"), ("8", "b")]
    assert brief(nested) == [("ada", "Hi")]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("ada,2025-03-04", ("table.cells", "Line 2 has 2 cells, the header has 3.")),
        ("ada,2025-03-04,one,two", ("table.cells", "Line 2 has 4 cells, the header has 3.")),
        ("ada,soon,Hi", ("table.value", "Line 2: the date is not ISO 8601 (2025-03-04T09:00:00).")),
        ("ada,,Hi", ("table.value", "Line 2: the date is empty.")),
        (",2025-03-04,Hi", ("table.no_speaker", "Line 2: the speaker is empty.")),
        ("ada,1970-01-01,Hi", ("record.date", "The message is dated 1970-01-01, which cannot be.")),
        ("ada,2099-01-01,Hi", ("record.date", "The message is dated 2099-01-01, which cannot be.")),
        ("ada,9999-12-31T23:59:59-14:00,Hi", ("table.value", "Line 2: a date or number cannot be read.")),
        ("ada,2025-03-04,", ("", "empty")),
        ("ada,2025-03-04,\0", ("", "empty")),
    ],
)
def test_a_bad_row_is_refused_with_its_line_and_the_next_is_read(row: str, expected: tuple[str, str]) -> None:
    items = read("a.csv", f"speaker,sent,text\n{row}\nada,2025-03-04,Good\n")

    assert brief(items) == [expected, ("ada", "Good")]


def test_a_quote_that_is_never_closed_costs_one_line() -> None:
    rows = "".join(f"ada,2025-03-04,Row {n}\n" for n in range(3, 6))

    items = read("a.csv", f'speaker,sent,text\nada,2025-03-04,"Open\n{rows}ben,2025-03-05,"Two\nlines"\n')

    assert brief(items) == [
        ("table.quote", "Line 2 opens a quotation mark that is never closed."),
        ("ada", "Row 3"),
        ("ada", "Row 4"),
        ("ada", "Row 5"),
        ("ben", "Two\nlines"),
    ]


def test_invalid_utf8_is_refused_until_its_encoding_is_declared(mapping: Path) -> None:
    data = PLAIN.replace("Late again", "Zu spät").encode("latin-1") + b"ben,2025-03-04,Fine\n"
    mapping.write_text('encoding = "latin-1"')

    assert brief(read("a.csv", data)) == [("table.encoding", "Line 2 is not valid UTF-8."), ("ben", "Fine")]
    assert brief(read("a.csv", data, mapping)) == [("ada", "Zu spät"), ("ben", "Fine")]


def test_a_broken_line_of_json_is_refused() -> None:
    good = '{"speaker": "ada", "sent": "2025-03-04", "text": "Hi"}'

    items = read("a.jsonl", f'{good}\n{{"speaker": \n[1]\n{good}\n')

    assert [item.offset for item in items] == [0, 55, 68, 72]
    assert [type(item) for item in items] == [Record, Refused, Refused, Record]


def test_a_missing_column_is_an_error_that_shows_the_way() -> None:
    with pytest.raises(ExportError) as caught:
        read("a.csv", "author,body\nx,y\n")

    assert caught.value.code == "table.column"
    assert caught.value.file == "a.csv"
    assert "Columns found: author, body." in caught.value.sentence
    assert "columns = {" in caught.value.remedy


def test_a_table_without_the_columns_is_refused_beside_one_that_has_them() -> None:
    items = items_of(export_of({"a.csv": b"x,y\n1,2\n", "b.csv": PLAIN.encode(), "c.pdf": b""}))

    assert [(type(item), item.place) for item in items] == [
        (PassedOver, "c.pdf"),
        (Refused, "a.csv"),
        (Record, "b.csv"),
    ]


@pytest.mark.parametrize(
    ("written", "sentence", "remedy"),
    [
        ("[colums]", "There is no key 'colums'.", "Did you mean 'columns'?"),
        ('[columns]\ntxt = "x"', "There is no key 'txt' in [columns].", "Did you mean 'text'?"),
        ('[time]\nzone = "UTC"', "There is no key 'zone' in [time].", "Did you mean 'timezone'?"),
        ('[time]\ntimezone = "Mars/Base"', "There is no time zone 'Mars/Base'.", "Europe/Berlin"),
        ('[kind]\ncolumn = "a"\npattern = "("', "kind.pattern is no regular expression", "([a-d])$"),
        ('[kind]\ncolumn = "a"\npattern = "a"', "kind.pattern has 0 groups.", "([a-d])$"),
        ("[kind]", "kind.column is not a text.", "quotation marks"),
        ('encoding = "hex"', "There is no encoding 'hex'.", "latin-1"),
        ('markup = "latex"', "There is no markup 'latex'.", '"html"'),
        ('delimiter = "ab"', "delimiter is not one character.", 'delimiter = ";"'),
        ("columns = 3", "[columns] is not a section.", "columns = {"),
        ("not toml", "The mapping is not valid TOML", "columns = {"),
    ],
)
def test_a_wrong_mapping_names_the_key_and_the_nearest_right_one(
    mapping: Path, written: str, sentence: str, remedy: str
) -> None:
    mapping.write_text(written)

    with pytest.raises(ExportError) as caught:
        read("a.csv", PLAIN, mapping)

    assert caught.value.code == "table.mapping"
    assert caught.value.sentence.startswith(sentence)
    assert remedy in caught.value.remedy


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("a.xlsx", b"PK", "table.nothing"),
        ("a.csv", b"", "table.empty"),
        ("a.csv", b"speaker\rada", "table.header"),
        ("a.parquet", b"PAR1 no", "table.parquet"),
        ("a.json", b'{\n "rows": [\n  1\n ]\n}', "table.shape"),
    ],
)
def test_what_is_no_table_is_an_error(name: str, data: bytes, code: str) -> None:
    with pytest.raises(ExportError) as caught:
        read(name, data)

    assert caught.value.code == code


def test_declared_html_becomes_plain_text(mapping: Path) -> None:
    mapping.write_text('markup = "html"')

    items = read("a.csv", "speaker,sent,text\nada,2025-03-04,<p>Late &amp; cold</p>\nada,2025-03-04,<br>\n", mapping)

    assert brief(items) == [("ada", "Late & cold"), ("", "empty")]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(["a.csv", "a.tsv", "a.jsonl", "a.json", "a.parquet"]), st.binary(max_size=200), st.booleans())
def test_no_bytes_raise_anything_but_an_export_error(name: str, data: bytes, headed: bool) -> None:
    start = PLAIN.encode() if headed else b""
    items: list[Item] = []
    with contextlib.suppress(ExportError):
        items = read(name, start + data)
    assert all(isinstance(item, Record | Refused | PassedOver) for item in items)


@settings(deadline=None)  # how long one takes says how busy the machine is
@given(st.lists(st.text(alphabet='ab",;\n\r\0é ', max_size=12), min_size=1, max_size=6))
def test_what_csv_writes_is_read_again(texts: list[str]) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    writer.writerows([("speaker", "sent", "text"), *(("ada", "2025-03-04", text) for text in texts)])

    items = read("a.csv", buffer.getvalue())

    expected = [text.replace("\0", "").strip() for text in texts]
    assert [item.text if isinstance(item, Record) else "" for item in items] == expected


CELLS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just([1]) | st.just({"a": 1})
)
FIELDS = ["id", "text", "speaker", "sent", "conversation", "thread", "offset_s", "revision", "kind"]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), CELLS), max_size=4))
def test_no_cell_makes_it_raise(rows: list[dict[str, object]]) -> None:
    first = {"speaker": "ada", "sent": "2025-03-04", "text": "Hi"}

    assert len(read("a.json", json.dumps([first, *rows]))) == len(rows) + 1


@pytest.mark.real_data
def test_every_real_json_file_is_read_or_refused_in_a_sentence() -> None:
    if not SHARED_FORMATS.exists():
        pytest.skip("../shared/data/formats is not here")
    outcome: Counter[str] = Counter()
    for folder in ("zendesk_api", "zulip_api", "ms_teams_export", "mattermost_bulk", "zulip_fixtures"):
        for path in sorted(path for path in (SHARED_FORMATS / folder).rglob("*") if path.is_file()):
            with pytest.raises(ExportError) as caught:
                items_of(export_at(path))
            assert caught.value.file
            assert caught.value.sentence
            assert caught.value.remedy
            outcome[caught.value.code] += 1

    assert outcome == {"table.shape": 14, "table.column": 9, "table.nothing": 3}


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("path", "declared", "records", "passed_over"),
    [
        ("zulip_fixtures/gitter_data.json", '[columns]\nspeaker = "fromUser.username"', 2, 0),
        (
            "ms_teams_export/messages_excerpt.json",
            'markup = "html"\n[columns]\nid = "Id"\ntext = "Body.Content"\n'
            'speaker = "From.User.Id"\nsent = "CreatedDateTime"',
            2,
            1,
        ),
        (
            "zulip_fixtures/mattermost_fixtures/export.json",
            '[columns]\nspeaker = "post.user"\nsent = "post.create_at"\ntext = "post.message"',
            20,
            15,
        ),
    ],
)
def test_real_json_is_read_by_a_mapping(
    mapping: Path, path: str, declared: str, records: int, passed_over: int
) -> None:
    if not (SHARED_FORMATS / path).exists():
        pytest.skip("../shared/data/formats is not here")
    mapping.write_text(declared)

    items = items_of(export_at(SHARED_FORMATS / path), ListenOptions("x", mapping=mapping))

    counts = Counter(type(item) for item in items)
    assert (counts[Record], counts[Refused], counts[PassedOver]) == (records, 0, passed_over)


@pytest.mark.real_data
def test_the_ami_corpus_is_read_whole(mapping: Path) -> None:
    path = SHARED_FORMATS.parent / "ami" / "messages.parquet"
    if not path.exists():
        pytest.skip("../shared/data/ami is not here")
    mapping.write_text(
        'thread_seconds = 300\n[columns]\nconversation = "conversation_id"\noffset_s = "t_offset_s"\n'
        'function = "role"\n[kind]\ncolumn = "conversation_id"\npattern = "([a-d])$"\n[time]\nundated = true\n'
    )

    items = items_of(export_at(path), ListenOptions("ami", mapping=mapping))

    records = [item for item in items if isinstance(item, Record)]
    assert (len(records), len(items)) == (110_795, 110_795)
    assert len({record.external_id for record in records}) == 110_795
    assert Counter(record.kind for record in records) == {
        "a": 14_183,
        "b": 29_859,
        "c": 31_328,
        "d": 34_591,
        "conversation": 834,
    }


def test_several_columns_together_name_speaker_conversation_thread_and_id(mapping: Path) -> None:
    mapping.write_text(
        '[columns]\nspeaker = ["team", "role"]\nconversation = ["team", "day"]\nthread = ["team", "topic"]\n'
        'id = ["team", "no"]\n[time]\nundated = true\n'
    )
    rows = "team,role,day,topic,no,text\n7,buyer,mon,crates,1,Late again\n7,,tue,crates,2,Call them\n,,wed,,3,Who?\n"

    first, second, third = read("notes.csv", rows, mapping)

    assert isinstance(first, Record)
    assert isinstance(second, Record)
    assert isinstance(third, Refused)
    assert (first.speaker, first.conversation, first.thread) == ("7 / buyer", "7 / mon", "7 / crates")
    assert (first.external_id, second.external_id) == ("7 / 1", "7 / 2")
    assert second.speaker == "7 /"  # an empty part keeps its place: nobody else is called that
    assert (third.code, third.sentence) == ("table.no_speaker", "Line 4: the speaker is empty.")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ('text = ["subject", "body"]', "columns.text is a list of columns."),
        ("speaker = []", "columns.speaker is an empty list."),
        ('speaker = ["team", 7]', "columns.speaker is not a text."),
    ],
)
def test_a_list_of_columns_must_make_sense(mapping: Path, line: str, sentence: str) -> None:
    mapping.write_text(f"[columns]\n{line}\n")

    with pytest.raises(ExportError) as refused:
        read("notes.csv", PLAIN, mapping)

    assert refused.value.sentence == sentence


@pytest.mark.parametrize(
    ("line", "missing", "remedy"),
    [
        ('speaker = ["speaker", "role"]', "'role' for speaker", "Mend the mapping."),
        ('thread = "speeker"', "'speeker' for thread", "Mend the mapping; did you mean 'speaker'?"),
        ('aliases = ["emial"]', "'emial' for aliases", "Mend the mapping."),
    ],
)
def test_a_declared_column_that_is_not_there_is_a_slip_and_said_so(
    mapping: Path, line: str, missing: str, remedy: str
) -> None:
    mapping.write_text(f"[columns]\n{line}\n")

    with pytest.raises(ExportError) as refused:
        read("notes.csv", PLAIN, mapping)

    assert refused.value.sentence == f"There is no column {missing}. Columns found: speaker, sent, text."
    assert refused.value.remedy == remedy


def test_excel_s_line_about_the_separator_is_no_header() -> None:
    assert brief(read("a.csv", "sep=;\r\nspeaker;sent;text\r\nada;2025-03-04;Late, again\r\n")) == [
        ("ada", "Late, again")
    ]


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.csv", "speaker,sent,text,text\nada,2025-03-04,Late,Again\n", "There are two columns 'text'."),
        ("a.json", "", "The file is empty."),
    ],
)
def test_a_table_that_cannot_be_meant_is_refused(name: str, data: str, sentence: str) -> None:
    with pytest.raises(ExportError) as refused:
        read(name, data)

    assert refused.value.sentence == sentence
