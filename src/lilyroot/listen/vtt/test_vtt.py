"""Transcripts: who said what, when, in which meeting."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lilyroot.errors import ExportError
from lilyroot.listen.connector import Item, ListenOptions
from lilyroot.listen.vtt import TranscriptConnector
from lilyroot.listen.vtt.meeting import meeting
from lilyroot.model.record import PassedOver, Record, Refused
from tests.exports import SHARED_FORMATS, BytesExport, export_at, export_of

SAMPLES = Path(__file__).parent / "samples"
CONNECTOR = TranscriptConnector(now=lambda: datetime(2026, 6, 1, tzinfo=UTC))
DATED = ListenOptions("zoom", date=date(2025, 3, 4))


def items_of(export: BytesExport, options: ListenOptions = DATED) -> list[Item]:
    return list(CONNECTOR.records(export, options))


def said(cues: str, name: str = "weekly.vtt") -> list[tuple[str, str]]:
    """Speaker and words of each utterance; ("", reason) or ("!", code) for what is none."""
    items = items_of(export_of({name: cues.encode()}))
    told = []
    for item in items:
        if isinstance(item, Record):
            told.append((item.speaker, item.text))
        else:
            told.append(("", item.reason) if isinstance(item, PassedOver) else ("!", item.code))
    return told


def test_the_sample_reads_as_documented() -> None:
    items = items_of(export_at(SAMPLES), ListenOptions("zoom"))

    transcript = "GMT20250304-090000_Orchard weekly.transcript.vtt"
    records = [item for item in items if isinstance(item, Record)]
    assert [(r.kind, r.speaker, r.text, r.thread) for r in records] == [
        (
            "meeting",
            "Ines Moreau",
            "The bakery on Mill Lane was out of apples by ten, and nobody had told them.",
            f"{transcript}#0",
        ),
        ("meeting", "Tomas Lind (he/him)", "I will call them today.", f"{transcript}#0"),
        ("meeting", "Tomas Lind (he/him)", "Next: volume is up four percent.", f"{transcript}#1"),
        ("chat", "Ines Moreau", "Thank you, Tomas", f"{transcript}#0"),
    ]
    assert {(r.conversation, r.channel) for r in records} == {(transcript, "Orchard weekly")}
    assert records[1].sent == datetime(2025, 3, 4, 9, 0, 9, 500_000, tzinfo=UTC)
    assert records[1].aliases == ("Tomas Lind",)
    assert records[1].external_id == f"{transcript}#9.500#0"
    assert [item.reason for item in items if isinstance(item, PassedOver)] == ["reaction"]


@pytest.mark.parametrize(
    ("cues", "expected"),
    [
        pytest.param(
            "WEBVTT\n\n00:01.000 --> 00:02.000\n<v.loud Ada King>It&apos;s <b>late</b></v>\n",
            [("Ada King", "It's late")],
            id="voice tag with class, entities, tags, short times",
        ),
        pytest.param(
            "\ufeffWEBVTT Kind: captions\r\nLanguage: en\r\n\r\nNOTE by hand\r\n\r\nSTYLE\r\n::cue{}\r\n\r\n"
            "id-1\r\n00:00:01.000 --> 00:00:02.000 align:start\r\n<v Ada>One\r\ntwo\r\n",
            [("Ada", "One two")],
            id="mark, header lines, notes, styles, cue names, settings, two lines, CRLF",
        ),
        pytest.param(
            "00:00:01,000 --> 00:00:02,000\nAda: No header\n",
            [("Ada", "No header")],
            id="no header, commas as in SRT",
        ),
        pytest.param(
            "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>Yes.</v><v Ben>No.</v>\n",
            [("Ada", "Yes."), ("Ben", "No.")],
            id="two voices in a cue",
        ),
        pytest.param(
            "WEBVTT\n\n1\n00:01.000 --> 00:02.000\nAda: One.\n2\n00:05.000 --> 00:06.000\nBen: Two.\n",
            [("Ada", "One."), ("Ben", "Two.")],
            id="blank line between cues missing",
        ),
        pytest.param(
            "WEBVTT\n\n00:01.000 --> 00:02.000\nHere is the thing: it rained\n\n00:09.000 --> 00:10.000\nand rained\n"
            "\n00:19.000 --> 00:20.000\nand stopped\n",
            [("", "no speaker")] * 3,
            id="a colon alone makes no speaker",
        ),
        pytest.param(
            "WEBVTT\n\n00:01.000 --> 00:02.000\nAda: we were\n\n00:02.100 --> 00:03.000\nlate again\n\n"
            "00:03.500 --> 00:04.000\nBen: Yes.\n\n00:04.500 --> 00:05.000\nWho is this?\n",
            [("Ada", "we were late again"), ("Ben", "Yes."), ("", "no speaker")],
            id="an unfinished sentence goes on, a finished one does not",
        ),
        pytest.param(
            "WEBVTT\n\nab-1/7-0\n00:01.000 --> 00:02.000\n<v Ada>Done.</v>\n\n"
            "ab-1/7-1\n00:02.500 --> 00:03.000\nTruly.\n",
            [("Ada", "Done. Truly.")],
            id="the same family of cue names goes on",
        ),
        pytest.param(
            "WEBVTT\n\n00:01 --> soon\nAda: Lost\n\n00:03.000 --> 00:04.000\nAda: Kept\n",
            [("!", "vtt.time"), ("Ada", "Kept")],
            id="times that are none",
        ),
    ],
)
def test_cues_become_utterances(cues: str, expected: list[tuple[str, str]]) -> None:
    assert said(cues) == expected


def test_joining_stops_at_a_pause_at_a_sentence_and_at_six_hundred_characters() -> None:
    words = "so it went on and on " * 9  # 188 characters, no sentence end
    times = [(n * 10, n * 10 + 9.5) for n in range(8)]
    texts = [f"{words}end.", f"{words}end.", "Short.", words, words, words, words, "After a pause."]
    times[-1] = (90, 91)
    cues = "".join(
        f"00:{int(a) // 60:02}:{a % 60:06.3f} --> 00:{int(b) // 60:02}:{b % 60:06.3f}\nAda: {text}\n\n"
        for (a, b), text in zip(times, texts, strict=True)
    )

    lengths = [len(text) for _, text in said(f"WEBVTT\n\n{cues}")]

    first = len(f"{words}end.")
    assert lengths == [first, first + 1 + len("Short."), 3 * len(words) - 1, len(words) - 1, len("After a pause.")]


def test_utf16_and_invalid_bytes_are_read() -> None:
    cues = "WEBVTT\n\n00:01.000 --> 00:02.000\nZoë: Né\n"

    items = items_of(export_of({"a.vtt": cues.encode("utf-16"), "b.vtt": cues.encode("latin-1")}))

    assert [item.text for item in items if isinstance(item, Record)] == ["Né", "N\ufffd"]


@pytest.mark.parametrize(
    ("name", "series", "began"),
    [
        ("GMT20250304-090000_Recording.transcript.vtt", "meetings", datetime(2025, 3, 4, 9, tzinfo=UTC)),
        (
            "Sales weekly-20250304_093000-Meeting Recording.vtt",
            "Sales weekly",
            datetime(2025, 3, 4, 9, 30, tzinfo=UTC),
        ),
        ("2025-03-04 09.00.00 Sales 87654321/closed_caption.vtt", "Sales", datetime(2025, 3, 4, 9, tzinfo=UTC)),
        ("Sales_2025_03_04.en.vtt", "Sales", datetime(2025, 3, 4, tzinfo=UTC)),
        ("Sales 2025-13-44.vtt", "Sales", None),
        ("Sales 1970-01-01.vtt", "Sales", None),
        ("Sales.vtt", "Sales", None),
        ("Mail-and-Chat-Desk-2025-03-04.vtt", "Mail-and-Chat-Desk", datetime(2025, 3, 4, tzinfo=UTC)),
        ("Audio and Recording Crew transcript (1).vtt", "Audio and Recording Crew", None),
        ("Mail and Chat.vtt", "Mail and Chat", None),
        ("Mail and Chat Desk chat.txt", "Mail and Chat Desk", None),
        ("Mail and Chat/meeting_saved_new_chat.txt", "Mail and Chat", None),
        ("GMT20250304-090000_RecordingnewChat.txt", "meetings", datetime(2025, 3, 4, 9, tzinfo=UTC)),
    ],
)
def test_the_name_of_a_file_says_day_and_series(name: str, series: str, began: datetime | None) -> None:
    found = meeting(name)

    assert (found.series, found.began) == (series, began)


@pytest.mark.parametrize("word", ["audio ", ".en", "-", "20250304 "])
def test_a_name_only_a_zip_allows_is_read_at_once(word: str) -> None:
    found = meeting("Sales/" + word * 10_000 + "x.vtt")

    assert len(found.series) <= 255


def test_without_a_day_the_file_is_refused_with_the_way_out() -> None:
    (item,) = items_of(export_of({"weekly.vtt": b"00:01.000 --> 00:02.000\nAda: Hi\n"}), ListenOptions("zoom"))

    assert isinstance(item, Refused)
    assert (item.code, item.place) == ("vtt.date", "weekly.vtt")
    assert "--date" in item.remedy


def test_an_undated_source_needs_no_day() -> None:
    (item,) = items_of(
        export_of({"weekly.vtt": b"00:01.000 --> 00:02.000\nAda: Hi\n"}), ListenOptions("zoom", undated=True)
    )

    assert isinstance(item, Record)
    assert item.sent is None


def test_the_chat_is_read_without_private_messages() -> None:
    chat = (
        "09:00:01 From Ada King to Everyone:\n\tHello\nall\n"
        "09:00:02 From Ada King to Ben (Direct Message):\n\tsecret\n"
        "09:00:03 From Ben to Ada King(Privately):\n\tsecret\n"
        '09:00:04 From Ben to Everyone:\n\tReplying to "Hello"\n\n\tHi\n'
    )

    items = items_of(export_of({"meeting_saved_chat.txt": chat.encode(), "notes.txt": b"x"}))

    assert [(r.speaker, r.text) for r in items if isinstance(r, Record)] == [
        ("Ada King", "Hello\nall"),
        ("Ben", "Hi"),
    ]
    assert Counter(i.reason for i in items if isinstance(i, PassedOver)) == {
        "direct message: never read": 2,
        "not a transcript": 1,
    }


def test_an_empty_transcript_is_refused_and_no_transcript_is_an_error() -> None:
    (empty,) = items_of(export_of({"a.vtt": b""}))

    assert isinstance(empty, Refused)
    assert empty.code == "vtt.empty"
    with pytest.raises(ExportError, match="no transcript"):
        items_of(export_of({"a.docx": b"x"}))


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_no_bytes_make_it_raise(transcript: bytes, chat: bytes) -> None:
    for item in items_of(export_of({"a.vtt": transcript, "b/chat.txt": chat})):
        assert isinstance(item, Record | Refused | PassedOver)


PIECES = [
    "WEBVTT",
    "\n",
    "\n\n",
    "00:01.000 --> 00:02.000",
    "-->",
    "<v Ada>",
    "Ada King: ",
    "x.",
    "NOTE",
    "</v>",
    "1",
]


@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_no_arrangement_of_its_parts_makes_it_raise(pieces: list[str]) -> None:
    assert isinstance(said("".join(pieces)), list)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("path", "records", "refused", "passed_over"),
    [
        ("zoom", 636, 0, 376),
        ("zoom/transcript.vtt", 349, 0, 0),
        ("zoom/chat.txt", 287, 0, 376),
        ("teams_vtt", 17, 0, 0),
        ("tika_mbox_vtt/testWebVTT.vtt", 0, 0, 8),
        ("tika_mbox_vtt/testWebVTT_header.vtt", 0, 0, 1),
        ("tika_mbox_vtt/testWebVTT_simple.vtt", 0, 0, 2),
        ("tika_mbox_vtt/testWebVTT_utf8.vtt", 0, 0, 10),
    ],
)
def test_real_transcripts_are_read(path: str, records: int, refused: int, passed_over: int) -> None:
    if not (SHARED_FORMATS / path).exists():
        pytest.skip("../shared/data/formats is not here")

    items = items_of(export_at(SHARED_FORMATS / path))

    counts = Counter(type(item) for item in items)
    assert (counts[Record], counts[Refused], counts[PassedOver]) == (records, refused, passed_over)
    ids = [item.external_id for item in items if isinstance(item, Record)]
    assert len(ids) == len(set(ids))
