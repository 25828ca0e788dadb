"""Which words does one group use more than another? Log-odds with a prior ("fighting words").

Sources: Monroe, Colaresi and Quinn 2008, section 3.3 (equations 16, 20 and 22).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from lilyroot.measure.estimators.estimate import LEVEL, Estimates, Floats, counts, require, z_of
from lilyroot.measure.estimators.multiplicity import benjamini_hochberg


@dataclass(frozen=True, slots=True)
class Words(Estimates):
    """Log-odds ratios, one per word, with their ``z`` and the p-value adjusted for the number of words."""

    z: Floats
    adjusted_p: Floats


def fighting_words(first: ArrayLike, second: ArrayLike, *, prior: float = 0.1, level: float = LEVEL) -> Words:
    """How much more often, as a log-odds ratio, the first group says each word than the second.

    ``first`` and ``second``: how often each word was said, in the same order; ``prior`` is added to every count.
    ``z`` leaves out the doubt about all other words, as published; the interval does not. Words count as independent,
    which they are not: for description only, and from samples balanced by writer, or one prolific writer decides.
    ``n``: how often both groups said the word.

    >>> found = fighting_words([30, 10, 25, 35], [12, 28, 10, 50])
    >>> found.z.round(3).tolist()
    [3.347, -3.395, 2.931, -2.802]
    """
    one, other = counts(first, "counts of words"), counts(second, "counts of words")
    require(one.shape == other.shape and len(one) > 1, "The two groups need counts of the same two words or more.")
    require(prior > 0, "The prior of a word is not above 0.")
    a, b = one + prior, other + prior
    ratio = np.log(a / (a.sum() - a)) - np.log(b / (b.sum() - b))
    error = np.sqrt(1 / a + 1 / b)
    z = ratio / error
    half = z_of(level) * np.sqrt(error**2 + 1 / (a.sum() - a) + 1 / (b.sum() - b))
    adjusted = benjamini_hochberg(2 * ndtr(-np.abs(z)))
    return Words(ratio, ratio - half, ratio + half, one + other, z, adjusted)
