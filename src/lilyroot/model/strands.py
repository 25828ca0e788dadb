"""The roots of a value: what is paid, measured, decided, praised and talked about, as shares of the seven values.

What the customer has of four of them is an indicator of its own, so that no figure is released under two names.
"""

from __future__ import annotations

from typing import Final

STRANDS: Final[tuple[str, ...]] = ("paid", "measured", "decided", "praised", "discussed")
_CUSTOMERS: Final = {
    "paid": "incentive_weight",
    "measured": "metrics_customer",
    "decided": "tradeoffs_won",
    "praised": "recognition_customer",
}


def indicator_of(strand: str, value: str) -> str:
    """The name of the indicator that says how much of a strand a value has.

    >>> indicator_of("paid", "cost"), indicator_of("paid", "customer"), indicator_of("discussed", "customer")
    ('paid_cost', 'incentive_weight', 'discussed_customer')
    """
    own = _CUSTOMERS.get(strand) if value == "customer" else None
    return own or f"{strand}_{value}"
