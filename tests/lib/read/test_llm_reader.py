"""The reader that asks a language model, against a real server on loopback that behaves well and badly."""

from __future__ import annotations

import json
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as parquet
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from lilyroot.cli.read import command
from lilyroot.errors import InputError, ReaderStopped, SettingsError
from lilyroot.home import Home
from lilyroot.listen.connector import ListenOptions
from lilyroot.listen.connectors import find
from lilyroot.listen.intake import Listening, listen
from lilyroot.model.labels import FLAGS, ORIENTATIONS
from lilyroot.model.tables import READER_OUTPUT
from lilyroot.read import load_reader
from lilyroot.read.customers import parse_words
from lilyroot.read.llm import LlmReader, Settings, asks_a_model, door
from lilyroot.read.llm.address import is_inside, parsed
from lilyroot.read.llm.answer import Unread
from lilyroot.read.llm.caller import WAITS
from lilyroot.read.llm.disguise import disguised
from lilyroot.read.llm.log import log_of
from lilyroot.read.llm.prompt import SCHEMA, SYSTEM
from lilyroot.read.served import with_customers
from lilyroot.store.store import Store
from tests.lib.listen.slack_exports import message, write_zip
from tests.llm_server import Asked, Behaviour, LlmServer, Says, content, label

BILL = "They cancel because the bill scares them."


class Desk:
    """A server and a reader that asks it, with the waits it would have made."""

    def __init__(self, server: LlmServer, **more: object) -> None:
        self.server = server
        self.waits: list[float] = []
        chosen = {"parallel": 1} | more
        self.reader = LlmReader(Settings(parsed(server.address), "small", **chosen), sleep=self.waits.append)

    def read(self, *texts: str | None, contexts: list[str | None] | None = None, spans: bool = True) -> list[dict]:
        columns = {"id": [str(i) for i in range(len(texts))], "text": pa.array(texts, pa.string())}
        if contexts is not None:
            columns["context"] = pa.array(contexts, pa.string())
        return self.reader.read(pa.record_batch(columns), spans=spans).to_pylist()

    @property
    def not_read(self) -> dict[str, int]:
        return dict(self.reader.not_read)


@pytest.fixture
def desk() -> Iterator[object]:
    """Start a server that behaves so, and a reader with these settings."""
    with ExitStack() as stack:

        def start(behaviour: Behaviour, **chosen: object) -> Desk:
            return Desk(stack.enter_context(LlmServer(behaviour).running()), **chosen)

        yield start


def always(says: Says) -> Behaviour:
    return lambda asked: says


def first(*says: Says, then: Says) -> Behaviour:
    """These replies to the first requests, in order; then always the same."""
    waiting = list(says)
    return lambda asked: waiting.pop(0) if waiting else then


def by_text(replies: dict[str, Says]) -> Behaviour:
    return lambda asked: replies.get(asked.message, label("none"))


# What a good answer becomes


def test_an_answer_becomes_a_reading(desk):
    at = desk(always(label("centric", ("customer_voice",), ("the bill scares them",))))

    (row,) = at.read(BILL)

    assert row["orientation"] == "centric"
    assert row["p"] == pytest.approx({"centric": 0.6, "focused": 0.2, "none": 0.2})
    assert row["flags"] == ["customer_voice"]
    assert row["p_flags"] == pytest.approx({f: 0.75 if f == "customer_voice" else 0.25 for f in FLAGS})
    assert row["unsure"] is False
    assert [BILL[start:end] for start, end in row["spans"]] == ["the bill scares them"]


def test_readings_come_in_the_order_of_the_messages_whoever_is_answered_first(desk):
    at = desk(lambda asked: label(ORIENTATIONS[int(asked.message.split()[-1]) % 3]), parallel=8)

    rows = at.read(*[f"message {i}" for i in range(60)])

    assert [row["id"] for row in rows] == [str(i) for i in range(60)]
    assert [row["orientation"] for row in rows] == [ORIENTATIONS[i % 3] for i in range(60)]


