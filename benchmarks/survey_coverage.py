"""How often do the intervals of the survey hold the truth, and how wide are they?

People are drawn from a known distribution of opinions (as the sample organisation has them), asked the full form, and
measured by the product's own code. The truth is that of the distribution.

    python benchmarks/survey_coverage.py --repeats 2000
"""

from __future__ import annotations

import argparse
from collections import defaultdict

import numpy as np

from lilyroot.measure.answers.agreement import ITEMS
from lilyroot.measure.answers.figures import Answered, figures_of
from lilyroot.measure.answers.indicators import INDICATORS
from lilyroot.model.survey import questionnaire
from lilyroot.sample.opinions import OF_CONSTRUCT, OF_ITEM, OF_PERSON, OF_RECOMMENDING, shares_of

SIZES = (5, 8, 15, 30, 100, 400)
MIDDLES = {"middling": 3.3, "high": 4.4}
RECOMMENDS = {"middling": 7.6, "high": 9.0}
NAMES = [one.name for one in INDICATORS]
CONSTRUCTS = [one.name for one in questionnaire().constructs]
LOW_GAP = 0.6  # how much less is done than said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=400)
    repeats = parser.parse_args().repeats
    print("| people | opinions | points | favourable | gap | recommendation | agreement |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for people in SIZES:
        for name, middle in MIDDLES.items():
            print(f"| {people} | {name} | {' | '.join(row(people, middle, RECOMMENDS[name], repeats))} |", flush=True)


def row(people: int, middle: float, recommends: float, repeats: int) -> list[str]:
    rng = np.random.default_rng(people)
    truth = truths(middle, recommends)
    held: defaultdict[str, list[float]] = defaultdict(list)
    width: defaultdict[str, list[float]] = defaultdict(list)
    for _ in range(max(1, repeats // len(CONSTRUCTS))):
        for figure in figures_of(asked(rng, people, middle, recommends), is_team=False):
            family = kind(figure["indicator"])
            if figure["low"] is not None:
                held[family].append(figure["low"] <= truth[family] <= figure["high"])
                width[family].append(figure["high"] - figure["low"])
    return [
        f"{np.mean(held[one]):.3f} ({np.mean(width[one]):.{2 if one in ('favourable', 'agreement') else 0}f})"
        if held[one]
        else "-"
        for one in ("points", "favourable", "gap", "recommendation", "agreement")
    ]


def kind(indicator: str) -> str:
    if indicator in CONSTRUCTS:
        return "points"
    if indicator.startswith("say_do_"):
        return "gap"
    return indicator.partition("_")[2] or "recommendation"


def asked(rng: np.random.Generator, people: int, middle: float, recommends: float) -> Answered:
    """Sheets of people who answer everything."""
    general = rng.normal(0, OF_PERSON, (people, 1))
    items = np.column_stack([opinions(rng, general, middle, 4) for _ in CONSTRUCTS])
    num, den = np.zeros((people, len(NAMES))), np.zeros((people, len(NAMES)))
    for place, construct in enumerate(CONSTRUCTS):
        given = items[:, 4 * place : 4 * place + 4]
        for name, brought, of in (
            (construct, 25 * (given.mean(axis=1) - 1), 1),
            (f"{construct}_favourable", (given >= 4).sum(axis=1), 4),
        ):
            num[:, NAMES.index(name)], den[:, NAMES.index(name)] = brought, of
    for name in NAMES:
        column = NAMES.index(name)
        if name.startswith("say_do_"):
            said, done = opinions(rng, general, np.array([middle, middle - LOW_GAP]), 2).T
            num[:, column], den[:, column] = 25 * (done - said), 1
        elif name in ("enps", "ecx"):
            answer = np.clip(np.round(rng.normal(recommends, OF_RECOMMENDING, people)), 0, 10)
            num[:, column], den[:, column] = 100 * ((answer >= 9) * 1 - (answer <= 6)), 1
    return Answered(num, den, items)


def opinions(rng: np.random.Generator, general: np.ndarray, middle: float | np.ndarray, items: int) -> np.ndarray:
    people = len(general)
    own = general + rng.normal(0, OF_CONSTRUCT, (people, 1)) + rng.normal(0, OF_ITEM, (people, items))
    return np.clip(np.round(middle + own), 1, 5)


def truths(middle: float, recommends: float) -> dict[str, float]:
    """What a very large group would have."""
    shares = shares_of(middle)
    mean = sum(answer * share for answer, share in shares.items())
    done = sum(answer * share for answer, share in shares_of(middle - LOW_GAP).items())
    variance = sum((answer - mean) ** 2 * share for answer, share in shares.items())
    q = max(1 - variance / 2, 0.0)
    large = np.random.default_rng(1).normal(recommends, OF_RECOMMENDING, 4_000_000).round()
    return {
        "points": 25 * (mean - 1),
        "favourable": shares[4] + shares[5],
        "gap": 25 * (done - mean),
        "recommendation": 100 * float((large >= 9).mean() - (large <= 6).mean()),
        "agreement": 4 * q / (4 * q + 1 - q),
    }


if __name__ == "__main__":
    assert len(ITEMS) == 4 * len(CONSTRUCTS)
    main()
