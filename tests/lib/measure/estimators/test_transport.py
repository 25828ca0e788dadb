"""The error matrix carried over to teams: right where the reader errs alike, wider where it does not."""

from __future__ import annotations

import numpy as np
import pytest

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.prevalence import of_labels, share_of_labels
from lilyroot.measure.estimators.transport import corrected, same_errors

LABELS = [[60, 15, 5], [10, 75, 15], [1, 3, 136]]
TEAMS = [[40, 60, 300], [5, 20, 100], [100, 80, 20]]
CENTRIC, FOCUSED = 0, 1
READS = np.array([[0.75, 0.1, 0.15], [0.12, 0.75, 0.13], [0.02, 0.04, 0.94]])


def test_the_whole_organisation_is_the_audits_own_answer() -> None:
    sizes = np.sum(TEAMS, axis=0)

    found = corrected([sizes], LABELS, [CENTRIC])
    share = corrected([sizes], LABELS, [CENTRIC], [CENTRIC, FOCUSED])

    expected = of_labels(sizes, LABELS, [CENTRIC])
    assert found.estimate[0] == pytest.approx(expected.estimate)
    assert (found.low[0], found.high[0]) == pytest.approx((expected.low, expected.high), abs=0.01)
    same = share_of_labels(sizes, LABELS, [CENTRIC], [CENTRIC, FOCUSED])
    assert (share.estimate[0], share.low[0], share.high[0]) == pytest.approx((same.estimate, same.low, same.high))


def test_a_reader_that_never_errs_changes_nothing() -> None:
    found = corrected(TEAMS, np.diag([4000, 4000, 4000]), [CENTRIC])

    assert found.estimate.tolist() == pytest.approx([0.1, 0.04, 0.5])
    assert (found.high - found.low).max() < 0.01
    assert found.n.tolist() == [400, 125, 200]


def test_teams_do_not_touch_each_other() -> None:
    together = corrected(TEAMS, LABELS, [CENTRIC], [CENTRIC, FOCUSED])

    for place, team in enumerate(TEAMS):
        alone = corrected([team], LABELS, [CENTRIC], [CENTRIC, FOCUSED])
        assert (alone.low[0], alone.high[0]) == pytest.approx((together.low[place], together.high[place]))


def test_a_teams_own_conversations_widen_its_interval() -> None:
    sure = corrected(TEAMS, LABELS, [CENTRIC])
    ends = ([0.05, 0.01, 0.4], [0.2, 0.1, 0.6])

    found = corrected(TEAMS, LABELS, [CENTRIC], ends=ends)

    assert (found.low < sure.low).all()
    assert (found.high > sure.high).all()


@pytest.mark.parametrize(("part", "whole"), [([0], None), ([0, 1], None), ([0], [0, 1])])
def test_own_ends_move_as_fast_as_the_corrected_figure_does(part: list[int], whole: list[int] | None) -> None:
    """Against moving a few messages of a team from one side of the uncorrected figure to the other."""
    team = np.array([40_000, 60_000, 300_000])
    inside, among = np.isin(range(3), part), np.isin(range(3), whole or range(3))
    plus, minus = np.where(inside, team, 0), np.where(among & ~inside, team, 0)
    moved = team + 400 * plus / plus.sum() - 400 * minus / minus.sum()
    exact = 10**6 * np.array([team, moved])  # whole numbers

    values = corrected(exact.round(), LABELS, part, whole).estimate
    before, after = (row[inside].sum() / row[among].sum() for row in (team, moved))
    slope = (values[1] - values[0]) / (after - before)
    reach = 0.4  # so wide that the audit's own part vanishes beside it
    many = (np.array(LABELS) * 10**7).tolist()
    found = corrected([team], many, part, whole, ends=([before - reach], [before + reach]))

    assert min(found.high[0] - found.estimate[0], found.estimate[0] - found.low[0]) <= slope * reach * 1.01
    assert max(found.high[0] - found.estimate[0], found.estimate[0] - found.low[0]) == pytest.approx(
        slope * reach, rel=0.02
    )


def test_where_the_correction_falls_the_ends_change_places() -> None:
    upside_down = [[10, 90], [90, 10]]

    found = corrected([[50, 50]], upside_down, [0], ends=([0.2], [0.55]))
    plain = corrected([[50, 50]], upside_down, [0])

    assert plain.low[0] - found.low[0] < 0.03  # 0.05 above becomes 0.04 below
    assert found.high[0] - plain.high[0] > 0.1  # 0.30 below becomes 0.24 above


def test_a_team_without_its_own_ends_gets_none() -> None:
    found = corrected(TEAMS, LABELS, [CENTRIC], ends=([0.05, np.nan, 0.4], [0.2, np.nan, 0.6]))

    assert np.isnan(found.low).tolist() == [False, True, False]
    assert np.isfinite(found.estimate).all()