def test_the_columns_are_those_of_every_reader(desk):
    at = desk(by_text({BILL: content("no")}))
    batch = pa.record_batch({"id": [7, 8], "text": pa.array([BILL, "Fine."]).dictionary_encode()})

    readings = at.reader.read(batch)

    assert readings.schema == READER_OUTPUT
    assert readings["id"].to_pylist() == ["7", "8"]
    assert readings["orientation"].to_pylist() == [None, "none"]


def test_only_whole_words_that_are_in_the_text_become_spans(desk):
    words = ("the invoice", "ill scares", "They canc")
    at = desk(always(label("centric", words=words)))

    assert at.read(BILL)[0]["spans"] == []


def test_words_that_overlap_are_marked_once_and_in_order(desk):
    at = desk(always(label("centric", words=("scares them", "the bill scares", "They cancel"))))

    assert [BILL[start:end] for start, end in at.read(BILL)[0]["spans"]] == ["They cancel", "scares them"]


def test_a_span_is_a_place_in_the_text_as_it_was_written(desk):
    text = "\U0001f600 jo.bloggs@example.org says <the> \U000e0041parents cannot print"
    at = desk(always(label("centric", words=("parents cannot print",))))

    ((start, end),) = at.read(text)[0]["spans"]

    assert text[start:end] == "parents cannot print"


def test_without_spans_there_are_none(desk):
    at = desk(always(label("centric", words=("They cancel",))))

    assert at.read(BILL, spans=False)[0]["spans"] == []


def test_none_without_a_flag_has_no_span(desk):
    at = desk(always(label("none", words=("They cancel",))))

    assert at.read(BILL)[0]["spans"] == []


@pytest.mark.parametrize("fence", ["```json\n{}\n```", "```\n{}\n```\n", "  ```json\n{}```"])
def test_an_answer_in_a_fence_counts(desk, fence):
    said = json.dumps({"orientation": "focused", "flags": [], "words": []})
    at = desk(always(content(fence.replace("{}", said))))

    assert at.read(BILL)[0]["orientation"] == "focused"


# What is asked


def test_a_request_holds_one_message_as_data_and_asks_for_little(desk):
    at = desk(always(label()))

    at.read('He said "no".\nThen left.', contexts=["And the customer?"])

    (asked,) = at.server.asked
    assert asked.path == "/v1/chat/completions"
    assert asked.system == SYSTEM
    assert asked.question == {
        "labels": list(ORIENTATIONS), "before": "And the customer?", "message": 'He said "no".\nThen left.'
    }  # fmt: skip
    assert (asked.body["model"], asked.body["temperature"], asked.body["stream"]) == ("small", 0, False)
    assert asked.body["max_tokens"] <= 300
    assert asked.body["response_format"]["json_schema"]["schema"] == SCHEMA
    assert not {"tools", "functions", "user", "metadata"} & set(asked.body)


def test_the_key_is_in_the_header_and_nowhere_else(desk):
    at = desk(always(Says("no", status=401)), key="sk-canary")

    with pytest.raises(ReaderStopped) as stopped:
        at.read(BILL)

    (asked,) = at.server.asked
    assert asked.headers["Authorization"] == "Bearer sk-canary"
    assert "canary" not in asked.raw + str(stopped.value) + at.reader.version + repr(at.reader._settings)


