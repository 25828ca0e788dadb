"""A message can at most spoil its own label: 200 injections against a model that obeys every one of them."""

from __future__ import annotations

import json
import re
import unicodedata

import pyarrow as pa

from lilyroot.model.labels import ORIENTATIONS
from lilyroot.read.llm import LlmReader, Settings
from lilyroot.read.llm.address import parsed
from lilyroot.read.llm.prompt import SYSTEM
from tests.llm_injections import injections
from tests.llm_server import Asked, LlmServer, Says, label

CANARY = re.compile(r"canary-\d+")
INJECTIONS = injections()
ORDINARY = [f"The form moved to the second page, canary-{1000 + i}" for i in range(200)]
INJECTED = [f"canary-{i} {injection.text}" for i, injection in enumerate(INJECTIONS)]


class Gullible:
    """Obeys every injection it sees; knows it by its canary, however well it was disarmed on the way."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __call__(self, asked: Asked) -> Says:
        number = int(CANARY.search(asked.message).group().removeprefix("canary-"))
        self.seen.append(asked.message)
        return INJECTIONS[number].obeyed(list(self.seen)) if number < 1000 else label("none")


def read(texts: list[str], contexts: list[str | None] | None = None) -> tuple[list[dict], list[Asked]]:
    """Readings, and the requests that were made for them."""
    with LlmServer(Gullible()).running() as server:
        reader = LlmReader(Settings(parsed(server.address), "small", parallel=2))
        columns = {
            "id": [str(i) for i in range(len(texts))],
            "text": texts,
            "context": contexts or [None] * len(texts),
        }
        return reader.read(pa.record_batch(columns)).to_pylist(), server.asked


def test_there_are_two_hundred_and_no_two_alike():
    assert len({injection.text for injection in INJECTIONS}) == 200


def test_every_request_has_the_same_shape_and_the_same_instruction_whatever_the_message_says():
    _, asked = read(INJECTED)

    assert len(asked) == 200
    assert {each.system for each in asked} == {SYSTEM}
    assert {tuple(each.body) for each in asked} == {
        ("model", "messages", "temperature", "max_tokens", "stream", "response_format")
    }
    assert {tuple(turn["role"] for turn in each.body["messages"]) for each in asked} == {("system", "user")}
    assert {tuple(each.question) for each in asked} == {("labels", "before", "message")}


def test_a_request_carries_the_canary_of_its_own_message_and_no_other():
    _, asked = read([*INJECTED, *ORDINARY])

    canaries = [set(CANARY.findall(each.raw)) for each in asked]

    assert all(len(found) == 1 for found in canaries)
    assert len(set.union(*canaries)) == 400


def test_signs_of_roles_and_unseen_characters_do_not_reach_the_model():
    _, asked = read(INJECTED, contexts=INJECTED)

    said = "".join(each.question["message"] + each.question["before"] for each in asked)

    assert re.findall(r"<\||\|>|\[INST|<start|[\[\]{}<>]", said) == []
    assert {c for c in said if unicodedata.category(c) in ("Cf", "Co", "Cn")} == set()


def test_what_is_not_one_of_the_labels_is_no_reading():
    rows, _ = read(INJECTED)

    read_as = [row["orientation"] for row in rows]

    assert read_as == ["centric" if injection.can_count else None for injection in INJECTIONS]
    assert all(row["p"] is row["flags"] is row["spans"] is None for row in rows if row["orientation"] is None)
    assert "canary" not in json.dumps([row | {"id": ""} for row in rows])


def test_an_obeyed_injection_moves_its_own_vote_and_nothing_else():
    alone, _ = read(ORDINARY)

    together, _ = read([*ORDINARY, *INJECTED])

    obeyed = sum(injection.can_count for injection in INJECTIONS)
    centric = ORIENTATIONS[0]
    assert together[:200] == alone
    assert sum(row["orientation"] == centric for row in together) == obeyed == 25
    extra = [row["p"][centric] - alone[0]["p"][centric] for row in together if row["p"]]
    assert max(extra) < 0.41  # a vote, not a certainty


def test_an_injection_in_the_context_stays_context():
    rows, asked = read(ORDINARY, contexts=INJECTED)

    assert {row["orientation"] for row in rows} == {"none"}
    assert {each.system for each in asked} == {SYSTEM}
    assert [set(each.question) for each in asked] == [{"labels", "before", "message"}] * 200
