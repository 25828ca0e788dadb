"""The stratified audit: against the worked example, in all its forms, and as often right as it says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lilyroot.errors import EstimatorError
from lilyroot.measure.estimators.prevalence import of_labels, rogan_gladen, share_of_labels, stratified

SIZES = [400, 900, 3700]
LABELS = [[60, 15, 5], [10, 75, 15], [1, 3, 136]]
CENTRIC, FOCUSED, NONE = 0, 1, 2


def test_the_worked_example() -> None:
    found = stratified([530, 4470], [150, 150], [85, 4])

    assert (found.estimate, found.low, found.high) == pytest.approx((0.083907, 0.067087, 0.12048), abs=5e-7)
    assert found.n == 300


def test_known_error_rates_agree_with_epir() -> None:
    found = rogan_gladen(45, 300, sensitivity=0.8, specificity=0.95)

    assert found.estimate == pytest.approx(0.1333333, abs=5e-8)
    assert (found.low, found.high) == pytest.approx((0.08537662, 0.1930901), abs=5e-8)


def test_an_impossible_prevalence_is_not_clipped_away() -> None:
    found = rogan_gladen(10, 300, sensitivity=0.8, specificity=0.95)

    assert found.estimate == pytest.approx(-0.02222222, abs=5e-9)
    assert 0 == found.low < found.high


def test_an_impossible_prevalence_is_shown_as_such() -> None:
    assert not rogan_gladen(10, 300, sensitivity=0.8, specificity=0.95).valid
    assert rogan_gladen(45, 300, sensitivity=0.8, specificity=0.95).valid


def test_a_reader_that_tells_nothing_is_refused() -> None:
    with pytest.raises(EstimatorError, match="nothing can be told"):
        rogan_gladen(45, 300, sensitivity=0.5, specificity=0.5)


def test_rates_outside_their_range_are_refused() -> None:
    with pytest.raises(EstimatorError, match="between 0 and 1"):
        rogan_gladen(45, 300, sensitivity=1.5, specificity=0.5)


@st.composite
def audits(draw: st.DrawFn) -> tuple[list[int], list[int], list[int]]:
    strata = draw(st.integers(1, 5))
    seen = draw(st.lists(st.integers(1, 60), min_size=strata, max_size=strata))
    return (
        [one + draw(st.integers(0, 5000)) for one in seen],
        seen,
        [draw(st.integers(0, one)) for one in seen],
    )


@given(audits())
def test_a_prevalence_lies_between_none_and_all(audit: tuple[list[int], list[int], list[int]]) -> None:
    found = stratified(*audit)

    assert 0 <= found.low <= found.estimate <= found.high <= 1


@given(audits(), st.randoms())
def test_the_order_of_strata_changes_nothing(audit: tuple[list[int], list[int], list[int]], random: object) -> None:
    rows = list(zip(*audit, strict=True))
    random.shuffle(rows)  # type: ignore[attr-defined]
    here, there = stratified(*audit), stratified(*zip(*rows, strict=True))

    assert (here.estimate, here.low, here.high) == pytest.approx((there.estimate, there.low, there.high))


@given(audits(), st.data())
def test_more_marks_found_never_lower_the_prevalence(
    audit: tuple[list[int], list[int], list[int]], data: st.DataObject
) -> None:
    sizes, seen, found = audit
    more = [data.draw(st.integers(here, most)) for here, most in zip(found, seen, strict=True)]
    before, after = stratified(sizes, seen, found), stratified(sizes, seen, more)

    assert after.estimate >= before.estimate - 1e-12


def test_a_perfect_reader_leaves_only_the_doubt_of_the_sample() -> None:
    small, large = stratified([500, 4500], [50, 50], [50, 0]), stratified([500, 4500], [500, 4500], [500, 0])

    assert small.estimate == large.estimate == pytest.approx(0.1)
    assert large.high - large.low < 0.01 < small.high - small.low


def test_one_stratum_is_wilsons_interval() -> None:
    found = stratified([9000], [300], [42])

    assert (found.low, found.high) == pytest.approx((0.1052713, 0.1838316), abs=5e-8)


def test_a_label_that_no_message_has_needs_no_audit() -> None:
    with_it, without = (
        stratified([530, 4470, 0], [150, 150, 0], [85, 4, 0]),
        stratified([530, 4470], [150, 150], [85, 4]),
    )

    assert with_it == without


@pytest.mark.parametrize(
    ("sizes", "seen", "found", "says"),
    [
        ([530, 4470], [150, 0], [85, 0], "was not audited"),
        ([530, 4470], [150, 150], [85, 151], "More messages carry the mark"),
        ([530, 4470], [150], [85], "differ in number"),
        ([0, 0], [0, 0], [0, 0], "no messages"),
        ([530.5, 4470], [150, 150], [85, 4], "whole numbers"),
        ([], [], [], "There are no messages of an audit"),
    ],
)
def test_an_audit_that_contradicts_itself_is_refused(
    sizes: list[float], seen: list[int], found: list[int], says: str
) -> None:
    with pytest.raises(EstimatorError, match=says):
        stratified(sizes, seen, found)


def test_the_labels_of_all_messages_add_up_to_one() -> None:
    parts = [of_labels(SIZES, LABELS, [label]).estimate for label in (CENTRIC, FOCUSED, NONE)]

    assert sum(parts) == pytest.approx(1)


def test_a_table_of_two_labels_is_the_plain_audit() -> None:
    table, plain = of_labels([530, 4470], [[85, 65], [4, 146]], [0]), stratified([530, 4470], [150, 150], [85, 4])

    assert table == plain


def test_the_centric_share_is_the_ratio_of_two_prevalences() -> None:
    centric, of_customers = of_labels(SIZES, LABELS, [CENTRIC]), of_labels(SIZES, LABELS, [CENTRIC, FOCUSED])

    found = share_of_labels(SIZES, LABELS, [CENTRIC], [CENTRIC, FOCUSED])

    assert found.estimate == pytest.approx(centric.estimate / of_customers.estimate)
    assert found.low < found.estimate < found.high
    assert found.n == 60 + 15 + 10 + 75 + 1 + 3


def test_a_share_of_everything_agrees_with_the_prevalence() -> None:
    drawn, formula = share_of_labels(SIZES, LABELS, [0], [0, 1, 2]), of_labels(SIZES, LABELS, [0])

    assert drawn.estimate == pytest.approx(formula.estimate)
    assert (drawn.low, drawn.high) == pytest.approx((formula.low, formula.high), abs=0.01)


def test_a_share_of_nothing_says_nothing() -> None:
    found = share_of_labels([40, 60], [[0, 0, 9], [0, 0, 9]], [0], [0, 1])

    assert np.isnan(found.estimate)
    assert (found.low, found.high, found.n) == (0, 1, 0)


@pytest.mark.parametrize(
    ("part", "whole", "says"),
    [([0], [1, 2], "the whole has not"), ([0], [0, 3], "not among the 3"), ([0], [0, 0], "each once")],
)
def test_labels_that_do_not_fit_are_refused(part: list[int], whole: list[int], says: str) -> None:
    with pytest.raises(EstimatorError, match=says):
        share_of_labels(SIZES, LABELS, part, whole)


def test_a_share_needs_every_label_audited() -> None:
    with pytest.raises(EstimatorError, match="was not audited"):
        share_of_labels(SIZES, [[60, 15, 5], [0, 0, 0], [1, 3, 136]], [0], [0, 1])


def test_the_same_seed_gives_the_same_ends_and_another_nearly() -> None:
    one, again = (share_of_labels(SIZES, LABELS, [0], [0, 1], seed="may") for _ in range(2))
    other = share_of_labels(SIZES, LABELS, [0], [0, 1], seed="june")

    assert one == again
    assert other.low != one.low
    assert other.low == pytest.approx(one.low, abs=0.01)


def audit_of(rng: np.random.Generator, truth: list[float], sampled: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """An audit of 5,000 messages read by a reader that errs in every direction."""
    reads = np.array([[0.75, 0.1, 0.15], [0.12, 0.75, 0.13], [0.02, 0.04, 0.94]])
    joint = np.array(truth)[:, None] * reads
    sizes = rng.multinomial(5000, joint.sum(axis=0))
    rows = (joint / joint.sum(axis=0)).T
    return sizes, np.array([rng.multinomial(n, row) for n, row in zip(sampled, rows, strict=True)])


@pytest.mark.parametrize("truth", [[0.08, 0.12, 0.8], [0.02, 0.05, 0.93]])
def test_a_prevalence_is_held_as_often_as_its_interval_says(truth: list[float]) -> None:
    rng = np.random.default_rng(11)

    found = [of_labels(*audit_of(rng, truth, [100, 100, 100]), [0]) for _ in range(500)]

    assert 0.925 <= np.mean([one.low <= truth[0] <= one.high for one in found]) <= 0.975


def test_a_share_is_held_as_often_as_its_interval_says() -> None:
    rng = np.random.default_rng(12)

    found = [share_of_labels(*audit_of(rng, [0.08, 0.12, 0.8], [80, 80, 140]), [0], [0, 1]) for _ in range(120)]

    assert 0.89 <= np.mean([one.low <= 0.4 <= one.high for one in found]) <= 0.99