def test_equal_messages_are_asked_about_once_and_remembered_in_memory_only(desk, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    at = desk(always(label("focused")))

    at.read("Same.", "Same.", contexts=["A", "A"])
    rows = at.read("Same.", "Same.", contexts=["A", "B"])

    assert [row["orientation"] for row in rows] == ["focused", "focused"]
    assert [asked.question["before"] for asked in at.server.asked] == ["A", "B"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", [None, "", "  \n", "...", "👍", "\U000e0041"])
def test_a_text_without_a_word_is_none_and_is_not_sent(desk, text):
    at = desk(always(label("centric")))

    (row,) = at.read(text, contexts=["The customer is angry."])

    assert row["orientation"] == "none"
    assert row["p"] == {"centric": 0, "focused": 0, "none": 1}
    assert at.server.asked == []


def test_no_more_is_asked_at_once_than_is_allowed(desk):
    both = threading.Barrier(2, timeout=30)  # nobody is answered before two have asked

    def behaviour(asked: Asked) -> Says:
        both.wait()
        return label()

    at = desk(behaviour, parallel=2)
    rows = at.read(*[f"message {i}" for i in range(12)])

    assert all(row["orientation"] == "none" for row in rows)
    assert at.server.most_at_once == 2


def test_several_votes_differ_in_the_order_of_the_labels_only_and_their_difference_shows(desk):
    at = desk(lambda asked: label(asked.question["labels"][0] if asked.message == "Unclear." else "focused"), votes=3)

    clear, unclear = at.read("Clear.", "Unclear.")

    assert clear["p"] == pytest.approx({"centric": 0.5 / 4.5, "focused": 3.5 / 4.5, "none": 0.5 / 4.5})
    assert unclear["p"] == pytest.approx(dict.fromkeys(ORIENTATIONS, 1 / 3))
    assert (clear["unsure"], unclear["unsure"]) == (False, True)
    assert {asked.body["temperature"] for asked in at.server.asked} == {0}
    assert len({tuple(asked.question["labels"]) for asked in at.server.asked}) == 3


def test_a_flag_needs_more_than_half_of_the_votes(desk):
    at = desk(first(label("focused", ("blame", "politics")), then=label("focused", ("blame",))), votes=2)

    (row,) = at.read(BILL)

    assert row["flags"] == ["blame"]
    assert (row["p_flags"]["blame"], row["p_flags"]["politics"]) == pytest.approx((2.5 / 3, 0.5))


def test_half_of_the_votes_are_not_enough(desk):
    at = desk(first(label("centric"), content("no"), then=label("centric")), votes=2)

    divided, whole = at.read("One.", "Two.")

    assert (divided["orientation"], whole["orientation"]) == (None, "centric")


# What is hidden before anything is sent


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("Ask ann.o'hara+x@example.co.uk", "ann.o"),
        ("ann [at] firm.de", "firm.de"),
        ("see https://intern.example/t/99?k=1", "intern"),
        ("@ann_b said", "ann_b"),
        ("call +49 (30) 1234-567", "1234"),
        ("DE89 3704 0044 0532 0130 00", "3704"),
        ("card 4111111111111111", "4111"),
    ],
)
def test_addresses_handles_and_long_numbers_are_not_sent(desk, text, sent):
    at = desk(always(label()))

    at.read(text + " about the parents", contexts=[text])

    (asked,) = at.server.asked
    found = asked.question["message"] + asked.question["before"]
    assert "□" in found
    assert sent not in found.replace("ann.o'", "") if sent == "ann.o" else sent not in found
    assert "about the parents" in found


def test_what_says_how_much_stays_and_so_do_words():
    text = "We have 1,200 new accounts, 14 % up on 2024; NPS is 41.5 (up 3)."

    assert disguised(text) == text


def test_characters_that_show_nothing_are_not_sent():
    hidden = "a\u200bb\u202ec\ufe01d\U000e0101e\U000e0041f\x00g"

    assert disguised(hidden) == "a b c d e f g"


@settings(deadline=None)
@given(st.text(max_size=300))
def test_a_disguised_text_is_as_long_as_it_was_and_can_be_encoded(text):
    assert len(disguised(text)) == len(text)
    disguised(text).encode("utf-8")


def test_of_a_long_text_the_beginning_is_sent_and_of_a_long_context_the_end(desk):
    at = desk(always(label()))

    at.read("word " * 4_000, contexts=["far " * 500 + "near"])

    assert len(at.server.asked[0].message) == 8_000
    assert len(at.server.asked[0].question["before"]) == 1_000
    assert at.server.asked[0].question["before"].endswith("near")


# What is no answer


def said(**answer: object) -> Says:
    return content(json.dumps({"orientation": "none", "flags": [], "words": []} | answer))


