"""Before and after: which windows count, which group stands for a unit, and what the organisation did meanwhile."""

from __future__ import annotations

from datetime import date

import pytest

from lilyroot.release.ledger import Ledger
from lilyroot.release.released import Released
from lilyroot.score.effect import days_of, effect
from tests.ledgers import Cell, factor, forty_teams, months, publish, step

LATER = date(2026, 6, 1)


@pytest.fixture(scope="module")
def talk(tmp_path_factory) -> Released:
    """24 months; Stores (d3) speak of customers' situations much more from July 2025 on, Sales (d2) less from May."""
    return forty_teams(tmp_path_factory.mktemp("effects")).released()


def unit_called(released: Released, label: str) -> str:
    return next(row["cell"] for row in released.rows(cut="team") if row["label"] == label)


def look(released: Released, unit: str, indicator: str = "centric_share", **days: date):
    given = {"began": date(2025, 6, 2), "done": date(2025, 6, 30), "today": LATER, **days}
    return effect(released, "talk", unit, indicator, **given)


def test_what_rose_after_it_was_done_went_up_beyond_the_organisation(talk):
    found = look(talk, unit_called(talk, "Stores"))

    assert found.before.windows == tuple(months(6, "2024-12"))[:6]
    assert found.after.windows == tuple(months(6, "2025-07"))
    assert found.change.direction == "up"
    assert found.beyond.direction == "up"
    assert found.change.low <= found.change.difference <= found.change.high


def test_what_nothing_was_planted_in_cannot_be_told(talk):
    found = look(talk, unit_called(talk, "Product"), "salience")

    assert found.change.direction == "cannot tell"
    assert found.change.low < 0 < found.change.high


def test_the_months_of_the_work_count_on_neither_side(talk):
    found = look(talk, unit_called(talk, "Stores"), began=date(2025, 3, 15), done=date(2025, 9, 10))

    assert found.before.windows[-1] == "2025-02"
    assert found.after.windows == ("2025-10", "2025-11", "2025-12")


def test_a_month_that_is_not_over_is_not_after(talk):
    found = look(talk, unit_called(talk, "Stores"), today=date(2025, 8, 20))

    assert found.after.windows == ("2025-07",)


def test_before_anything_is_released_afterwards_there_is_nothing_to_compare(talk):
    found = look(talk, unit_called(talk, "Stores"), began=date(2026, 1, 4), done=date(2026, 3, 1))

    assert found.after.figure is None
    assert (found.change.direction, found.change.difference) == ("cannot tell", None)


def test_the_organisation_is_compared_with_nothing(talk):
    found = look(talk, "")

    assert found.change.difference is not None
    assert found.whole.difference is None
    assert found.beyond.direction == "cannot tell"


def test_what_everybody_had_is_not_the_units_own(tmp_path):
    everybody = step("centric_share", 12, 1.0, 1.8)
    cells = [
        Cell("organisation", "organisation", "Everybody", "", 0, 4000, everybody),
        Cell("team", "a", "Arrivals", "organisation", 1, 2000, everybody),
        Cell("team", "b", "Bookings", "organisation", 1, 2000, everybody),
    ]
    found = look(
        publish(tmp_path, months(24), cells).released(), "a", began=date(2024, 12, 1), done=date(2024, 12, 31)
    )

    assert (found.change.direction, found.whole.direction) == ("up", "up")
    assert found.beyond.direction == "cannot tell"


def test_a_unit_that_is_merged_is_looked_at_in_one_and_the_same_group(tmp_path):
    def released(merged_at: int) -> Released:
        ledger = Ledger(tmp_path / str(merged_at))
        for number, period in enumerate(months(12)):
            cell = "a+b" if number >= merged_at else "a"
            whole = Cell("organisation", "organisation", "Everybody", "", 0, 400)
            publish(ledger.folder, [period], [whole, Cell("team", cell, cell, "organisation", 1, 60)], seed=number)
        return ledger.released()

    always = look(released(0), "a", began=date(2024, 6, 1), done=date(2024, 6, 30))
    lately = look(released(3), "a", began=date(2024, 6, 1), done=date(2024, 6, 30))

    assert always.cell == "a+b"
    assert always.before.windows == tuple(months(5))
    assert lately.before.windows == ("2024-04", "2024-05")  # before that it was another group


def test_a_figure_that_is_kept_private_is_not_compared(tmp_path):
    cells = [
        Cell("organisation", "organisation", "Everybody", "", 0, 400),
        Cell("team", "a", "Arrivals", "organisation", 1, 60, hidden="withheld"),
    ]
    found = look(publish(tmp_path, months(24), cells).released(), "a")

    assert found.before.figure is None
    assert found.before.reason.startswith("Fewer than 5 people")
    assert found.change.difference is None


def test_a_unit_nobody_knows_has_no_figure(talk):
    found = look(talk, "Atlantis")

    assert (found.before.figure, found.after.figure) == (None, None)


@pytest.mark.parametrize(
    ("manifest", "days"),
    [
        ({"period": "2025-02"}, (date(2025, 2, 1), date(2025, 2, 28))),
        ({"period": "2024-Q4"}, (date(2024, 10, 1), date(2024, 12, 31))),
        ({"period": "spring", "begins": "2025-04"}, (date(2025, 4, 1), date(2025, 4, 30))),
        ({"period": "undated"}, None),
    ],
)
def test_every_window_has_its_days(manifest, days):
    assert days_of(manifest) == days


def test_a_steady_figure_rarely_seems_to_move(tmp_path):
    cells = [Cell("organisation", "organisation", "Everybody", "", 0, 4000)]
    cells += [Cell("team", f"t{n}", f"Team {n}", "organisation", 1, 60, factor()) for n in range(60)]
    released = publish(tmp_path, months(24), cells).released()

    moved = sum(
        look(released, f"t{n}", indicator).change.direction != "cannot tell"
        for n in range(60)
        for indicator in ("salience", "centric_share")
    )

    assert moved <= 12  # 120 looks at 5 %, intervals of months being independent
