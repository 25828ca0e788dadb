"""Do things that cannot be seen move one another, as equations between them say? Structural equations.

For two things measured over several waves (cross-lagged panels, with or without a level of each unit's own), and for
scales with several items. What is estimated are paths between variables, some of them seen and some latent; whether
the equations fit at all is said beside it. A good fit does not prove a direction: other equations may fit as well.

Sources: McArdle and McDonald 1984 (the form); Bollen 1989 (likelihood, standard errors from the expected
information); Bentler 1990 (CFI); Steiger and Lind 1980 (RMSEA); Hamaker, Kuiper and Grasman 2015 (panels).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize
from scipy.special import chdtrc

from lilyroot.measure.estimators.estimate import LEVEL, Estimate, Floats, floats, require, z_of

Pair = tuple[str, str]
_START: Final = 0.5  # of a variance that is to be estimated, in units of what is seen
_FLAT: Final = 1e-8  # the least information about a parameter, relative to the most


@dataclass(frozen=True)
class Equations:
    """What moves what. A number is taken as given, None is estimated, and what is not named is 0.

    ``paths``: from one variable to another. ``together``: pairs whose own parts vary together; of a variable with
    itself the variance of its own part, which is estimated where it is not named. A latent variable (one that is not
    among the columns) needs a unit: a path of 1 to what it is measured by, see :func:`measured_by`.
    """

    paths: Mapping[Pair, float | None]
    together: Mapping[Pair, float | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fitted:
    """Estimates by pair, and how well the equations fit.

    ``chi2`` with ``df`` degrees of freedom and ``p`` tests that they fit exactly (``p`` is NaN without degrees of
    freedom). ``cfi`` (0 as bad as no relation at all, 1 as good as can be) and ``rmsea`` (0 or more; below about 0.05
    is close) say how nearly.
    """

    paths: Mapping[Pair, Estimate]
    together: Mapping[Pair, Estimate]
    chi2: float
    df: int
    p: float
    cfi: float
    rmsea: float


def measured_by(latent: str, seen: Sequence[str]) -> dict[Pair, float | None]:
    """Paths from a latent variable to what it is measured by; it has the unit of the first.

    >>> measured_by("trust", ["t1", "t2"])
    {('trust', 't1'): 1.0, ('trust', 't2'): None}
    """
    return {(latent, name): None if place else 1.0 for place, name in enumerate(seen)}


def fit_equations(
    covariances: ArrayLike, names: Sequence[str], n: int, equations: Equations, *, level: float = LEVEL
) -> Fitted:
    """The equations under which these covariances are most likely (normal maximum likelihood).

    ``covariances``: of the columns ``names``, sums divided by ``n``, the complete rows they come from. Paths are in
    units of the one per unit of the other; intervals are normal, and hold a little less than they say with under
    about 100 rows. Raises EstimatorError where covariances cannot tell the parameters apart or no answer is found.

    >>> seen = [[1.0, 0.5, 0.3], [0.5, 1.25, 0.55], [0.3, 0.55, 1.0]]
    >>> found = fit_equations(seen, ["a", "b", "c"], 200, Equations({("a", "b"): None, ("b", "c"): None}))
    >>> round(found.paths["a", "b"].estimate, 3), round(found.paths["b", "c"].estimate, 3), found.df
    (0.5, 0.44, 1)
    """
    matrix = _covariances(covariances, names, n)
    scale = np.sqrt(np.diag(matrix))
    standard = matrix / np.outer(scale, scale)
    form = _Form(equations, names, scale)
    df = len(names) * (len(names) + 1) // 2 - len(form.start)
    require(df >= 0, "There are more parameters than covariances.")
    best = _most_likely(form, standard)
    values, errors = best * form.units, np.sqrt(np.diag(_spread(form, best, n))) * form.units
    reach = z_of(level) * errors
    found = [
        Estimate(float(value), float(value - half), float(value + half), n)
        for value, half in zip(values, reach, strict=True)
    ]
    chi2 = n * _misfit(form, best, standard)[0]
    alone, alone_df = -n * float(np.linalg.slogdet(standard)[1]), len(names) * (len(names) - 1) // 2
    worse = max(chi2 - df, alone - alone_df, 0.0)
    return Fitted(
        paths=dict(zip(form.paths, found, strict=False)),
        together=dict(zip(form.together, found[len(form.paths) :], strict=True)),
        chi2=chi2,
        df=df,
        p=float(chdtrc(df, chi2)) if df else np.nan,
        cfi=1 - max(chi2 - df, 0.0) / worse if worse else 1.0,
        rmsea=float(np.sqrt(max(chi2 - df, 0.0) / (df * n))) if df else 0.0,
    )


class _Form:
    """Where each parameter stands in the matrices of paths and of own parts (McArdle and McDonald's).

    What is seen is in units of its standard deviation in here, and a latent variable in those of what it is measured
    by: so all parameters are of one size, and a search finds them.
    """

    def __init__(self, equations: Equations, names: Sequence[str], scale: Floats) -> None:
        pairs = [*equations.paths, *equations.together]
        variables = list(dict.fromkeys([*names, *(name for pair in pairs for name in pair)]))
        at = {name: place for place, name in enumerate(variables)}
        own: dict[Pair, float | None] = {(name, name): None for name in variables}
        own.update(equations.together)
        require(all(one != other for one, other in equations.paths), "A path leads from a variable to itself.")
        self.seen = len(names)
        self.paths = [pair for pair, value in equations.paths.items() if value is None]
        self.together = [pair for pair, value in own.items() if value is None]
        self._to = [(at[other], at[one]) for one, other in self.paths]
        self._both = [(at[one], at[other]) for one, other in self.together]
        unit = _units(equations.paths, variables, dict(zip(names, scale.tolist(), strict=True)))
        self.units = np.array([unit[row] / unit[column] for row, column in self._to])
        self.units = np.append(self.units, [unit[row] * unit[column] for row, column in self._both])
        self._given_paths, self._given_own = (np.zeros((len(variables), len(variables))) for _ in range(2))
        for (one, other), value in equations.paths.items():
            self._given_paths[at[other], at[one]] = (value or 0.0) * unit[at[one]] / unit[at[other]]
        for (one, other), value in own.items():
            given = (value or 0.0) / (unit[at[one]] * unit[at[other]])
            self._given_own[at[one], at[other]] = self._given_own[at[other], at[one]] = given

    @property
    def start(self) -> Floats:
        """Nothing moves anything but what measures it, and half of each variance is a variable's own."""
        paths = [float(row < self.seen <= column) for row, column in self._to]
        return np.array(paths + [_START * (row == column) for row, column in self._both])

    def matrices(self, parameters: Floats) -> tuple[Floats, Floats]:
        """From own parts to variables (with what they move), and how own parts vary together."""
        paths, own = self._given_paths.copy(), self._given_own.copy()
        for (row, column), value in zip(self._to, parameters, strict=False):
            paths[row, column] = value
        for (row, column), value in zip(self._both, parameters[len(self._to) :], strict=True):
            own[row, column] = own[column, row] = value
        return np.asarray(np.linalg.inv(np.eye(len(paths)) - paths), dtype=np.float64), own

    def implied(self, parameters: Floats) -> Floats:
        """The covariances of what is seen."""
        through, own = self.matrices(parameters)
        found: Floats = (through @ own @ through.T)[: self.seen, : self.seen]
        return found

    def gather(self, paths: Floats, own: Floats) -> Floats:
        """Slopes by parameter from those by place in the two matrices."""
        found = [paths[place] for place in self._to]
        return np.array(found + [own[place] * (1 if place[0] == place[1] else 2) for place in self._both])

    def slopes(self, parameters: Floats) -> Floats:
        """How the covariances move with each parameter: parameters x seen x seen."""
        through, own = self.matrices(parameters)
        whole, seen = through @ own @ through.T, through[: self.seen]
        found = []
        for row, column in self._to:
            half = np.outer(seen[:, row], whole[column, : self.seen])
            found.append(half + half.T)
        for row, column in self._both:
            half = np.outer(seen[:, row], seen[:, column])
            found.append(half if row == column else half + half.T)
        return np.array(found)


def _units(paths: Mapping[Pair, float | None], variables: Sequence[str], scale: Mapping[str, float]) -> list[float]:
    """The unit of each variable: its scale, or that of what a latent one is measured by with a path of 1."""
    marks = {one: other for (one, other), value in reversed(list(paths.items())) if value == 1.0}

    def unit(name: str, above: frozenset[str] = frozenset()) -> float:
        if name in scale:
            return scale[name]
        return unit(marks[name], above | {name}) if marks.get(name, name) not in above | {name} else 1.0

    return [unit(name) for name in variables]


def _misfit(form: _Form, parameters: Floats, standard: Floats) -> tuple[float, Floats]:
    """How unlikely the covariances are under these parameters (0: as likely as can be), and its slopes."""
    implied = form.implied(parameters)
    if not np.isfinite(implied).all() or float(np.linalg.eigvalsh(implied)[0]) <= 0:
        return np.inf, np.zeros_like(parameters)
    inverse = np.linalg.inv(implied)
    distance = float(np.linalg.slogdet(implied)[1] - np.linalg.slogdet(standard)[1])
    misfit = distance + float(np.trace(standard @ inverse)) - len(standard)
    through, own = form.matrices(parameters)
    seen = through[: len(standard)]
    push = seen.T @ (inverse @ (implied - standard) @ inverse) @ seen
    return misfit, form.gather(2 * push @ own @ through.T, push)


def _most_likely(form: _Form, standard: Floats) -> Floats:
    tight: Any = {"gtol": 1e-8, "maxiter": 5000}

    def misfit(parameters: Floats) -> float:
        return _misfit(form, parameters, standard)[0]

    def slopes(parameters: Floats) -> Floats:
        return _misfit(form, parameters, standard)[1]

    answer = minimize(misfit, form.start, jac=slopes, method="BFGS", options=tight)
    settled = np.isfinite(answer.fun) and bool((np.abs(slopes(answer.x)) < 1e-4).all())
    require(settled, "No parameters were found under which these covariances are most likely.")
    found: Floats = answer.x
    return found


def _spread(form: _Form, parameters: Floats, n: int) -> Floats:
    """How the estimates vary together: the inverse of the expected information."""
    inverse, slopes = np.linalg.inv(form.implied(parameters)), form.slopes(parameters)
    turned = inverse @ slopes @ inverse
    information = n / 2 * np.einsum("iab,jab->ij", turned, slopes)
    size = np.sqrt(np.diag(information))
    require(bool((size > 0).all()), "A parameter leaves no trace in these covariances.")
    sharp = np.linalg.eigvalsh(information / np.outer(size, size))
    require(bool(sharp[0] > _FLAT * sharp[-1]), "These covariances cannot tell the parameters apart.")
    found: Floats = np.linalg.inv(information)
    return found


def _covariances(given: ArrayLike, names: Sequence[str], n: int) -> Floats:
    matrix = floats(given, "covariances", dimensions=2)
    square = matrix.shape == (len(names), len(names)) and bool(np.allclose(matrix, matrix.T))
    require(
        square and len(set(names)) == len(names), "There is not one name for every row and column of covariances."
    )
    require(n > len(names), "There are not more rows than columns.")
    require(float(np.linalg.eigvalsh(matrix)[0]) > 0, "A column follows from the others altogether.")
    return matrix