GOOD = json.dumps({"orientation": "centric", "flags": [], "words": []})
BAD_ANSWERS = {
    "prose": (content("This is centric."), Unread.MALFORMED),
    "nothing": (content(""), Unread.MALFORMED),
    "null": (content(None), Unread.MALFORMED),
    "half of an object": (content('{"orientation": "centric", "flags": ['), Unread.MALFORMED),
    "prose around": (content('Sure: {"orientation": "none", "flags": [], "words": []}'), Unread.MALFORMED),
    "two objects": (content('{"orientation": "none"} {"orientation": "none"}'), Unread.MALFORMED),
    "a list": (content('["centric"]'), Unread.MALFORMED),
    "a key twice": (
        content('{"orientation": "none", "orientation": "centric", "flags": [], "words": []}'), Unread.MALFORMED
    ),
    "a key too many": (said(person="Ann"), Unread.MALFORMED),
    "a key too few": (content('{"orientation": "none", "flags": []}'), Unread.MALFORMED),
    "another label": (said(orientation="excellent"), Unread.OUTSIDE),
    "a label in capitals": (said(orientation="CENTRIC"), Unread.OUTSIDE),
    "another flag": (said(flags=["hero"]), Unread.OUTSIDE),
    "a flag twice": (said(flags=["blame", "blame"]), Unread.MALFORMED),
    "a number": (said(orientation=1), Unread.MALFORMED),
    "a list of labels": (said(orientation=["centric"]), Unread.MALFORMED),
    "flags as text": (said(flags="blame"), Unread.MALFORMED),
    "flags as objects": (said(flags=[{"blame": True}]), Unread.MALFORMED),
    "words as numbers": (said(words=[1]), Unread.MALFORMED),
    "too many words": (said(words=["a"] * 4), Unread.MALFORMED),
    "a word too long": (said(words=["a" * 500]), Unread.MALFORMED),
    "deep": (content("[" * 100_000), Unread.MALFORMED),
    "huge": (Says(label().body + " " * 1_000_000), Unread.MALFORMED),
    "no JSON": (Says("<html>"), Unread.MALFORMED),
    "no UTF-8": (Says(b"\xff\xfe"), Unread.MALFORMED),
    "no choices": (Says('{"choices": []}'), Unread.MALFORMED),
    "another shape": (Says('{"choices": [{"text": "centric"}]}'), Unread.MALFORMED),
    "a tool": (content(GOOD, tool_calls=[{"id": "1"}]), Unread.MALFORMED),
    "an old tool": (content(GOOD, function_call={"name": "send"}), Unread.MALFORMED),
    "a refusal": (content(None, refusal="I cannot help with that."), Unread.REFUSED),
    "a filter": (content("", finish="content_filter"), Unread.REFUSED),
    "a status": (Says("filtered", status=400), Unread.REFUSED),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD_ANSWERS)
def test_what_is_no_answer_is_not_read_and_counted_and_the_rest_is_done(desk, name):
    says, reason = BAD_ANSWERS[name]
    at = desk(by_text({"Bad.": says}))

    before, bad, after = at.read("Before.", "Bad.", "After.")

    assert (before["orientation"], after["orientation"]) == ("none", "none")
    assert bad == {"id": "1", "language": "en"} | dict.fromkeys(READER_OUTPUT.names[2:])
    assert at.not_read == {reason: 1}
    assert at.waits == []  # the same question would get the same answer


# When the server is slow, busy or gone


def test_a_reply_that_never_ends_is_given_up(desk):
    at = desk(by_text({"Slow.": Says(label().body + " " * 10_000, stall=True)}), timeout=1.0)

    before, slow = at.read("Before.", "Slow.")

    assert (before["orientation"], slow["orientation"]) == ("none", None)
    assert at.not_read == {Unread.TIMEOUT: 1}
    assert Counter(asked.message for asked in at.server.asked)["Slow."] == 1 + len(WAITS)


