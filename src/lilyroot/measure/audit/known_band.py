"""Without an audit: how far a figure may be off, from what is known of the reader's error elsewhere.

The figure stays what the reader says. Its band is widened by where the truth would lie if the reader erred here as it
did on the messages it was measured on: the known counts are drawn anew 400 times (Dirichlet, beta), each draw turns
what the reader says into a plausible truth (Rogan and Gladen 1978; for three labels, Buonaccorsi 2010), and the
middle 95 % of these are the reader's part of the band. It joins the part of the conversations as distances that add
as squares (MOVER). A band like this can be wrong, where talk is unlike the messages the reader was measured on; only
an audit says how this reader errs here.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.special import betaincinv

from lilyroot.measure.estimators.chance import uniforms
from lilyroot.measure.estimators.estimate import Floats
from lilyroot.measure.estimators.prevalence import plausible_tables
from lilyroot.read.known_error import FlagError, KnownError

DRAWS: Final = 400
_ENDS: Final = (0.025, 0.975)

Band = tuple[Floats, Floats]


def plausible_orientations(error: KnownError, shares: Floats) -> Floats:
    """True shares of the orientations behind predicted ones (cells x 3): draws x cells x 3, each adding up to 1."""
    counts = np.array(error.true_by_predicted)
    back = np.linalg.inv(plausible_tables(counts, f"known/{error.reader}", DRAWS))
    truth = np.clip(shares @ back, 0.0, None)
    total = truth.sum(axis=2, keepdims=True)
    found: Floats = np.divide(truth, total, out=np.zeros_like(truth), where=total > 0)
    return found


def band_of_customers(truth: Floats) -> Band:
    """Where the share of messages that speak of customers would lie."""
    low, high = np.quantile(truth[:, :, :2].sum(axis=2), _ENDS, axis=0)
    return low, high


def band_of_centric(truth: Floats) -> Band:
    """Where the centric share would lie; everywhere, in a draw that knows no customers."""
    customers = truth[:, :, :2].sum(axis=2)
    share = np.divide(truth[:, :, 0], customers, out=np.full_like(customers, np.nan), where=customers > 0)
    low, high = _ENDS
    ends = (
        np.quantile(np.where(np.isnan(share), 0.0, share), low, axis=0),
        np.quantile(np.where(np.isnan(share), 1.0, share), high, axis=0),
    )
    return ends


def band_of_flag(error: FlagError, share: Floats, seed: str) -> Band:
    """Where the rate of a flag would lie: (q - f) / (Se - f), with Se and f drawn from what was counted."""
    chance = uniforms(f"known/{seed}", DRAWS, 2)
    found = betaincinv(error.found + 0.5, error.of - error.found + 0.5, chance[:, 0])[:, None]
    falsely = betaincinv(error.found_in_others + 0.5, error.of_others - error.found_in_others + 0.5, chance[:, 1])[
        :, None
    ]
    truth = np.clip((share - falsely) / np.maximum(found - falsely, 1e-3), 0.0, 1.0)
    low, high = np.quantile(truth, _ENDS, axis=0)
    return low, high


def attenuation(error: KnownError) -> float:
    """By how much wrong labels pull a comparison of customer threads with others towards 1 (0..1, 1 = not at all).

    The share of true customers among predicted ones less that among the others, as if threads were messages.
    """
    table = np.array(error.true_by_predicted, dtype=np.float64)
    true, others = table[:2], table.sum(axis=0)
    return float(true[:, :2].sum() / others[:2].sum() - true[:, 2].sum() / others[2])


def widened(value: Floats, ends: Band, band: Band) -> Band:
    """Both ends of a figure moved out by the reader's part; a band that ends at the figure adds nothing."""
    low = value - np.hypot(value - ends[0], np.maximum(value - band[0], 0.0))
    high = value + np.hypot(ends[1] - value, np.maximum(band[1] - value, 0.0))
    return low, high
