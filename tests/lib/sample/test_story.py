"""The planted rates: always drawable, and with the turns they promise."""

import pytest

from lilyroot.sample import KINDS, Month, Plan
from lilyroot.sample.company import lay_out
from lilyroot.sample.drawing import label_shares
from lilyroot.sample.story import CHANGE, DRIFT, SLOGANS, Story, mix
from lilyroot.sample.talk import ANSWERS, STAYS, share_about_customers


@pytest.mark.parametrize("months", [1, 3, 24])
@pytest.mark.parametrize("seed", [1, 7])
def test_labels_are_shares_and_keep_every_planted_rate(months: int, seed: int) -> None:
    plan = Plan(Month(2025, 6), months=months, seed=seed)
    story = Story(plan)
    for team in lay_out(plan.people):
        for month in range(months):
            for kind in KINDS:
                rates = story.rates(team, month, kind)
                shares = label_shares(rates)
                assert min(shares.values()) > 0
                assert sum(shares.values()) == pytest.approx(1)
                for flag, rate in rates.flags.items():
                    carried = sum(share for label, share in shares.items() if flag in label.flags)
                    assert carried == pytest.approx(rate)


@pytest.mark.parametrize("kind", KINDS)
def test_threads_about_customers_give_the_planted_salience(kind: str) -> None:
    plan = Plan(Month(2025, 6))
    story = Story(plan)
    for team in lay_out(plan.people):
        rates = story.rates(team, 0, kind)
        about, more = share_about_customers(rates, ANSWERS[kind]), ANSWERS[kind] * rates.engagement
        assert 0 < about < 1
        customers = about * (1 + STAYS * more)
        messages = about * (1 + more) + (1 - about) * (1 + ANSWERS[kind])
        assert customers / messages == pytest.approx(rates.salience)


def _department(story: Story, name: str, month: int) -> list[tuple[float, float]]:
    teams = [team for team in lay_out(story.plan.people) if team.department == name]
    all_rates = [story.rates(team, month, "chat") for team in teams]
    return [(rates.centric_share, rates.flags["customer_voice"]) for rates in all_rates]


def test_the_drift_begins_after_ten_months_and_ends_low() -> None:
    story = Story(Plan(Month(2025, 6)))

    assert all(centric > 0.40 for centric, _ in _department(story, DRIFT, 9))
    assert all(centric < 0.34 for centric, _ in _department(story, DRIFT, 23))


def test_the_change_lifts_the_customers_side_and_their_voice() -> None:
    story = Story(Plan(Month(2025, 6)))

    assert all(centric < 0.42 and voice < 0.01 for centric, voice in _department(story, CHANGE, 13))
    assert all(centric > 0.48 and voice == pytest.approx(0.03) for centric, voice in _department(story, CHANGE, 23))


def test_slogans_are_many_words_on_customers_little_from_their_side() -> None:
    story = Story(Plan(Month(2025, 6)))
    teams = lay_out(600)
    for team in teams:
        rates = story.rates(team, 12, "chat")
        if team.department == SLOGANS:
            assert rates.salience > 0.25
            assert rates.centric_share < 0.28
            assert rates.flags["sales_pressure"] > 0.04
        else:
            assert rates.flags["sales_pressure"] <= 0.02


def test_support_speaks_of_customers_most_and_finance_least() -> None:
    story = Story(Plan(Month(2025, 6)))
    by_function: dict[str, list[float]] = {}
    for team in lay_out(600):
        by_function.setdefault(team.function, []).append(story.rates(team, 3, "chat").salience)
    levels = sorted(by_function, key=lambda function: sum(by_function[function]) / len(by_function[function]))

    assert (levels[0], levels[-1]) == ("Finance", "Support")


def test_the_kinds_of_a_team_add_up_and_respect_what_was_asked_for() -> None:
    for team in lay_out(600):
        assert sum(mix(team, KINDS).values()) == pytest.approx(1)
        assert mix(team, ("chat",)) == {"chat": 1.0}
