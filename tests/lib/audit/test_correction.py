"""Corrected intervals hold the truth, the reader's own do not; what an audit may not do it does not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from lilyroot.audit.agreement import TARGETS, Agreement
from lilyroot.measure.audit import correction
from lilyroot.measure.audit.correction import correct, judge
from lilyroot.measure.audit.outcome import Cell, Outcome
from lilyroot.measure.estimators.proportions import wilson_ends
from lilyroot.measure.facts import FIGURES
from lilyroot.measure.indicators import INDICATORS
from lilyroot.model.labels import FLAGS, ORIENTATIONS
from lilyroot.read.known_error import known_errors

PERIOD = "2025-03"
READER = "cascade-bad048b3dd9a"
TEAMS = {
    "pier": (0.10, 0.10),
    "office": (0.02, 0.14),
    "crane": (0.20, 0.25),
    "fuel": (0.05, 0.05),
}  # centric, focused
OF_A_TEAM = 900
ERRS = np.array([[0.60, 0.20, 0.20], [0.12, 0.66, 0.22], [0.03, 0.06, 0.91]])  # true by predicted
BLAME, FOUND, FALSELY = 0.04, 0.5, 0.01
AGREED = {name: Agreement(name, 60, 20, 0.8) for name in TARGETS}


class Talk:
    """A month of invented messages: their team, what they truly are, and what a reader says of them."""

    def __init__(self, seed: int) -> None:
        chance = np.random.default_rng(seed)
        self.team = np.repeat(np.arange(len(TEAMS)), OF_A_TEAM)
        shares = np.array([[c, f, 1 - c - f] for c, f in TEAMS.values()])[self.team]
        self.true = (chance.random(len(shares))[:, None] > shares.cumsum(axis=1)).sum(axis=1)
        self.said = (chance.random(len(shares))[:, None] > ERRS[self.true].cumsum(axis=1)).sum(axis=1)
        self.blame = chance.random(len(shares)) < BLAME
        self.said_blame = chance.random(len(shares)) < np.where(self.blame, FOUND, FALSELY)
        self.chance = chance

    def audit(self, base: tuple[int, int, int] = (60, 70, 150), of_blame: int = 40) -> Outcome:
        """A sample as ``draw`` draws it, labelled without fault."""
        sets: dict[int, set[str]] = {}
        for place, size in enumerate(base):
            for message in self.chance.choice(np.flatnonzero(self.said == place), size, replace=False):
                sets.setdefault(int(message), set()).add("base")
        flagged = np.flatnonzero(self.said_blame)
        for message in self.chance.choice(flagged, min(of_blame, len(flagged)), replace=False):
            sets.setdefault(int(message), set()).add("blame")
        cells = Counter(
            Cell(
                tuple(sorted(parts)),
                list(TEAMS)[self.team[message]],
                "chat",
                ORIENTATIONS[self.said[message]],
                ("blame",) if self.said_blame[message] else (),
                ORIENTATIONS[self.true[message]],
                ("blame",) if self.blame[message] else (),
                1,
            )
            for message, parts in sets.items()
        )
        return Outcome(
            PERIOD,
            "2025-04-02",
            "2025-04-09",
            (READER,),
            2,
            len(sets),
            len(sets),
            self.population(),
            tuple(replace(cell, n=n) for cell, n in cells.items()),
            AGREED | {name: Agreement(name, 60, 1, None) for name in FLAGS if name != "blame"},
        )

    def population(self) -> dict:
        by_flag = {flag: dict.fromkeys(ORIENTATIONS, 0) for flag in FLAGS}
        by_flag["blame"] = {
            name: int((self.said_blame & (self.said == place)).sum()) for place, name in enumerate(ORIENTATIONS)
        }
        return {
            "orientation": {name: int((self.said == place).sum()) for place, name in enumerate(ORIENTATIONS)},
            "flags": by_flag,
        }

    def cells(self) -> dict[tuple[str, str], np.ndarray]:
        teams = {("team", name): self.team == place for place, name in enumerate(TEAMS)}
        return {("organisation", "organisation"): np.full(len(self.team), True), **teams}

    def figures(self, of: str) -> dict[tuple[str, str], dict[str, tuple[float, int]]]:
        """Shares in each cell, true or as said, and what each is a share of."""
        orientation, blame = (self.true, self.blame) if of == "true" else (self.said, self.said_blame)
        found = {}
        for cell, inside in self.cells().items():
            centric, customers = ((orientation[inside] <= last).sum() for last in (0, 1))
            found[cell] = {
                "messages": (float(inside.sum()), int(inside.sum())),
                "salience": (customers / inside.sum(), int(inside.sum())),
                "centric_share": (centric / customers, int(customers)),
                "rate_blame": (blame[inside].mean(), int(inside.sum())),
            }
        return found

    def measured(self) -> pa.Table:
        """FIGURES as the measure gives them, before any correction."""
        rows = []
        for (cut, cell), found in self.figures("said").items():
            for indicator in INDICATORS:
                value, base = found.get(indicator.name, (1.0 if indicator.form == "ratio" else 0.1, 300))
                low, high = wilson_ends(np.array(min(value, 1.0)), np.array(float(base)))
                if indicator.form == "count":
                    low = high = value
                rows.append(
                    {
                        **{"period": PERIOD, "cut": cut, "cell": cell, "indicator": indicator.name},
                        **{"value": value, "low": float(low), "high": float(high), "base": base, "clusters": base},
                        **{"contributors": 30, "basis": "reader_only" if indicator.reader else "counted"},
                    }
                )
        return pa.Table.from_pylist(rows, schema=FIGURES)


def settled(
    talk: Talk, outcome: Outcome | None, readers: tuple[str, ...] = (READER,)
) -> dict[tuple[str, str, str], dict]:
    verdict = judge(outcome, readers, len(talk.team))
    rows = correct(talk.measured(), {PERIOD: verdict}, {PERIOD: readers}).to_pylist()
    return {(row["cut"], row["cell"], row["indicator"]): row for row in rows}


NAMES = ("salience", "centric_share", "rate_blame")


@pytest.fixture(scope="module")
def coverage() -> dict[tuple[str, str], tuple[float, float]]:
    """Over 60 months and four teams: how often the corrected and the uncorrected interval holds the truth."""
    held: Counter[tuple[str, str, str]] = Counter()
    times: Counter[tuple[str, str]] = Counter()
    for seed in range(60):
        talk = Talk(seed)
        found, naive = settled(talk, talk.audit()), talk.measured().to_pylist()
        said = {(row["cut"], row["cell"], row["indicator"]): row for row in naive}
        for (cut, cell), true in talk.figures("true").items():
            for name in NAMES:
                times[cut, name] += 1
                for kind, rows in (("corrected", found), ("naive", said)):
                    row = rows[cut, cell, name]
                    held[cut, name, kind] += row["low"] <= true[name][0] <= row["high"]
    return {key: (held[(*key, "corrected")] / n, held[(*key, "naive")] / n) for key, n in times.items()}


@pytest.mark.parametrize("name", NAMES)
def test_the_organisations_corrected_interval_holds_the_truth_and_the_readers_own_does_not(coverage, name):
    corrected, naive = coverage["organisation", name]

    assert corrected >= 0.9
    assert naive < corrected - 0.2


@pytest.mark.parametrize("name", NAMES)
def test_the_teams_corrected_intervals_hold_the_truth_and_the_readers_own_do_not(coverage, name):
    corrected, naive = coverage["team", name]

    assert corrected >= 0.92
    assert naive < corrected - 0.1


def test_a_teams_band_reaches_over_both_ways_in_which_a_reader_may_err_alike():
    """Errors alike by true label, and not by predicted one: more talk of customers makes a label right more often."""
    talk = Talk(2)
    found, true = settled(talk, talk.audit((150, 300, 900))), talk.figures("true")

    for team in TEAMS:
        row = found["team", team, "salience"]
        assert row["low"] <= true["team", team]["salience"][0] <= row["high"]


def test_a_corrected_figure_is_near_the_truth_and_says_what_it_rests_on():
    talk = Talk(1)
    found, true = settled(talk, talk.audit()), talk.figures("true")["organisation", "organisation"]

    for name in NAMES:
        row = found["organisation", "organisation", name]
        assert row["basis"] == "audited"
        assert row["value"] == pytest.approx(true[name][0], abs=0.12)
        assert 0 <= row["low"] <= row["value"] <= row["high"] <= 1


def test_counts_are_left_as_they_are_and_threads_stay_the_readers():
    talk = Talk(1)
    before = {(r["cut"], r["cell"], r["indicator"]): r for r in talk.measured().to_pylist()}
    found = settled(talk, talk.audit())

    for (cut, cell, name), row in found.items():
        if name == "messages":
            assert row == before[cut, cell, name]
        if name in ("customer_threads", "engagement_replies"):
            assert (row["basis"], row["value"]) == ("reader_only", before[cut, cell, name]["value"])


def test_without_an_audit_the_value_stays_and_the_band_grows():
    talk = Talk(1)
    before = {(r["cut"], r["cell"], r["indicator"]): r for r in talk.measured().to_pylist()}
    found = settled(talk, None)

    wider = 0
    for key, row in found.items():
        assert row["value"] == before[key]["value"]
        assert row["low"] <= before[key]["low"] + 1e-12
        assert row["high"] >= before[key]["high"] - 1e-12
        wider += row["high"] - row["low"] > before[key]["high"] - before[key]["low"] + 1e-9
        assert row["basis"] == before[key]["basis"]
    assert wider > 0.6 * len(found)


def test_the_band_of_an_unaudited_reader_that_errs_as_known_holds_the_truth():
    (error,) = known_errors([READER])
    matrix = np.array(error.true_by_predicted, dtype=float)
    held = times = 0
    for seed in range(30):
        talk = Talk(seed)
        errs = matrix / matrix.sum(axis=1, keepdims=True)
        talk.said = (talk.chance.random(len(talk.true))[:, None] > errs[talk.true].cumsum(axis=1)).sum(axis=1)
        found = settled(talk, None)
        for (cut, cell), true in talk.figures("true").items():
            for name in ("salience", "centric_share"):
                row = found[cut, cell, name]
                held, times = held + (row["low"] <= true[name][0] <= row["high"]), times + 1

    assert held / times >= 0.93


def test_where_people_do_not_agree_there_is_no_figure():
    talk = Talk(1)
    outcome = talk.audit()
    apart = replace(outcome, agreement={**outcome.agreement, "orientation": Agreement("orientation", 60, 30, 0.59)})
    found = settled(talk, apart)
    verdict = judge(apart, [READER], len(talk.team))

    for name in ("salience", "centric_share", "customer_threads", "engagement_replies", "engagement_participants"):
        assert found["organisation", "organisation", name]["value"] is None
        assert verdict.withholds[name].startswith("People do not agree on it")
    assert found["organisation", "organisation", "rate_blame"]["basis"] == "audited"


@pytest.mark.parametrize(
    ("readers", "more", "reason"),
    [
        (("cascade-000000000000",), 0, correction.ANOTHER_READER),
        ((READER, "fast-0"), 0, correction.ANOTHER_READER),
        ((READER,), 200, correction.OTHER_MESSAGES),
        ((READER,), -200, correction.OTHER_MESSAGES),
    ],
)
def test_an_audit_of_something_else_corrects_nothing_and_says_why(readers, more, reason):
    talk = Talk(1)
    verdict = judge(talk.audit(), readers, len(talk.team) + more)

    assert (verdict.corrects, verdict.manifest()) == ((), None)
    assert set(verdict.leaves.values()) == {reason}
    assert any(reason in note for note in verdict.notes())


def test_a_few_messages_more_do_not_void_an_audit():
    talk = Talk(1)

    assert judge(talk.audit(), [READER], len(talk.team) + 50).corrects == ("salience", "centric_share", "rate_blame")


def test_a_label_the_sample_does_not_hold_is_not_corrected():
    talk = Talk(1)
    outcome = talk.audit()
    without = replace(outcome, cells=tuple(cell for cell in outcome.cells if cell.orientation != "centric"))
    verdict = judge(without, [READER], len(talk.team))

    assert verdict.leaves["salience"] == correction.NOT_SAMPLED
    assert verdict.leaves["rate_blame"] == correction.NOT_SAMPLED


def test_where_the_reader_errs_differently_by_function_teams_get_wider_bands():
    worse = Talk(3)
    office = worse.team == list(TEAMS).index("office")
    worse.said = np.where(office & (worse.true < 2), 2, worse.said)  # it overlooks every customer of one function
    audit = worse.audit((60, 70, 400))
    untold = replace(audit, cells=tuple(replace(cell, function="") for cell in audit.cells))
    apart, alike = settled(worse, audit), settled(worse, untold)

    def width(rows: dict, team: str) -> float:
        row = rows["team", team, "salience"]
        return row["high"] - row["low"]

    assert width(apart, "fuel") > 1.1 * width(alike, "fuel")


def test_missing_values_stay_missing():
    talk = Talk(1)
    table = talk.measured()
    place = table.schema.get_field_index("low")
    table = table.set_column(place, FIGURES.field("low"), pa.nulls(table.num_rows, pa.float64()))
    found = correct(table, {PERIOD: judge(talk.audit(), [READER], len(talk.team))}, {PERIOD: [READER]})

    assert set(found["low"].to_pylist()) == {None}


def test_several_readers_give_the_widest_band():
    talk = Talk(1)
    one, both = settled(talk, None), settled(talk, None, (READER, "fast-1"))

    for key, row in both.items():
        assert row["low"] <= one[key]["low"] + 1e-12
        assert row["high"] >= one[key]["high"] - 1e-12


@pytest.mark.parametrize("reader", ["fast", "cascade", "encoder"])
def test_every_shipped_reader_has_known_errors_of_every_label(reader):
    (error,) = known_errors([f"{reader}-0123"])

    assert error.reader == reader
    assert np.array(error.true_by_predicted).shape == (3, 3)
    assert sum(map(sum, error.true_by_predicted)) == 1171
    assert set(error.flags) == set(FLAGS)
    assert all(flag.found <= flag.of and flag.found_in_others <= flag.of_others for flag in error.flags.values())