def test_a_busy_server_is_asked_again_when_it_says(desk):
    busy = Says("later", status=429, headers={"Retry-After": "7"})
    at = desk(first(busy, busy, then=label("focused")))

    (row,) = at.read(BILL)

    assert row["orientation"] == "focused"
    assert at.waits == [7, 7]


def test_a_server_that_says_much_later_is_not_waited_for(desk):
    at = desk(by_text({"Busy.": Says("", status=429, headers={"Retry-After": "86400"})}))

    assert [row["orientation"] for row in at.read("Fine.", "Busy.")] == ["none", None]
    assert at.waits == []


@pytest.mark.parametrize("retry_after", ["Fri, 31 Dec 1999 23:59:59 GMT", "-1", "soon", "", "9" * 40])
def test_a_time_that_is_no_number_of_seconds_is_passed_over(desk, retry_after):
    at = desk(first(Says("", status=503, headers={"Retry-After": retry_after}), then=label()))

    assert at.read(BILL)[0]["orientation"] == "none"
    assert at.waits == [WAITS[0]]


def test_a_server_that_fails_is_asked_again_a_few_times(desk):
    at = desk(by_text({"Bad.": Says("oops", status=500)}))

    assert [row["orientation"] for row in at.read("Fine.", "Bad.")] == ["none", None]
    assert at.not_read == {Unread.UNREACHED: 1}
    assert at.waits == list(WAITS)


@pytest.mark.parametrize(
    "says", [Says(drop=True), Says(label("centric").body, half=True)], ids=["at once", "halfway"]
)
def test_a_connection_that_breaks_is_made_again(desk, says):
    at = desk(first(says, then=label("focused")))

    assert at.read(BILL)[0]["orientation"] == "focused"
    assert at.waits == [WAITS[0]]


def test_a_server_without_schemas_is_asked_without_and_once_only(desk):
    def behaviour(asked: Asked) -> Says:
        return Says("unknown field", status=400) if "response_format" in asked.body else label("focused")

    at = desk(behaviour)
    rows = at.read("One.", "Two.", "Three.")

    assert [row["orientation"] for row in rows] == ["focused"] * 3
    assert ["response_format" in asked.body for asked in at.server.asked] == [True, False, False, False]


def test_a_redirect_is_not_followed(desk):
    other = desk(always(label("centric")))
    at = desk(always(Says("", status=307, headers={"Location": other.server.address + "/chat/completions"})))

    with pytest.raises(ReaderStopped) as stopped:
        at.read(BILL)

    assert stopped.value.code == "llm.redirect"
    assert other.server.asked == []


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "llm.key"), (403, "llm.key"), (404, "llm.unknown"), (400, "llm.request"), (500, "llm.busy")],
)
def test_a_server_that_never_answers_is_an_error_that_says_why_and_repeats_nothing_it_said(desk, status, code):
    at = desk(lambda asked: Says(f"canary {asked.message}", status=status))

    with pytest.raises(ReaderStopped) as stopped:
        at.read(BILL)

    assert stopped.value.code == code
    assert "canary" not in str(stopped.value)
    assert "bill" not in str(stopped.value)
    assert str(status) in stopped.value.sentence


def test_where_nobody_listens_is_an_error_that_says_so():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    reader = LlmReader(Settings(parsed(f"http://127.0.0.1:{port}"), "small"), sleep=lambda seconds: None)

    with pytest.raises(ReaderStopped, match="nothing listens there"):
        reader.read(pa.record_batch({"id": ["1"], "text": [BILL]}))


def test_a_server_that_goes_is_given_up_after_five_messages_and_the_good_readings_stay(desk):
    at = desk(first(label("focused"), label("focused"), label("focused"), then=Says(drop=True)))

    rows = at.read(*[f"message {i}" for i in range(12)])

    assert [row["orientation"] for row in rows] == ["focused"] * 3 + [None] * 9
    assert at.not_read == {Unread.UNREACHED: 5, Unread.NOT_SENT: 4}
    assert len(at.server.asked) == 3 + 5 * (1 + len(WAITS))
    with pytest.raises(ReaderStopped) as stopped:
        at.read("one more")
    assert stopped.value is at.reader.end
    assert at.read("message 0")[0]["orientation"] == "focused"  # known already


