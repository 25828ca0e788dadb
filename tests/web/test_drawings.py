"""Finished drawings in the home: used when they are ours, ignored when they are not, never needed."""

from __future__ import annotations

import gzip

from lilyroot_web.insights import queries
from lilyroot_web.insights.drawings import Drawings


def the_only(drawings) -> object:
    (path,) = drawings.glob("*/*")
    return path


def test_another_process_shows_the_same_page_without_drawing(own_ledger, home, reader, monkeypatch):
    first = queries.edition(home)

    queries._edition.cache_clear()
    monkeypatch.setattr(queries, "figures", lambda shown, **further: [])
    again = queries.edition(home)

    assert again == first
    assert len(again.cards) == 9


def test_a_drawing_changed_by_hand_is_not_shown(own_ledger, home):
    first = queries.edition(home)
    path = the_only(home.data / "web-cache")
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"Support", b"Nobody!")))

    queries._edition.cache_clear()

    assert queries.edition(home) == first


def test_a_torn_file_is_as_if_it_were_not_there(home):
    drawings = Drawings(home)
    drawings.write("a", ["something"])
    path = the_only(home.data / "web-cache")
    path.write_bytes(path.read_bytes()[:-9])

    assert drawings.read("a") is None


def test_drawings_of_another_version_are_cleared_away(home):
    drawings = Drawings(home)
    drawings.write("a", ["something"])
    old = home.data / "web-cache" / "another-version"
    old.mkdir()

    drawings.clear_outdated()

    assert (old.exists(), drawings.read("a")) == (False, ["something"])


def test_every_period_is_drawn_ahead(own_ledger, home):
    queries.draw_ahead(home)

    assert len(list((home.data / "web-cache").glob("*/*"))) == 24
