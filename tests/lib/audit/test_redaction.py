"""Names, addresses and numbers are taken out before anybody sees a text; the rest stays as it was."""

from __future__ import annotations

import re
from datetime import date

import pytest

from lilyroot.home import Home
from lilyroot.listen.people import take_in_hris
from lilyroot.measure.audit.redaction import Redaction
from lilyroot.store.store import Store

STAFF = """employee_id,manager_id,team,name,email,aliases
e1,,pier,Inês O'Neill-Ruiz,ines.oneill@harbour.example,Nini
e2,e1,pier,Tomás Berg,tomas.berg@harbour.example,
e3,e1,pier,Mark Will,m.will@harbour.example,
e4,e1,office,Zoë Grünwald,zoe@harbour.example,
e5,e1,office,Margarethe Lindqvist,ml@harbour.example,Greta; Gretchen
"""


@pytest.fixture(scope="module")
def redact(tmp_path_factory) -> Redaction:
    home = Home(tmp_path_factory.mktemp("redacted"))
    store = Store.open(home, today=date.min)
    (home.root / "hris.csv").write_text(STAFF)
    take_in_hris(store, home.root / "hris.csv")
    made = Redaction.of(store, ["Captain Haddock"])
    store.close()
    return made


NAMED = [
    ("Ask Inês about the lamps.", "Ask [name] about the lamps."),
    ("ines has the key", "[name] has the key"),
    ("Thanks, Tomás!", "Thanks, [name]!"),
    ("Tomas's boat", "[name]'s boat"),
    ("tomás said so", "[name] said so"),
    ("O'Neill-Ruiz signs", "[name] signs"),
    ("Zoe and Zoë", "[name] and [name]"),
    ("Frau Grunwald kommt", "Frau [name] kommt"),
    ("GRÜNWALD is late", "[name] is late"),
    ("Margarete fixed it", "[name] fixed it"),  # one letter missing
    ("Margarethee fixed it", "[name] fixed it"),  # one too many
    ("Lindquist knows", "[name] knows"),  # one wrong
    ("Gretchen or Greta", "[name] or [name]"),
    ("Mark Will be there", "[name] be there"),
    ("mark it, it will do", "mark it, it will do"),
    ("Nini?", "[name]?"),
    ("Dear Miss Beauregard, thank you", "Dear [name], thank you"),
    ("Hi Bob, the pump is back", "Hi [name], the pump is back"),
    ("haddock wants fuel", "[name] wants fuel"),
    ("Mr. van Dijk and Dr Who", "Mr. van Dijk and Dr [name]"),
    ("Inês Tomás", "[name]"),
]
ADDRESSES = [
    ("mail tomas.berg@harbour.example now", "mail [mail] now"),
    ("write to a+b@x-y.co.uk.", "write to [mail]."),
    ("someone [at] firm dot de", "[mail]"),
    ("<https://x.example/a?b=1> or www.harbour.example/berths", "[link] or [link]"),
    ("@ines.oneill look", "[handle] look"),
    ("<@U02ABCDEF> and <!here>", "[handle] and [handle]"),
    ("call +49 30 1234567 today", "call [phone] today"),
    ("(030) 123 45 67", "[phone]"),
    ("0171-5551234", "[phone]"),
    ("212 555 0199", "[phone]"),
    ("IBAN DE89 3704 0044 0532 0130 00 please", "IBAN [account] please"),
    ("GB29NWBK60161331926819", "[account]"),
    ("card 4111 1111 1111 1111", "card [account]"),
]


@pytest.mark.parametrize(("said", "shown"), NAMED)
def test_a_name_goes(redact, said, shown):
    assert redact(said) == shown


@pytest.mark.parametrize(("said", "shown"), ADDRESSES)
def test_an_address_or_a_number_that_leads_to_somebody_goes(redact, said, shown):
    assert redact(said).replace("<[link]", "[link]").replace("[link]>", "[link]") == shown


@pytest.mark.parametrize(
    "said",
    [
        "Most parents fill this in on a phone with a child on the other arm.",
        "We have 1,200 new accounts, 14 % more, in 2025.",
        "Standup moves to 9:30 on 2025-03-04, room 4.12.",
        "The NPS in the north fell 4 points; A4 paper is out.",
        "I will mark the grey ones; we may need more.",
        "",
        "🐟 مرحبا",
        "[name] stays as it is",
    ],
)
def test_everything_else_stays(redact, said):
    assert redact(said) == said


def test_redacting_twice_changes_nothing_more(redact):
    for said, _ in (*NAMED, *ADDRESSES):
        assert redact(redact(said)) == redact(said)


def test_the_directory_finds_nearly_all_mentions_of_staff_in_ordinary_talk(redact):
    frames = ["ask {}", "{} said the pump is back", "thanks {}!", "I gave it to {}, who asked", "{}'s shift", "cc {}"]
    names = ["Inês", "ines", "Tomás", "tomas berg", "Zoë", "zoe", "Lindqvist", "Greta", "Margarethe", "Tomas Berg"]
    mentions = [frame.format(name) for frame in frames for name in names]
    left = [said for said in mentions if "[name]" not in redact(said)]

    assert len(left) <= 0.15 * len(mentions)


def test_no_name_is_kept_to_find_names_by(redact, tmp_path):
    home = Home(tmp_path)
    store = Store.open(home, today=date.min)
    (tmp_path / "hris.csv").write_text(STAFF)
    take_in_hris(store, tmp_path / "hris.csv")
    kept = re.findall(r"\w+", "\n".join(store.catalogue.connection.iterdump()).casefold())
    store.close()

    assert "name_word" in kept
    assert {"tomás", "tomas", "lindqvist", "gretchen", "zoë", "zoe"}.intersection(kept) == set()


def test_a_new_directory_replaces_the_words_of_the_old_one(tmp_path):
    store = Store.open(Home(tmp_path), today=date.min)
    for names in ("e1,,pier,Inês Ruiz", "e1,,pier,Olga Ruiz"):
        (tmp_path / "hris.csv").write_text(f"employee_id,manager_id,team,name\n{names}\n")
        take_in_hris(store, tmp_path / "hris.csv")
    redact = Redaction.of(store)
    store.close()

    assert redact("ines and Olga") == "ines and [name]"


def test_without_a_directory_it_says_that_it_knows_no_names(tmp_path):
    store = Store.open(Home(tmp_path), today=date.min)

    assert not Redaction.of(store).knows_names
    assert Redaction.of(store, ["Olga"]).knows_names
    store.close()