def test_a_good_answer_between_failures_keeps_the_server_in_use(desk):
    at = desk(lambda asked: label() if int(asked.message.split()[1]) % 5 == 0 else Says("", status=500))

    rows = at.read(*[f"message {i}" for i in range(16)])

    assert sum(row["orientation"] is None for row in rows) == 12
    assert at.reader.end is None


def test_a_message_that_got_no_answer_is_asked_about_again_and_a_bad_answer_is_not(desk):
    told = {"Late.": Says("", status=500), "Bad.": content("no")}
    at = desk(lambda asked: told.get(asked.message, label("none")))

    at.read("Fine.", "Late.", "Bad.")
    told.clear()

    assert [row["orientation"] for row in at.read("Late.", "Bad.")] == ["none", None]


def test_no_more_requests_are_made_than_were_allowed(desk):
    at = desk(always(label()), calls=3)

    rows = at.read("One.", "Two.", "Three.", "Four.", "Five.")

    assert [row["orientation"] for row in rows] == ["none"] * 3 + [None] * 2
    assert len(at.server.asked) == 3
    assert at.reader.end.code == "llm.budget"


def test_a_name_that_leads_out_of_the_network_when_it_is_called_gets_nothing(desk, monkeypatch):
    at = desk(always(label()))
    monkeypatch.setattr(door, "is_inside", lambda number: False)

    with pytest.raises(ReaderStopped, match="out of this network"):
        at.read(BILL)

    assert at.server.asked == []


# Settings


def environment(**more: str) -> dict[str, str]:
    usual = {"LILYROOT_LLM_ADDRESS": "http://127.0.0.1:9/v1", "LILYROOT_LLM_MODEL": "vendor/small:8b"}
    return usual | {f"LILYROOT_LLM_{name}": value for name, value in more.items()}


def test_the_version_says_which_model_and_changes_with_what_changes_readings():
    versions = [
        LlmReader.configured(environment(**more)).version
        for more in ({}, {"KEY": "other"}, {"ADDRESS": "http://127.0.0.2:9/v1"}, {"VOTES": "3"}, {"MODEL": "big"})
    ]

    assert versions[0].startswith("llm-vendor/small:8b-")
    assert versions[0] == versions[1]
    assert len(set(versions)) == 4


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"ADDRESS": ""}, "llm.missing"),
        ({"MODEL": " "}, "llm.missing"),
        ({"ADDRESS": "127.0.0.1:80"}, "llm.address"),
        ({"ADDRESS": "ftp://127.0.0.1"}, "llm.address"),
        ({"ADDRESS": "http://"}, "llm.address"),
        ({"ADDRESS": "http://127.0.0.1:x"}, "llm.address"),
        ({"ADDRESS": "http://ann:canary@127.0.0.1/v1"}, "llm.address"),
        ({"ADDRESS": "http://127.0.0.1/v1?key=canary"}, "llm.address"),
        ({"ADDRESS": "http://127.0.0.1/v1\r\nX: canary"}, "llm.address"),
        ({"MODEL": "a b"}, "llm.setting"),
        ({"KEY": "canary\r\nX: y"}, "llm.setting"),
        ({"KEY": "canäry"}, "llm.setting"),
        ({"TIMEOUT": "0"}, "llm.setting"),
        ({"TIMEOUT": "nan"}, "llm.setting"),
        ({"TIMEOUT": "soon"}, "llm.setting"),
        ({"PARALLEL": "0"}, "llm.setting"),
        ({"PARALLEL": "33"}, "llm.setting"),
        ({"PARALLEL": "2.5"}, "llm.setting"),
        ({"VOTES": "7"}, "llm.setting"),
        ({"CALLS": "-1"}, "llm.setting"),
        ({"PLAIN_HTTP": "maybe"}, "llm.plain"),
        ({"POLICY": "/nowhere/policy.txt"}, "llm.policy"),
        ({"ADDRESS": "http://8.8.8.8/v1"}, "llm.unencrypted"),
        ({"ADDRESS": "http://8.8.8.8/v1", "PLAIN_HTTP": "yes"}, "llm.policy"),
        ({"ADDRESS": "https://8.8.8.8/v1"}, "llm.policy"),
    ],
)
def test_a_wrong_setting_is_a_sentence_that_repeats_no_secret(more, code):
    with pytest.raises(SettingsError) as refused:
        LlmReader.configured(environment(**more))

    assert refused.value.code == code
    assert not any(secret in str(refused.value) for secret in ("canary", "canä"))


