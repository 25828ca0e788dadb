"""What every indicator owes, those to come included."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from lilyroot.errors import OrganisationError, SettingsError, StoreError
from lilyroot.measure import FIGURES, INDICATORS, Indicator, evaluate
from lilyroot.measure.indicators import FRAMES
from lilyroot.model.labels import FLAGS
from lilyroot.release.gate import STREAMS
from lilyroot.release.not_read import NOT_READ
from tests.lib.measure.small import ENGINES, KINDS, PERIOD, PLACES, cells, facts, figures, load, placement

PAGES = Path(__file__).parents[3] / "docs" / "metrics"
OF_SCORES = re.compile(r"README$|[dg][1-8]_|customer_culture_index$")
HEADINGS = [
    "Question",
    "Formula",
    "Grain",
    "Unit and range",
    "Missing data",
    "Smallest group",
    "Interval",
    "Known limits",
    "Source",
]
EVERY = pytest.mark.parametrize("indicator", INDICATORS, ids=lambda indicator: indicator.name)


def invented(messages: int, seed: int) -> pa.Table:
    """A few dozen conversations in three channels, some with two threads."""
    rng = np.random.default_rng(seed)
    people = [*PLACES, "guest"]
    lines = ["thread conversation channel kind person orientation sent flags"]
    for _ in range(messages):
        talk = int(rng.integers(0, 40))
        sent = f"2025-03-{rng.integers(1, 28):02d}" if rng.random() < 0.8 else "-"
        flags = ",".join(flag for flag in FLAGS if rng.random() < 0.1) or "-"
        orientation = rng.choice(["centric", "focused", "none"], p=[0.2, 0.2, 0.6] if talk % 3 else [0, 0, 1])
        lines.append(
            f"t{talk}-{rng.integers(0, 2)} t{talk} c{talk % 4} {KINDS[talk % 2]} "
            f"{people[rng.integers(0, len(people))]} {orientation} {sent} {flags}"
        )
    return facts("\n".join(lines))


def of(indicator: Indicator, table: pa.Table) -> list[dict[str, object]]:
    return [row for row in table.to_pylist() if row["indicator"] == indicator.name]


@pytest.fixture(scope="module")
def talk() -> pa.Table:
    return invented(400, seed=1)


@pytest.fixture(scope="module")
def measured(talk: pa.Table) -> pa.Table:
    return figures(talk)


@EVERY
def test_is_the_same_on_the_reference(indicator: Indicator, talk: pa.Table, measured: pa.Table) -> None:
    reference = of(indicator, figures(talk, "reference"))

    for row, other in zip(of(indicator, measured), reference, strict=True):
        for name in FIGURES.names:
            close = isinstance(row[name], float) and other[name] is not None
            assert row[name] == (pytest.approx(other[name], rel=1e-12) if close else other[name])


@EVERY
def test_does_not_depend_on_the_order_of_rows(indicator: Indicator, talk: pa.Table, measured: pa.Table) -> None:
    shuffled = talk.take(np.random.default_rng(2).permutation(talk.num_rows))

    assert of(indicator, figures(shuffled)) == of(indicator, measured)


@EVERY
def test_is_pure_and_deterministic(indicator: Indicator, talk: pa.Table) -> None:
    with ENGINES["duckdb"]() as engine:
        load(engine, talk)

        once, again = evaluate(engine, PERIOD, cells()), evaluate(engine, PERIOD, cells())

        assert of(indicator, once) == of(indicator, again)
        assert engine.query("SELECT * FROM fact ORDER BY position").to_pylist() == talk.to_pylist()


@EVERY
def test_has_a_row_for_every_cell_even_of_nothing(indicator: Indicator) -> None:
    nothing = of(indicator, figures(facts("thread person")))

    told = {(row["value"], row["low"], row["high"], row["base"], row["contributors"]) for row in nothing}
    assert len(nothing) == 1 + 2 + 2 + 2
    assert told == {(0.0, 0.0, 0.0, 0, 0) if indicator.form == "count" else (None, None, None, 0, 0)}


@EVERY
def test_stays_within_its_range(indicator: Indicator, measured: pa.Table) -> None:
    highest = 1.0 if indicator.form == "share" else float("inf")
    rows = [row for row in of(indicator, measured) if row["value"] is not None and row["low"] is not None]

    assert rows
    assert all(0 <= row["low"] <= row["value"] <= row["high"] <= highest for row in rows)


@EVERY
def test_shows_no_interval_on_fewer_than_five_conversations(indicator: Indicator) -> None:
    few = invented(60, seed=3).to_pylist()
    kept = [row for row in few if row["conversation"] in {"t1", "t2", "t4", "t5"}]
    rows = of(indicator, figures(pa.Table.from_pylist(kept, schema=facts("thread person").schema)))

    ends = {(row["low"], row["high"]) for row in rows if row["clusters"]}
    assert ends
    assert (ends == {(None, None)}) is (indicator.form != "count")


@EVERY
def test_adds_up_over_teams(indicator: Indicator, measured: pa.Table) -> None:
    bases = dict.fromkeys(("organisation", "team", "function", "kind"), 0)
    for row in of(indicator, measured):
        bases[str(row["cut"])] += int(str(row["base"]))

    assert len(set(bases.values())) == 1


@EVERY
def test_is_measured_alike_for_one_period_or_many(indicator: Indicator, talk: pa.Table, measured: pa.Table) -> None:
    names = pa.compute.binary_join_element_wise(talk["message"], "earlier", "-")
    earlier = talk.set_column(0, "message", names).set_column(1, "period", pa.array(["2025-02"] * talk.num_rows))
    both = figures(pa.concat_tables([talk, earlier.cast(talk.schema)]), periods=["2025-02", PERIOD])

    march = [row for row in of(indicator, both) if row["period"] == PERIOD]
    february = [{**row, "period": PERIOD} for row in of(indicator, both) if row["period"] == "2025-02"]
    assert march == february == of(indicator, measured)


@EVERY
def test_is_registered_whole(indicator: Indicator) -> None:
    assert indicator.frame in FRAMES
    assert indicator.title
    assert "@" not in indicator.sql
    assert not {"better", "worse", "good", "bad"} & set(indicator.title.lower().split())


@EVERY
def test_has_its_page(indicator: Indicator) -> None:
    page = (PAGES / f"{indicator.name}.md").read_text("utf-8")

    assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == HEADINGS
    assert page.startswith(f"# {indicator.title}\n\n`{indicator.name}`")


def test_no_page_without_an_indicator() -> None:
    """Figures of the survey that are made alike share a page; which, its own manners say. Scores are none."""
    known = {NOT_READ, *(indicator.name for stream in STREAMS for indicator in stream.indicators)}
    pages = {path.name: path.read_text("utf-8") for path in PAGES.glob("*.md") if not OF_SCORES.match(path.stem)}

    assert [name for name, text in pages.items() if not any(f"`{indicator}`" in text for indicator in known)] == []


def test_what_was_not_read_has_its_page() -> None:
    page = (PAGES / f"{NOT_READ}.md").read_text("utf-8")

    assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == HEADINGS


def test_a_message_that_stands_twice_is_refused(talk: pa.Table) -> None:
    with pytest.raises(StoreError) as refused:
        figures(pa.concat_tables([talk, talk.slice(0, 3)]))

    assert refused.value.code == "measure.message_twice"
    assert refused.value.sentence.startswith("3 messages occur more than once")


def test_a_person_with_two_places_is_refused(talk: pa.Table) -> None:
    with ENGINES["duckdb"]() as engine:
        load(engine, talk)
        engine.load("placement", pa.concat_tables([placement(), placement().slice(0, 1)]))

        with pytest.raises(OrganisationError) as refused:
            evaluate(engine, PERIOD, cells())

    assert refused.value.code == "measure.placed_twice"


def test_a_base_cell_listed_twice_in_a_cell_is_refused(talk: pa.Table) -> None:
    with ENGINES["duckdb"]() as engine:
        load(engine, talk)

        with pytest.raises(SettingsError) as refused:
            evaluate(engine, PERIOD, pa.concat_tables([cells(), cells().slice(2, 1)]))

    assert refused.value.code == "measure.cell_twice"


def test_cells_may_differ_by_period(talk: pa.Table) -> None:
    whole = cells().filter(pa.compute.equal(cells()["cut"], "organisation"))
    dated = whole.append_column("period", pa.array(["2025-02"] * whole.num_rows))
    with ENGINES["duckdb"]() as engine:
        load(engine, talk)

        found = evaluate(engine, ["2025-02", PERIOD], dated)

    assert set(found["period"].to_pylist()) == {"2025-02"}
