"""Slack exports: what is read, what is passed over and why, and what never leaves the export."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilyroot.errors import ExportError
from lilyroot.listen.connector import Item, ListenOptions
from lilyroot.listen.protected import PROTECTED
from lilyroot.listen.slack import SlackConnector
from lilyroot.listen.slack.conversations import DIRECT, UNLISTED
from lilyroot.listen.slack.markup import plain
from lilyroot.model.record import PassedOver, Record, Refused
from tests.exports import SHARED_FORMATS, BytesExport, export_at, export_of

SAMPLES = Path(__file__).parent / "samples"
CONNECTOR = SlackConnector(now=lambda: datetime(2026, 6, 1, tzinfo=UTC))
DAY = "general/2025-03-04.json"
BASE = {"type": "message", "user": "U1", "ts": "1741078800.000100", "text": "Hello"}


def items_of(export: BytesExport) -> list[Item]:
    return list(CONNECTOR.records(export, ListenOptions("slack")))


def only(**message: object) -> Item:
    """What a day with this one message gives."""
    (item,) = items_of(export_of({DAY: json.dumps([BASE | message]).encode()}))
    return item


def test_the_sample_reads_as_documented() -> None:
    items = items_of(export_at(SAMPLES / "orchard"))

    assert [item.reason for item in items if isinstance(item, PassedOver)] == [
        DIRECT,
        "channel_join",
        "bot_message",
        PROTECTED,
        DIRECT,
    ]
    assert [item for item in items if not isinstance(item, PassedOver)] == [
        Record(
            place=DAY,
            offset=4,
            external_id="C0GENERAL:1741078800.000100",
            revision=0,
            kind="chat",
            channel="general",
            conversation="C0GENERAL:1741078800.000100",
            thread="C0GENERAL:1741078800.000100",
            sent=datetime(2025, 3, 4, 9, 0, 0, 100, tzinfo=UTC),
            speaker="U0INES",
            text="@someone the bakery on Mill Lane got its crates a day late & had to turn people away",
            aliases=("ines@orchard.example", "Ines Moreau"),
        ),
        Record(
            place=DAY,
            offset=211,
            external_id="C0GENERAL:1741078920.000200",
            revision=1741078990000000,
            kind="chat",
            channel="general",
            conversation="C0GENERAL:1741078800.000100",
            thread="C0GENERAL:1741078800.000100",
            sent=datetime(2025, 3, 4, 9, 2, 0, 200, tzinfo=UTC),
            speaker="U0TOMAS",
            text="I will call them before noon (telephone)",
            aliases=("tomas@orchard.example", "Tomas Lind"),
        ),
    ]


@pytest.mark.parametrize("folder", ["D0ABCDEF1", "mpdm-a--b-1", "DM-NAMED", "C0LISTED99"])
def test_direct_messages_are_never_read(folder: str) -> None:
    export = export_of(
        {
            "dms.json": b'[{"id": "DM-NAMED"}]',
            "mpims.json": b'[{"id": "C0LISTED99", "name": "mpdm-a--b--c-1"}]',
            f"{folder}/2025-03-04.json": json.dumps([BASE]).encode(),
            f"{folder}/2025-03-05.json": json.dumps([BASE]).encode(),
        }
    )

    assert items_of(export) == [PassedOver(folder, 0, DIRECT)]


def test_a_conversation_known_only_by_an_id_is_not_read() -> None:
    export = export_of({"G0123456789/2025-03-04.json": json.dumps([BASE]).encode()})

    assert items_of(export) == [PassedOver("G0123456789", 0, UNLISTED)]


def in_channel(name: str, list_name: str) -> list[Item]:
    day = {f"{name}/2025-03-04.json": json.dumps([BASE]).encode()}
    return items_of(export_of(day | {list_name: json.dumps([{"id": "C1", "name": name}]).encode()}))


@pytest.mark.parametrize("name", ["works-council", "hr", "sick-notes", "betriebsrat-intern"])
@pytest.mark.parametrize("list_name", ["groups.json", "channels.json"])
def test_protected_channels_are_never_read(name: str, list_name: str) -> None:
    assert in_channel(name, list_name) == [PassedOver(name, 0, PROTECTED)]


@pytest.mark.parametrize("name", ["people_ops", "performance", "health-checks"])
def test_what_may_be_about_colleagues_is_read_in_public_only(name: str) -> None:
    assert in_channel(name, "groups.json") == [PassedOver(name, 0, PROTECTED)]
    assert [type(item) for item in in_channel(name, "channels.json")] == [Record]


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ({"subtype": "channel_topic"}, "channel_topic"),
        ({"subtype": "tombstone"}, "tombstone"),
        ({"subtype": "message_deleted"}, "message_deleted"),
        ({"bot_id": "B1"}, "bot_message"),
        ({"user": "USLACKBOT"}, "bot_message"),
        ({"subtype": {"odd": 1}}, "unknown subtype"),
        ({"type": "event"}, "not a message"),
        ({"text": "", "files": [{}]}, "no text"),
        ({"subtype": "file_share", "text": "<@U1> uploaded a file: <https://x|y>"}, "no text"),
    ],
)
def test_what_no_person_wrote_is_passed_over(message: dict[str, object], reason: str) -> None:
    assert only(**message) == PassedOver(DAY, 1, reason)


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"ts": None}, "slack.ts"),
        ({"ts": "soon"}, "slack.ts"),
        ({"ts": "0.000000"}, "record.date"),
        ({"ts": "4102444800.000000"}, "record.date"),
        ({"user": None}, "slack.no_user"),
        ({"user": ["U1"]}, "slack.no_user"),
    ],
)
def test_what_cannot_be_placed_is_refused(message: dict[str, object], code: str) -> None:
    item = only(**message)

    assert isinstance(item, Refused)
    assert (item.code, item.place, item.offset) == (code, DAY, 1)


def test_an_edit_event_gives_the_message_as_it_now_is() -> None:
    item = only(subtype="message_changed", message=BASE | {"text": "Now", "edited": {"ts": "1741078900.000000"}})

    assert isinstance(item, Record)
    assert (item.text, item.revision) == ("Now", 1741078900000000)


def test_words_in_blocks_are_found_when_the_text_is_empty() -> None:
    blocks = [
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [
                        {"type": "user", "user_id": "U2"},
                        {"type": "text", "text": " look: "},
                        {"type": "link", "url": "https://x.example", "text": "plan"},
                        {"type": "emoji", "name": "tada"},
                    ],
                }
            ],
        }
    ]

    item = only(text="", blocks=blocks)

    assert isinstance(item, Record)
    assert item.text == "@someone look: plan(tada)"


@pytest.mark.parametrize(
    ("marked", "shown"),
    [
        ("<@U1>: see <https://a.example/b>", "@someone: see https://a.example/b"),
        ("<!subteam^S1|@buyers> <!date^1^{date}|4 March>", "@team 4 March"),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
        ("at 10:30:45 std::map::find :+1::skin-tone-3:", "at 10:30:45 std::map::find (thumbs up)"),
        ("&lt;b&gt; &amp;lt;", "<b> &lt;"),
    ],
)
def test_markup_becomes_plain_text(marked: str, shown: str) -> None:
    assert plain(marked) == shown


def test_a_broken_entry_is_one_refusal_beside_the_good_ones() -> None:
    good = json.dumps(BASE)
    data = f'[{good}, {{"type": "message", "ts": }}, {good.replace("000100", "000200")}]'.encode()

    items = items_of(export_of({DAY: data, "users.json": b"nonsense"}))

    assert [(type(item).__name__, item.place) for item in items] == [
        ("Refused", "users.json"),
        ("Record", DAY),
        ("Refused", DAY),
        ("Record", DAY),
    ]


def test_an_export_of_something_else_is_an_error() -> None:
    with pytest.raises(ExportError, match="nothing of a Slack export"):
        items_of(export_of({"readme.txt": b"hello"}))


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(["users.json", "dms.json", "channels.json", DAY]), st.binary(max_size=200)))
def test_no_bytes_make_it_raise(files: dict[str, bytes]) -> None:
    items = items_of(export_of(files | {"z/2025-03-04.json": b"[]"}))

    assert all(isinstance(item, Record | Refused | PassedOver) for item in items)


ODD = [None, "", "x", 7, 1e300, True, [], ["x"], {}, {"ts": "1"}, "1741078800.000100", "99999999999.9"]
KEYS = ["type", "subtype", "user", "ts", "thread_ts", "text", "blocks", "edited", "user_profile", "file", "message"]


@given(st.lists(st.dictionaries(st.sampled_from(KEYS), st.sampled_from(ODD)), max_size=4))
def test_no_message_makes_it_raise(messages: list[dict[str, object]]) -> None:
    assert len(items_of(export_of({DAY: json.dumps(messages).encode()}))) == len(messages)


@pytest.mark.real_data
@pytest.mark.parametrize(
    ("path", "records", "refused", "passed_over"),
    [
        ("slack_export/source_export.zip", 12, 0, 4),
        ("slack_export/source_export_dir", 12, 0, 4),
        ("slack_export/testarchive.zip", 49, 0, 110),
        ("slack_export/export", 0, 1, 1),
        ("zulip_fixtures/slack_fixtures/test_slack_importer.zip", 81, 0, 11),
        ("zulip_fixtures/slack_fixtures", 0, 1, 3),
    ],
)
def test_real_exports_are_read(path: str, records: int, refused: int, passed_over: int) -> None:
    if not (SHARED_FORMATS / path).exists():
        pytest.skip("../shared/data/formats is not here")

    items = items_of(export_at(SHARED_FORMATS / path))

    counts = Counter(type(item) for item in items)
    assert (counts[Record], counts[Refused], counts[PassedOver]) == (records, refused, passed_over)
    assert all(item.place and item.sentence and item.remedy for item in items if isinstance(item, Refused))