def test_text_may_leave_under_a_policy_and_unencrypted_only_if_that_is_said_too(tmp_path):
    policy = tmp_path / "policy.txt"
    policy.write_text("Agreed with the works council on 3 March.")

    encrypted = Settings.of(environment(ADDRESS="https://8.8.8.8/v1", POLICY=str(policy)))
    plain = Settings.of(environment(ADDRESS="http://8.8.8.8/v1", POLICY=str(policy), PLAIN_HTTP="yes"))
    near = Settings.of(environment(POLICY=str(policy)))

    assert (encrypted.may_leave, plain.may_leave, near.may_leave) == (True, True, False)


@pytest.mark.parametrize(
    ("number", "inside"),
    [
        ("127.0.0.1", True),
        ("10.1.2.3", True),
        ("192.168.0.9", True),
        ("::1", True),
        ("fd00::1", True),
        ("fe80::1%eth0", True),
        ("::ffff:10.0.0.1", True),
        ("::ffff:8.8.8.8", False),
        ("8.8.8.8", False),
        ("172.32.0.1", False),
        ("100.64.0.1", False),
        ("2001:4860:4860::8888", False),
    ],
)
def test_inside_is_this_machine_or_a_private_network(number, inside):
    assert is_inside(number) is inside


@pytest.mark.parametrize("given", ["http://[::1]:8/v1", "http://[::1]:8/v1/", "http://[::1]:8/v1/chat/completions"])
def test_an_address_may_end_in_several_ways(given):
    address = parsed(given)

    assert (address.host, address.port, address.path) == ("::1", 8, "/v1/chat/completions")


def test_under_a_policy_it_is_written_down_that_something_is_sent_and_never_what(desk, tmp_path):
    policy = tmp_path / "policy.txt"
    policy.write_text("Agreed.")
    at = desk(always(label()), policy=policy, policy_hash="abc", key="sk-canary")

    at.read("canary one", "canary two", "canary two")

    (line,) = log_of(policy).read_text().splitlines()
    written = json.loads(line)
    assert (written["host"], written["messages"], written["policy"]) == ("127.0.0.1", 2, "abc")
    assert written["reader"] == at.reader.version
    assert "canary" not in line


def test_what_cannot_be_written_down_is_not_sent(desk, tmp_path):
    at = desk(always(label()), policy=tmp_path / "policy.txt")
    log_of(tmp_path / "policy.txt").mkdir()

    with pytest.raises(SettingsError, match="cannot be logged"):
        at.read(BILL)

    assert at.server.asked == []


@pytest.mark.parametrize("columns", [{"text": ["x"]}, {"id": ["1"]}, {"id": ["1"], "text": [5]}])
def test_a_batch_without_its_columns_is_refused(desk, columns):
    at = desk(always(label()))

    with pytest.raises(InputError):
        at.reader.read(pa.record_batch(columns))


# With the rest of the house


@pytest.fixture
def configured(desk, monkeypatch):
    """Start a server and set the environment so that ``--reader llm`` asks it."""

    def start(behaviour: Behaviour, **more: str) -> LlmServer:
        server = desk(behaviour).server
        for name, value in environment(ADDRESS=server.address, PARALLEL="1", **more).items():
            monkeypatch.setenv(name, value)
        return server

    return start