def test_a_team_without_messages_has_no_figure() -> None:
    found = corrected([[0, 0, 0], [5, 20, 100]], LABELS, [CENTRIC])

    assert np.isnan([found.estimate[0], found.low[0], found.high[0]]).all()
    assert found.n.tolist() == [0, 125]


def test_a_share_of_labels_nobody_uses_is_no_figure() -> None:
    found = corrected([[0, 0, 9]], [[9, 0, 0], [0, 9, 0], [0, 0, 9]], [0], [0, 1])

    assert np.isnan(found.estimate[0])


def alike(rng: np.random.Generator, groups: int, sampled: int, apart: float = 0.0) -> np.ndarray:
    """Audits of several functions; ``apart`` makes the reader worse in every second one."""
    rows = []
    for group in range(groups):
        right = 0.8 - apart * (group % 2)
        shares = np.array([[right, 1 - right], [0.05, 0.95]])
        rows.append([rng.multinomial(sampled, share) for share in shares])
    return np.array(rows)


def test_functions_read_alike_are_rarely_called_different() -> None:
    rng = np.random.default_rng(3)

    alarms = [same_errors(alike(rng, 4, 30), seed=turn).p < 0.05 for turn in range(120)]

    assert np.mean(alarms) <= 0.1


def test_functions_read_differently_are_found_and_widen_the_teams() -> None:
    rng = np.random.default_rng(4)
    audit = alike(rng, 4, 60, apart=0.4)

    found = same_errors(audit)

    assert found.p < 0.01
    assert found.spread[0, 0] == pytest.approx(0.2, abs=0.08)
    labels = audit.sum(axis=0)
    plain, wide = corrected([[50, 50]], labels, [0]), corrected([[50, 50]], labels, [0], spread=found.spread)
    assert wide.high[0] - wide.low[0] > 1.5 * (plain.high[0] - plain.low[0])
    assert found.n == 480


def test_the_spread_enters_like_a_standard_error() -> None:
    many = [[85 * 10**7, 15 * 10**7], [4 * 10**7, 146 * 10**7]]

    found = corrected([[30, 70]], many, [0], spread=[[0.1, 0.1], [0.02, 0.02]])

    expected = 1.959964 * np.hypot(0.3 * 0.1, 0.7 * 0.02)
    assert found.high[0] - found.estimate[0] == pytest.approx(expected, rel=1e-3)


def test_one_function_alone_is_never_different() -> None:
    found = same_errors([[[30, 10], [5, 55]]])

    assert (found.p, found.chi_square) == (1, 0)
    assert found.spread.tolist() == [[0, 0], [0, 0]]


def test_the_order_of_functions_does_not_matter() -> None:
    audit = alike(np.random.default_rng(5), 3, 40, apart=0.3)

    here, there = same_errors(audit), same_errors(audit[::-1])

    assert there.chi_square == pytest.approx(here.chi_square)
    assert there.spread == pytest.approx(here.spread)


@pytest.mark.parametrize(
    ("teams", "labels", "part", "whole", "says"),
    [
        ([[5, 5]], LABELS, [0], None, "differ in number"),
        ([[5, 5, 5]], [[6, 1, 0], [0, 0, 0], [0, 1, 9]], [0], None, "was not audited"),
        ([[5, 5, 5]], LABELS, [3], None, "not among the 3"),
        ([[5, 5, 5]], LABELS, [2], [0, 1], "the whole has not"),
    ],
)
def test_what_does_not_fit_is_refused(
    teams: list[list[int]], labels: list[list[int]], part: list[int], whole: list[int] | None, says: str
) -> None:
    with pytest.raises(EstimatorError, match=says):
        corrected(teams, labels, part, whole)


def test_ends_for_other_teams_are_refused() -> None:
    with pytest.raises(EstimatorError, match="for 3 teams"):
        corrected(TEAMS, LABELS, [0], ends=([0.1], [0.2]))


@pytest.mark.parametrize(("part", "whole"), [([0], None), ([0], [0, 1])], ids=["prevalence", "centric share"])
def test_teams_intervals_hold_the_truth_as_often_as_they_say(part: list[int], whole: list[int] | None) -> None:
    """A team unlike the organisation, but read alike: only the audit's own chance is left."""
    rng = np.random.default_rng(6)
    truth = np.array([0.08, 0.12, 0.8])
    joint = truth[:, None] * READS
    rows = (joint / joint.sum(axis=0)).T
    shares = joint.sum(axis=0)
    team = np.array([0.18, 0.12, 0.7])  # as the reader predicts in it, the same E within each predicted label
    target = team @ rows
    expected = target[part].sum() / target[whole or [0, 1, 2]].sum()
    held = 0
    for _ in range(100):
        labels = np.array([rng.multinomial(100, row) for row in rows])
        found = corrected([rng.multinomial(10**6, team)], labels, part, whole)
        held += found.low[0] <= expected <= found.high[0]

    assert shares.sum() == pytest.approx(1)
    assert 0.89 <= held / 100 <= 1
