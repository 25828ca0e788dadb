"""What holds for every record, and how members and lines are read."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lilyroot.errors import ExportError
from lilyroot.listen.connector import Item, ListenOptions, Member
from lilyroot.listen.lines import bounded_lines, utf8_chunks
from lilyroot.listen.members import each
from lilyroot.listen.plain_text import html_to_text
from lilyroot.listen.protected import PROTECTED
from lilyroot.listen.soundness import clean, sound
from lilyroot.model.record import PassedOver, Record, Refused
from tests.exports import BytesMember

NOW = datetime(2025, 6, 1, tzinfo=UTC)
GOOD = Record("f", 3, "1", 0, "chat", "c", "t", "t", NOW, "ada", "Good morning")


def judged(record: Record, options: ListenOptions | None = None) -> Item:
    return next(sound(iter([record]), options or ListenOptions("s"), NOW))


def test_a_sound_record_passes_unchanged() -> None:
    assert judged(GOOD) is GOOD


@pytest.mark.parametrize("channel", ["works-council", "HR sync", "Trade Union", "list.betriebsrat.example"])
def test_a_channel_of_personnel_or_representatives_is_never_read_whatever_the_source(channel: str) -> None:
    assert judged(replace(GOOD, channel=channel)) == PassedOver("f", 3, PROTECTED)


@pytest.mark.parametrize("channel", ["performance", "reunion", "three", "health-app", "people-of-the-shop"])
def test_a_word_that_only_may_be_about_colleagues_closes_nothing(channel: str) -> None:
    assert isinstance(judged(replace(GOOD, channel=channel)), Record)


@pytest.mark.parametrize(
    "sent",
    [
        datetime(1969, 12, 31, tzinfo=UTC),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(1994, 12, 31, tzinfo=UTC),
        NOW + timedelta(days=1, seconds=1),
        datetime(2099, 1, 1, tzinfo=UTC),
    ],
)
def test_unbelievable_dates_are_refused(sent: datetime) -> None:
    item = judged(replace(GOOD, sent=sent))

    assert isinstance(item, Refused)
    assert (item.code, item.place, item.offset) == ("record.date", "f", 3)


def test_a_clock_that_is_a_day_fast_is_believed() -> None:
    assert isinstance(judged(replace(GOOD, sent=NOW + timedelta(days=1))), Record)


def test_an_undated_source_has_no_dates_at_all() -> None:
    item = judged(replace(GOOD, sent=datetime(1970, 1, 1, tzinfo=UTC)), ListenOptions("s", undated=True))

    assert item == replace(GOOD, sent=None)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"text": " \0 \n"}, PassedOver("f", 3, "empty")),
        ({"text": "a\0b"}, replace(GOOD, text="ab")),
        ({"text": "a\ud800b"}, replace(GOOD, text="a\ufffdb")),
        ({"text": "\ud83c\udf4e"}, replace(GOOD, text="🍎")),
        ({"speaker": "a\udc80"}, replace(GOOD, speaker="a\ufffd")),
    ],
)
def test_text_becomes_valid_utf8(change: dict[str, Any], expected: Item) -> None:
    assert judged(replace(GOOD, **change)) == expected


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (replace(GOOD, speaker=" \0"), "record.no_speaker"),
        (replace(GOOD, text="é" * 500_001), "record.too_long"),
        (replace(GOOD, revision=2**63), "record.revision"),
    ],
)
def test_what_cannot_be_stored_is_refused(changed: Record, code: str) -> None:
    item = judged(changed)

    assert isinstance(item, Refused)
    assert item.code == code
    assert len(item.raw) <= 64 << 10


@given(st.text(st.characters()))
def test_clean_text_can_always_be_stored(text: str) -> None:
    cleaned = clean(text)

    assert cleaned.encode().decode() == cleaned
    assert "\0" not in cleaned


def test_a_member_that_breaks_off_is_one_refusal_behind_what_came_before() -> None:
    def read(member: Member) -> Iterator[Item]:
        yield replace(GOOD, place=member.name)
        with member.open() as stream:
            stream.read(10)
            stream.read(10)

    members = [BytesMember("a", b"x" * 20, bomb_after=5), BytesMember("b", b"x" * 20)]

    items = list(each(members, read))

    assert [(type(item).__name__, item.place, item.offset) for item in items] == [
        ("Record", "a", 3),
        ("Refused", "a", 4),
        ("Record", "b", 3),
    ]


def test_the_bomb_of_the_tests_is_real() -> None:
    with pytest.raises(ExportError):
        BytesMember("a", b"x" * 20, bomb_after=0).open().read(1)


@given(st.binary(max_size=200), st.integers(1, 20), st.integers(1, 30))
def test_lines_are_the_stream_again(data: bytes, drop: int, limit: int) -> None:
    pieces = [data[at : at + drop] for at in range(0, len(data), drop)]

    lines = list(bounded_lines(iter(pieces), limit))

    assert len(lines) == data.count(b"\n") + (not data.endswith(b"\n") and data != b"")
    assert b"".join(data[line.offset : line.offset + line.size] for line in lines) == data
    assert all(line.data == data[line.offset : line.offset + line.size][:limit] for line in lines)
    assert all(line.data.count(b"\n") <= 1 for line in lines)


@pytest.mark.parametrize(
    "data",
    [
        "é;b\n".encode(),
        codecs.BOM_UTF8 + "é;b\n".encode(),
        codecs.BOM_UTF16_LE + "é;b\n".encode("utf-16-le"),
        codecs.BOM_UTF16_BE + "é;b\n".encode("utf-16-be"),
        "é;b\n".encode("utf-16-le"),
        "é;b\n".encode("utf-16-be"),
    ],
)
def test_every_unicode_encoding_becomes_utf8(data: bytes) -> None:
    assert b"".join(utf8_chunks(BytesMember("a", data).open())).decode() == "é;b\n"


@given(st.text(alphabet="<>![]-/a&;\"'=? \n", max_size=60))
def test_no_markup_makes_the_html_reader_raise(html: str) -> None:
    assert isinstance(html_to_text(html), str)