def run(folder: Path, texts: list[str], *, source: str = "in.jsonl", target: str = "out.jsonl") -> Result:
    if source.endswith(".parquet"):
        parquet.write_table(pa.table({"id": range(len(texts)), "text": texts}), folder / source)
    else:
        lines = (json.dumps({"id": i, "text": text}) + "\n" for i, text in enumerate(texts))
        (folder / source).write_text("".join(lines))
    words = [str(folder / source), "--out", str(folder / target), "--reader", "llm", "--home", str(folder / "home")]
    return CliRunner().invoke(command, words)


def test_the_command_reads_with_it_and_says_how_many_were_not_read_and_why(configured, tmp_path):
    configured(
        by_text({"Hm.": content("no"), "Ha.": content("no"), "Oh.": said(orientation="x"), BILL: label("centric")})
    )

    done = run(tmp_path, [BILL, "Hm.", "Ha.", "Oh."])

    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert done.exit_code == 3
    assert [row["orientation"] for row in rows] == ["centric", None, None, None]
    assert "1 messages read by llm-vendor/small:8b-" in done.stderr
    assert (
        "3 not read (2 the answer had another form, 1 the answer was none of the labels)" in done.stderr
    )  # fmt: skip


def test_the_command_is_content_when_every_message_was_read(configured, tmp_path):
    configured(always(label("focused")))

    done = run(tmp_path, [BILL, "And more."])

    assert (done.exit_code, done.stderr) == (0, "")


def test_a_batch_the_server_left_half_read_is_not_taken_in_and_can_be_later(desk, tmp_path):
    told = {"Fine.": label("none"), "Hm.": content("no"), "Gone.": Says("", status=401)}
    texts = ["Fine.", "Hm.", *["Gone. " * n for n in range(1, 8)]]
    export = write_zip(tmp_path / "slack.zip", {"a/2025-02-19.json": [message(i, t) for i, t in enumerate(texts)]})
    at = desk(lambda asked: told[asked.message.split()[0]])

    with closing(Store.open(Home(tmp_path / "home"), today=date.min)) as store:
        with pytest.raises(ReaderStopped):
            listen(store, export, Listening(find("slack"), ListenOptions(source="slack"), at.reader))
        told["Gone."] = label("focused")
        again = Desk(at.server).reader
        receipt = listen(store, export, Listening(find("slack"), ListenOptions(source="slack"), again))

    assert (receipt.committed, receipt.duplicate, receipt.not_read) == (9, 0, {"en": 1})
    assert receipt.sentence_on_languages() == "not read: 1 to which the reader got no usable answer"


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_when_the_server_goes_the_command_keeps_what_was_read_and_says_so(configured, tmp_path, kind):
    server = configured(first(label("focused"), then=Says("", status=401)))
    texts = ["Same."] * 4_096 + [f"message {i}" for i in range(8)]

    done = run(tmp_path, texts, source=f"in.{kind}", target=f"out.{kind}")

    target = tmp_path / f"out.{kind}"
    kept = parquet.read_table(target).num_rows if kind == "parquet" else len(target.read_text().splitlines())
    assert kept == 4_096
    assert done.exit_code == 3
    assert done.stderr.count("lilyroot: ") == 1
    assert "does not accept the key" in done.stderr
    assert len(server.asked) == 1 + 5


def test_when_nothing_at_all_can_be_read_there_is_no_file(configured, tmp_path):
    configured(always(Says("", status=401)))

    done = run(tmp_path, [BILL])

    assert isinstance(done.exception, ReaderStopped)
    assert not (tmp_path / "out.jsonl").exists()


def test_words_for_customers_are_exchanged_before_anything_is_sent(configured):
    server = configured(lambda asked: label("centric", words=(asked.message.split()[1],)))
    reader = with_customers(load_reader("llm"), parse_words("anglers"))

    rows = reader.read(pa.record_batch({"id": ["1"], "text": ["The anglers wait."]})).to_pylist()

    assert ["anglers" in asked.raw for asked in server.asked] == [False]
    assert rows[0]["spans"] == [[4, 11]]
    assert asks_a_model(reader) is not None
    assert asks_a_model(load_reader("fast")) is None
