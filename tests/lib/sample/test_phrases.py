"""The grammar: complete, well labelled, and rich enough."""

import random
import re
from collections import Counter

import pytest

from lilyroot.model.labels import FLAGS, ORIENTATIONS
from lilyroot.sample import KINDS, Month, Plan
from lilyroot.sample.drawing import Label, every_label
from lilyroot.sample.grammar import Grammar, Scene
from lilyroot.sample.people import found

GRAMMAR = Grammar.shipped()
ORGANISATION = found(Plan(Month(2025, 6), months=1))
CUSTOMER = re.compile(
    r"customer|shopper|client|buyer|visitor|caller|user|household|subscriber"
    r"|\{trade|account|loyalty|card holder|guest|people",
    re.I,
)


def test_every_phrase_has_a_label_of_the_codebook_that_the_story_draws() -> None:
    drawn = set(every_label())

    assert {phrase.label for phrase in GRAMMAR.phrases} == drawn
    assert {label.orientation for label in drawn} == set(ORIENTATIONS)
    assert {flag for label in drawn for flag in label.flags} == set(FLAGS)


def test_no_phrase_stands_under_two_labels() -> None:
    labels: dict[tuple[str, ...], set[Label]] = {}
    for phrase in GRAMMAR.phrases:
        labels.setdefault(phrase.parts, set()).add(phrase.label)

    assert [parts for parts, found_labels in labels.items() if len(found_labels) > 1] == []


def test_every_word_list_is_used() -> None:
    lines = [phrase.parts for phrase in GRAMMAR.phrases]
    lines += [parts for choices in GRAMMAR.words.values() for parts in choices]
    used = {slot.lower() for parts in lines for slot in parts[1::2]}

    # The mail writer asks for these two by name.
    assert set(GRAMMAR.words) - used == {"subject", "letter"}


@pytest.mark.parametrize("label", every_label(), ids=lambda label: "-".join((label.orientation, *label.flags)))
def test_every_label_has_enough_distinct_sentences(label: Label) -> None:
    rng = random.Random(3)
    team = next(team for team in ORGANISATION.teams if team.area == "stores")
    people = ORGANISATION.rosters[0][team.name]
    for kind in KINDS:
        said = {Scene(GRAMMAR, rng, team, people).say(label, kind, people[0], first=True)[0] for _ in range(300)}
        assert len(said) > (150 if not label.flags else 90)


def test_plain_talk_without_customers_names_them_only_in_near_misses() -> None:
    rng = random.Random(5)
    words = Counter[str]()
    for team in ORGANISATION.teams:
        people = ORGANISATION.rosters[0][team.name]
        for _ in range(150):
            text, _ = Scene(GRAMMAR, rng, team, people).say(Label("none"), "chat", people[0], first=True)
            words.update(["all", "customer"] if re.search("customer|client|shopper", text, re.I) else ["all"])

    assert 0.01 < words["customer"] / words["all"] < 0.15


def test_phrases_without_the_customers_side_still_name_them() -> None:
    silent = [
        "".join(phrase.parts)
        for phrase in GRAMMAR.phrases
        if phrase.label.orientation == "focused"
        and phrase.kind != "ticket"  # notes leave the subject out
        and not CUSTOMER.search("".join(f"{{{part}" if i % 2 else part for i, part in enumerate(phrase.parts)))
    ]

    assert silent == []


def test_the_other_matter_in_a_message_never_changes_its_label() -> None:
    """It is drawn from the plain phrases without customers, and only from those."""
    plain = {phrase.parts for phrase in GRAMMAR.phrases if phrase.label == Label("none") and not phrase.answer}
    rng = random.Random(8)
    team = ORGANISATION.teams[1]
    people = ORGANISATION.rosters[0][team.name]
    patterns = [re.compile(".+".join(re.escape(part) for part in parts[::2]), re.I | re.S) for parts in plain]
    others = (
        Scene(GRAMMAR, rng, team, people).say(Label("centric"), "mail", people[0], first=True)[1] for _ in range(200)
    )

    assert [other for other in others if other and not any(p.fullmatch(other) for p in patterns)] == []
