"""How often do the 95 % intervals of the estimators contain the truth?

    python benchmarks/estimator_coverage.py [--repeats 1000] [--into docs/explanation/intervals.md]

Draws data whose truth is known, asks each estimator of ``lilyroot.measure.estimators`` for its interval, and counts.
``--into`` replaces the tables between the two marks in a document. What is slow is repeated a fourth as often. For
contrast, some rows show what is *not* used: Wald's interval, prediction-powered inference, scores without shrinking.
Figures of conversations (the cluster bootstrap) have a program of their own, interval_coverage.py.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from lilyroot.measure.estimators.heterogeneity import pooled
from lilyroot.measure.estimators.icc import of_groups
from lilyroot.measure.estimators.labellers import cohen_kappa, krippendorff_alpha
from lilyroot.measure.estimators.nps import net_promoters, wald
from lilyroot.measure.estimators.prediction_powered import calibrated, prediction_powered
from lilyroot.measure.estimators.prevalence import of_labels, share_of_labels, stratified
from lilyroot.measure.estimators.proportions import clopper_pearson, mid_p_ends, wilson, wilson_ends
from lilyroot.measure.estimators.reliability import alpha, alpha_of, omega, omega_of
from lilyroot.measure.estimators.rwg import rwg_of, within_group
from lilyroot.measure.estimators.shrinkage import shrink
from lilyroot.measure.estimators.shrinkage_rates import shrink_rates
from lilyroot.measure.estimators.survival import kaplan_meier
from lilyroot.measure.estimators.transport import corrected, same_errors

Floats = NDArray[np.float64]
Ends = tuple[Floats | float, Floats | float, Floats | float]  # low, high, truth
Trial = Callable[[np.random.Generator], dict[str, Ends]]
START, END = "<!-- estimators -->", "<!-- end of estimators -->"
SLOW = 4


def ends(found: object, truth: Floats | float) -> Ends:
    return found.low, found.high, truth  # type: ignore[attr-defined]


def shares() -> Iterator[tuple[str, Trial, int]]:
    for n in (10, 40, 300):
        for truth in (0.05, 0.3):

            def trial(rng: np.random.Generator, n: int = n, truth: float = truth) -> dict[str, Ends]:
                count = int(rng.binomial(n, truth))
                middle = mid_p_ends(np.array(count / n), np.array(float(n)))
                few = (float(middle[0]), float(middle[1]), truth)
                return {
                    "Wilson": ends(wilson(count, n), truth),
                    "mid-P": few,
                    "exact": ends(clopper_pearson(count, n), truth),
                }

            yield f"{truth:.0%} of {n}", trial, 1


def promoters() -> Iterator[tuple[str, Trial, int]]:
    for name, chance in (("even", (0.4, 0.35, 0.25)), ("nearly all promote", (0.85, 0.12, 0.03))):
        for n in (7, 15, 60):

            def trial(rng: np.random.Generator, n: int = n, chance: tuple[float, ...] = chance) -> dict[str, Ends]:
                one, truth = rng.multinomial(n, chance), 100 * (chance[0] - chance[2])
                centre, half = wald(one.astype(float))
                plain = (centre - half, centre + half, truth)
                return {"adjusted Wald": ends(net_promoters(*map(int, one)), truth), "Wald (not used)": plain}

            yield f"{name}, {n} people", trial, 1


def sheets(rng: np.random.Generator, n: int, loadings: Floats) -> Floats:
    """Answers from 1 to 5 to items that share one factor."""
    noise = rng.normal(size=(n, len(loadings))) * np.sqrt(1 - loadings**2)
    return np.clip(np.round(3.3 + 1.1 * (rng.normal(size=(n, 1)) * loadings + noise)), 1, 5)


def scales() -> Iterator[tuple[str, Trial, int]]:
    for name, loadings in (("equal items", np.full(4, 0.6)), ("unequal items", np.array([0.8, 0.7, 0.5, 0.4]))):
        many = np.cov(sheets(np.random.default_rng(1), 400_000, loadings), rowvar=False)
        truth = alpha_of(many), omega_of(many)
        for n in (30, 100, 300):

            def trial(
                rng: np.random.Generator,
                n: int = n,
                loadings: Floats = loadings,
                truth: tuple[float, float] = truth,
            ) -> dict[str, Ends]:
                drawn = sheets(rng, n, loadings)
                return {"alpha": ends(alpha(drawn), truth[0]), "omega": ends(omega(drawn), truth[1])}

            yield f"{name}, {n} people", trial, SLOW


def teams_alike() -> Iterator[tuple[str, Trial, int]]:
    for truth in (0.05, 0.2):
        for groups in (12, 40):
            sizes = np.resize([6, 8, 10, 16], groups)

            def trial(rng: np.random.Generator, truth: float = truth, sizes: Floats = sizes) -> dict[str, Ends]:
                own = np.repeat(rng.normal(0, np.sqrt(truth), len(sizes)), sizes)
                group = np.repeat(np.arange(len(sizes)), sizes)
                found = of_groups(own + rng.normal(0, np.sqrt(1 - truth), len(group)), group)
                mean = 1 / (1 + (1 - truth) / truth / sizes.mean())
                return {"ICC(1)": ends(found.icc1, truth), "ICC(2)": ends(found.icc2, mean)}

            yield f"{truth:.0%} between, {groups} teams", trial, 1


def within_teams() -> Iterator[tuple[str, Trial, int]]:
    loadings = np.full(4, 0.55)
    truth = rwg_of(float(sheets(np.random.default_rng(1), 400_000, loadings).var(axis=0).mean()), 4)
    for n in (5, 8, 15, 30):

        def trial(rng: np.random.Generator, n: int = n) -> dict[str, Ends]:
            return {"r_wg(j)": ends(within_group(sheets(rng, n, loadings)), truth)}

        yield f"{n} people, 4 items", trial, 1


def labelled() -> Iterator[tuple[str, Trial, int]]:
    common = np.array([0.12, 0.2, 0.68])
    for truth in (0.6, 0.8):
        joint = truth * np.diag(common) + (1 - truth) * np.outer(common, common)
        for n in (60, 200):

            def trial(
                rng: np.random.Generator, n: int = n, truth: float = truth, joint: Floats = joint
            ) -> dict[str, Ends]:
                table = rng.multinomial(n, joint.ravel())
                cell = np.repeat(np.arange(9), table)
                both = krippendorff_alpha([cell // 3, cell % 3])
                return {"kappa": ends(cohen_kappa(table.reshape(3, 3)), truth), "alpha": ends(both, truth)}

            yield f"{truth}, {n} messages twice", trial, SLOW


def scores_of_teams() -> Iterator[tuple[str, Trial, int]]:
    for teams in (6, 12, 40):
        for spread in (0.3, 1.0, 2.0):

            def trial(rng: np.random.Generator, teams: int = teams, spread: float = spread) -> dict[str, Ends]:
                error = np.resize([0.7, 1.0, 1.4], teams)
                truth = rng.normal(0, spread, teams)
                seen = rng.normal(truth, error)
                found = shrink(seen, error, n=[8] * teams)
                noise = np.sqrt(found.between_teams * error**2 / (found.between_teams + error**2))
                plain = found.estimate - 1.96 * noise, found.estimate + 1.96 * noise, truth
                own = seen - 1.96 * error, seen + 1.96 * error, truth
                return {"shrunken": ends(found, truth), "variance taken as known (not used)": plain, "own data": own}

            yield f"{teams} teams, spread {spread}", trial, SLOW
    for departments in (3, 8):

        def nested(rng: np.random.Generator, departments: int = departments) -> dict[str, Ends]:
            teams = 5 * departments
            error = np.resize([0.7, 1.0, 1.4], teams)
            parent = np.repeat(np.arange(departments), 5)
            truth = rng.normal(0, 1, departments)[parent] + rng.normal(0, 0.7, teams)
            seen = rng.normal(truth, error)
            found = shrink(seen, error, n=[8] * teams, parents=[str(one) for one in parent])
            noise = np.sqrt(found.between_teams * error**2 / (found.between_teams + error**2))
            plain = found.estimate - 1.96 * noise, found.estimate + 1.96 * noise, truth
            own = seen - 1.96 * error, seen + 1.96 * error, truth
            return {"shrunken": ends(found, truth), "variance taken as known (not used)": plain, "own data": own}

        yield f"{departments} departments of 5 teams, spread 1 and 0.7", nested, SLOW


def rates_of_teams() -> Iterator[tuple[str, Trial, int]]:
    for teams, departments, alike in ((6, 1, 20), (12, 1, 20), (12, 1, 200), (40, 1, 20), (20, 4, 30), (40, 8, 60)):

        def trial(
            rng: np.random.Generator, teams: int = teams, departments: int = departments, alike: int = alike
        ) -> dict[str, Ends]:
            parent = np.arange(teams) % departments
            own = rng.beta(6, 14, departments)[parent] if departments > 1 else np.full(teams, 0.3)
            truth, n = rng.beta(own * alike, (1 - own) * alike), rng.integers(5, 40, teams)
            marked = rng.binomial(n, truth)
            found = shrink_rates(marked, n, parents=[str(one) for one in parent] if departments > 1 else None)
            plain = wilson_ends(marked / n, n.astype(float))
            return {"shrunken": ends(found, truth), "own data": (plain[0], plain[1], truth)}

        within = f" in {departments} departments" if departments > 1 else ""
        yield f"{teams} teams{within}, prior of {alike}", trial, SLOW


def audits() -> Iterator[tuple[str, Trial, int]]:
    for truth, sensitivity, specificity, drawn in (
        (0.08, 0.75, 0.95, (80, 220)),
        (0.08, 0.75, 0.95, (150, 150)),
        (0.02, 0.75, 0.97, (60, 240)),
        (0.30, 0.80, 0.90, (100, 100)),
    ):

        def trial(
            rng: np.random.Generator,
            truth: float = truth,
            sensitivity: float = sensitivity,
            specificity: float = specificity,
            drawn: tuple[int, int] = drawn,
        ) -> dict[str, Ends]:
            true = rng.random(5000) < truth
            read = np.where(true, rng.random(5000) < sensitivity, rng.random(5000) > specificity)
            strata = [np.flatnonzero(read), np.flatnonzero(~read)]
            picked = [rng.choice(one, min(n, len(one)), replace=False) for one, n in zip(strata, drawn, strict=True)]
            sizes, seen = [len(one) for one in strata], [len(one) for one in picked]
            any_of = rng.choice(5000, sum(drawn), replace=False)
            rest = np.setdiff1d(np.arange(5000), any_of)
            plain = wilson(int(read.sum()), 5000)
            arguments = true[any_of], read[any_of], read[rest]
            return {
                "stratified": ends(stratified(sizes, seen, [int(true[one].sum()) for one in picked]), truth),
                "PPI++": ends(prediction_powered(*arguments), truth),
                "PPI": ends(prediction_powered(*arguments, tuned=False), truth),
                "labels alone": ends(wilson(int(true[any_of].sum()), len(any_of)), truth),
                "reader alone (not used)": ends(plain, truth),
            }

        yield f"{truth:.0%}, {drawn[0]} and {drawn[1]} labels", trial, 1


READS = np.array([[0.75, 0.1, 0.15], [0.12, 0.75, 0.13], [0.02, 0.04, 0.94]])


def orientations() -> Iterator[tuple[str, Trial, int]]:
    for true, drawn in (
        ((0.08, 0.12, 0.8), (100, 100, 100)),
        ((0.08, 0.12, 0.8), (60, 60, 180)),
        ((0.02, 0.05, 0.93), (60, 60, 180)),
        ((0.01, 0.09, 0.9), (80, 80, 140)),
    ):
        joint = np.array(true)[:, None] * READS
        rows, shares_read = (joint / joint.sum(axis=0)).T, joint.sum(axis=0)

        def trial(
            rng: np.random.Generator,
            true: tuple[float, ...] = true,
            drawn: tuple[int, ...] = drawn,
            rows: Floats = rows,
            shares_read: Floats = shares_read,
        ) -> dict[str, Ends]:
            sizes = rng.multinomial(5000, shares_read)
            labels = np.array([rng.multinomial(n, row) for n, row in zip(drawn, rows, strict=True)])
            found = share_of_labels(sizes, labels, [0], [0, 1], seed=int(rng.integers(1 << 30)))
            spoke = of_labels(sizes, labels, [0, 1])
            return {
                "spoke of customers": ends(spoke, true[0] + true[1]),
                "centric share": ends(found, true[0] / (true[0] + true[1])),
            }

        yield f"{true[0]:.0%} centric, {true[1]:.0%} focused, {'/'.join(map(str, drawn))} labels", trial, SLOW


def carried_over() -> Iterator[tuple[str, Trial, int]]:
    for apart in (0.0, 0.15, 0.3):

        def trial(rng: np.random.Generator, apart: float = apart) -> dict[str, Ends]:
            """Six functions, in which a predicted mark is right to a different part; a team of each."""
            right = np.clip(0.75 + rng.normal(0, apart, 6), 0.02, 0.98)
            labels = np.array([[rng.multinomial(25, [p, 1 - p]), rng.multinomial(25, [0.04, 0.96])] for p in right])
            predicted = rng.binomial(400, 0.2, 6)
            truth = 0.2 * right + 0.8 * 0.04
            own = wilson_each(predicted, 400)
            teams = np.column_stack([predicted, 400 - predicted])
            spread = same_errors(labels, seed=int(rng.integers(1 << 30))).spread
            together = labels.sum(axis=0)
            wide = corrected(teams, together, [0], ends=own, spread=spread)
            plain = corrected(teams, together, [0], ends=own)
            return {
                "widened where the test says so": ends(wide, truth),
                "never widened (not used)": ends(plain, truth),
            }

        yield f"functions differ by {apart}", trial, SLOW


def wilson_each(counts: NDArray[np.int64], n: int) -> tuple[list[float], list[float]]:
    found = [wilson(int(one), n) for one in counts]
    return [one.low for one in found], [one.high for one in found]


def scored() -> Iterator[tuple[str, Trial, int]]:
    for n in (100, 300):
        grid = (np.arange(10**6) + 0.5) / 10**6
        truth = float((np.clip(2 * grid - 1.2, 0, 1) ** 1.5).mean())

        def trial(rng: np.random.Generator, n: int = n, truth: float = truth) -> dict[str, Ends]:
            score = rng.random(n + 5000)
            true = rng.random(n + 5000) < np.clip(2 * score - 1.2, 0, 1) ** 1.5
            found = calibrated(true[:n], score[:n] ** 3, score[n:] ** 3, seed=int(rng.integers(1 << 30)))
            return {
                "calibrated scores": ends(found, truth),
                "labels alone": ends(wilson(int(true[:n].sum()), n), truth),
            }

        yield f"{truth:.0%}, {n} labels", trial, 1


def kept() -> Iterator[tuple[str, Trial, int]]:
    for n in (15, 60):
        for at in (3.0, 10.0):

            def trial(rng: np.random.Generator, n: int = n, at: float = at) -> dict[str, Ends]:
                over, look = rng.exponential(10, n), rng.uniform(3, 30, n)
                found = kaplan_meier(np.minimum(over, look), over <= look, [at])
                return {"log-minus-log": (found.low[0], found.high[0], float(np.exp(-at / 10)))}

            yield f"{np.exp(-at / 10):.0%} still open, {n} promises", trial, 1


def sources() -> Iterator[tuple[str, Trial, int]]:
    for k in (3, 8):

        def trial(rng: np.random.Generator, k: int = k) -> dict[str, Ends]:
            error = np.resize([2.0, 3.0, 5.0], k)
            found = pooled(rng.normal(60, np.hypot(4, error)), error)
            plain = found.estimate - 1.96 * found.error, found.estimate + 1.96 * found.error, 60.0
            return {"Knapp and Hartung": ends(found, 60.0), "normal (not used)": plain}

        yield f"{k} sources", trial, 1


TABLES: list[tuple[str, Callable[[], Iterable[tuple[str, Trial, int]]]]] = [
    ("Shares", shares),
    ("Net promoter score", promoters),
    ("Prevalence of a mark, audit of 5,000 messages", audits),
    ("Orientation, audit of three predicted labels", orientations),
    ("Teams, corrected by the organisation's audit", carried_over),
    ("Prevalence from scores", scored),
    ("True scores of teams", scores_of_teams),
    ("True rates of teams, 5 to 39 trials each", rates_of_teams),
    ("Reliability of a scale", scales),
    ("Likeness within teams", teams_alike),
    ("Agreement within a team", within_teams),
    ("Agreement of labellers", labelled),
    ("Promises kept by a day", kept),
    ("Mean of sources that differ", sources),
]


def tables(repeats: int) -> Iterator[str]:
    for title, situations in TABLES:
        yield f"\n#### {title}\n"
        for number, (label, trial, slow) in enumerate(situations()):
            rng = np.random.default_rng(20260101)
            drawn = [trial(rng) for _ in range(max(repeats // slow, 1))]
            if number == 0:
                yield "| truth | " + " | ".join(f"{name} (width)" for name in drawn[0]) + " |"
                yield "| --- " * (1 + len(drawn[0])) + "|"
            yield f"| {label} | " + " | ".join(cell([one[name] for one in drawn]) for name in drawn[0]) + " |"


def cell(found: list[Ends]) -> str:
    low, high, truth = (np.array([one[place] for one in found], dtype=float) for place in range(3))
    known = np.isfinite(low) & np.isfinite(high)
    held = ((low <= truth) & (truth <= high))[known].mean()
    return f"{held:.3f} ({(high - low)[known].mean():.3g})"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=1000)
    parser.add_argument("--into", type=Path, help="a document whose marked part is replaced")
    given = parser.parse_args()
    lines = []
    for line in tables(given.repeats):
        print(line, flush=True)
        lines.append(line)
    if given.into:
        before, rest = given.into.read_text("utf-8").split(START)
        after = rest.split(END)[1]
        given.into.write_text(f"{before}{START}\n" + "\n".join(lines) + f"\n\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
