"""The master key: made once, kept outside the data, refused when it is exposed or not the right one."""

from __future__ import annotations

import re
import stat
from datetime import date

import pytest

from lilyroot.errors import StoreError
from lilyroot.home import Home
from lilyroot.store.keys import Keys
from lilyroot.store.store import Store


@pytest.fixture
def home(tmp_path) -> Home:
    home = Home(tmp_path / "home")
    Store.open(home, today=date.min).close()
    return home


def test_the_key_is_made_for_its_owner_only_and_lies_outside_the_data(home):
    path = home.keys / "master.key"

    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert len(path.read_bytes()) == 32
    assert home.data not in path.parents


def test_a_pseudonym_is_the_same_for_one_spelling_of_a_name_and_differs_by_source(home):
    keys = Keys.open(home)

    one = keys.speaker("mail", "Ada.Byron@Example.org")

    assert re.fullmatch(r"[A-Z2-7]{26}", one)
    assert keys.speaker("mail", "  ada.byron@example.ORG ") == one
    assert keys.speaker("chat", "ada.byron@example.org") != one


def test_pseudonyms_stay_what_they_are_from_version_to_version():
    """Were they made differently one day, everybody taken in before would be somebody else."""
    keys = Keys(bytes(32))

    assert keys.speaker("slack", "Ada") == "YJMI5X4GRMSVJP4QN2R2L5XULY"


def test_another_installation_makes_other_pseudonyms(home, tmp_path):
    other = Keys.open(Home(tmp_path / "other"))

    assert other.speaker("mail", "a@example.org") != Keys.open(home).speaker("mail", "a@example.org")


def test_a_key_that_others_can_read_is_refused(home):
    (home.keys / "master.key").chmod(0o444)

    with pytest.raises(StoreError, match="can be read by others"):
        Store.open(home, today=date.min)


def test_a_key_that_is_not_the_one_of_this_store_is_refused(home):
    path = home.keys / "master.key"
    path.chmod(0o600)
    path.write_bytes(bytes(32))

    with pytest.raises(StoreError, match="not the one this store was made with"):
        Store.open(home, today=date.min)


def test_a_key_that_was_cut_short_is_refused(home):
    path = home.keys / "master.key"
    path.chmod(0o600)
    path.write_bytes(b"short")

    with pytest.raises(StoreError, match="5 bytes instead of 32"):
        Store.open(home, today=date.min)
