"""Finished drawings in the home: used when they are ours, ignored when they are not, never needed."""

from __future__ import annotations

import gzip
import os
import shutil
from datetime import timedelta
from secrets import token_hex

from django.utils import timezone

from lilyroot_web.access.rules import Scope
from lilyroot_web.home import queries as home_queries
from lilyroot_web.home.queries import opening
from lilyroot_web.insights import heat, pond, queries, tasks
from lilyroot_web.insights.ahead import draw_ahead
from lilyroot_web.insights.drawings import Drawings
from lilyroot_web.insights.heat import heat_page
from lilyroot_web.insights.ledger import EVERYTHING
from lilyroot_web.insights.pond import pond_page
from lilyroot_web.jobs.models import Job
from lilyroot_web.tongue.domain import in_language
from tests.ledgers import Cell, months, publish


def the_only(drawings) -> object:
    (path,) = drawings.glob("*/*")
    return path


def pictures(edition) -> list[str]:
    return [picture for card in edition.cards for picture in (card.wide, card.narrow)]


def test_another_process_shows_the_same_page_without_drawing(own_ledger, home, reader, monkeypatch):
    first = queries.edition(home)
    drawn = pictures(first)

    queries._edition.cache_clear()
    monkeypatch.setattr(queries, "figures", lambda shown, **further: [])
    monkeypatch.setattr(queries, "svg", lambda figure, theme, **further: "drawn anew")
    again = queries.edition(home)

    assert (again, pictures(again)) == (first, drawn)
    assert len(again.cards) == 9


def test_a_page_draws_the_cards_it_shows_and_no_others(own_ledger, home, reader):
    reader.get("/see/trend")

    kept = [path.name.split("-", 1)[1] for path in (home.data / "web-cache").glob("*/*-*")]
    assert kept == ["trend"]


def test_what_nobody_looked_at_for_longest_makes_room(home, monkeypatch):
    monkeypatch.setattr("lilyroot_web.insights.drawings.LARGEST", 600)
    drawings = Drawings(home)
    for number, name in enumerate(("old", "looked-at", "new")):
        drawings.write(name, token_hex(90))
        path = next((home.data / "web-cache").glob(f"*/{name}"))
        os.utime(path, (number, number))
    drawings.read("looked-at")

    drawings.write("newest", token_hex(90))

    held = {path.name for path in (home.data / "web-cache").glob("*/*")}
    assert "old" not in held
    assert drawings.read("newest") is not None


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


def test_every_period_is_drawn_ahead_in_both_languages(own_ledger, home):
    draw_ahead(home)

    told = list((home.data / "web-cache").glob("*/*"))
    assert len([path for path in told if "-" not in path.name]) == 2 * 24
    assert len([path for path in told if path.name.endswith("-team-orientation")]) == 2 * 24


def test_after_the_newest_month_come_the_lines_of_those_who_come(own_ledger, home, signed_in, django_user_model):
    """Whoever has long not come, or was let go, is not drawn for; whoever sees everything is not drawn for twice."""
    for name, role in (
        ("maja", "manager of Support"),
        ("ivo", "manager of Support"),
        ("olga", "manager of Sales"),
        ("lea", "manager of Finance"),
        ("anna", "analyst"),
    ):
        signed_in(name, role)
    users = django_user_model.objects
    users.filter(username="olga").update(last_login=timezone.now() - tasks.OF_LATE - timedelta(days=1))
    users.filter(username="lea").update(is_active=False)

    assert tasks.draw({}) == "Drawn."

    drawn = list((home.data / "web-cache").glob("*/*"))
    assert len([path for path in drawn if "-" not in path.name]) == 2 * (24 + 1)
    assert queries.edition(home, Scope(units=frozenset({"Support"}))).headline
    assert len([path for path in (home.data / "web-cache").glob("*/*") if "-" not in path.name]) == 2 * (24 + 1)
    queries.edition(home, Scope(units=frozenset({"Sales"})))
    assert len([path for path in (home.data / "web-cache").glob("*/*") if "-" not in path.name]) == 2 * (24 + 1) + 1


def test_nothing_that_is_kept_crosses_reaches_or_languages(own_ledger, home, settings):
    """Somebody of another line, or who reads another language, is never handed what was made for this one."""
    reaches = [EVERYTHING, Scope(), *(Scope(units=frozenset({unit})) for unit in ("Support", "Sales"))]

    def told(reach, language):
        with in_language(language):
            found = queries.edition(home, reach), heat_page(home, reach), pond_page(home, reach)
            return (*found, opening(home, reach)), pictures(found[0])

    for reach in reaches:
        for language in ("en", "de"):
            told(reach, language)

    kept = {path.name: path.read_bytes() for path in (home.data / "web-cache").glob("*/*")}
    assert len([name for name in kept if "-" not in name]) == 2 * len(reaches)
    for reach in reaches:
        again, drawn = told(reach, "en")
        for cached in (queries._edition, heat._page, pond._page, home_queries._opening):
            cached.cache_clear()
        shutil.rmtree(home.data / "web-cache")
        assert told(reach, "en") == (again, drawn)


def test_the_worker_draws_once_for_each_state_of_the_ledger(home, db, django_capture_on_commit_callbacks):
    cells = [Cell("organisation", "organisation", "Invented", "", 0, 60)]
    publish(home.releases, months(1), [*cells, Cell("team", "Sales", "Sales", "", 1, 30)])
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            tasks.after_a_release()

    (job,) = Job.objects.filter(name=tasks.DRAW)
    assert (job.state, job.said) == (Job.DONE, "Drawn.")
    assert list((home.data / "web-cache").glob("*/*-customer-talk"))


def test_of_a_broken_ledger_nothing_is_drawn_and_nothing_tried_again(
    own_ledger, home, db, django_capture_on_commit_callbacks
):
    (own_ledger / "HEAD").write_text("0" * 64)

    with django_capture_on_commit_callbacks(execute=True):
        tasks.after_a_release()

    (job,) = Job.objects.filter(name=tasks.DRAW)
    assert (job.state, job.tries) == (Job.FAILED, 1)


def test_a_page_travels_packed(own_ledger, reader):
    packed = reader.get("/see", headers={"accept-encoding": "gzip"})
    plain = reader.get("/see")

    assert packed["Content-Encoding"] == "gzip"
    assert b"<h1>" in gzip.decompress(packed.content)
    assert len(packed.content) < len(plain.content) / 3
