"""No table that leaves has a place for a person or for what one wrote, however deep it is hidden."""

from __future__ import annotations

import pyarrow as pa
import pytest

from lilyroot.errors import ReleaseRefused
from lilyroot.release.ledger import Ledger
from lilyroot.release.persons import names_a_person, refuse_persons
from lilyroot.release.released import SCHEMA


@pytest.mark.parametrize("name", ["person", "author_id", "Reply-To-Sender", "first_speaker", "team_member", "EMAIL"])
def test_words_for_somebody_are_known_in_any_spelling(name: str) -> None:
    assert names_a_person(name)


@pytest.mark.parametrize("name", ["persons", "team", "authority", "usable", "membership"])
def test_groups_and_other_words_are_not_people(name: str) -> None:
    assert not names_a_person(name)


@pytest.mark.parametrize(
    "hidden",
    [
        pa.field("speaker", pa.string()),
        pa.field("quote", pa.string()),
        pa.field("most_common_text", pa.string()),
        pa.field("detail", pa.struct([pa.field("cell", pa.string()), pa.field("author", pa.string())])),
        pa.field("details", pa.list_(pa.struct([pa.field("author", pa.string())]))),
        pa.field("deep", pa.struct([pa.field("deeper", pa.list_(pa.struct([pa.field("user", pa.string())])))])),
    ],
    ids=lambda field: field.name,
)
def test_a_column_for_a_person_or_their_words_is_refused_by_name_wherever_it_stands(hidden: pa.Field) -> None:
    schema = pa.schema([pa.field("cell", pa.string()), hidden])
    name = {"detail": "author", "details": "author", "deep": "user"}.get(hidden.name, hidden.name)

    with pytest.raises(ReleaseRefused, match=f"The table words has columns .*: {name}\\. Releases hold"):
        refuse_persons(schema, "words")


def test_columns_of_groups_lists_and_structures_pass() -> None:
    whole = [
        pa.field("persons", pa.string()),
        pa.field("parts", pa.list_(pa.struct([pa.field("cell", pa.string())]))),
    ]

    refuse_persons(pa.schema([*whole, pa.field("steps", pa.list_(pa.int64()))]), "words")


def test_nothing_is_released_beside_such_a_table(tmp_path) -> None:
    ledger = Ledger(tmp_path / "releases")

    with pytest.raises(ReleaseRefused, match="could name or quote a person: author"):
        ledger.append("2025-01", SCHEMA.empty_table(), {"k": 5}, files={"words": pa.table({"author": ["ada"]})})

    assert ledger.manifests() == []
