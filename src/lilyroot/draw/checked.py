"""Whether people have checked the readings behind the figures, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lilyroot.tongue import say


def why_uncorrected(manifests: Iterable[Mapping[str, Any]]) -> str:
    """Why figures of these months are the reader's alone; "" when all of them are corrected by an audit.

    >>> why_uncorrected([{"audit": None}])
    'no sample of these readings has been labelled by people; bands are widened by how the reader erred elsewhere'
    >>> why_uncorrected([{"audit": None}, {"audit": {"labelled": 300}}])
    'people checked 1 of 2 months; of the others bands are widened by how the reader erred elsewhere'
    >>> why_uncorrected([{"audit": {"labelled": 300}}])
    ''
    """
    audits = [manifest.get("audit") is not None for manifest in manifests]
    if all(audits):
        return ""
    if not any(audits):
        return say(
            "no sample of these readings has been labelled by people; "
            "bands are widened by how the reader erred elsewhere"
        )
    return say(
        "people checked {checked} of {months} months; of the others bands are widened by how the reader erred "
        "elsewhere",
        checked=sum(audits),
        months=len(audits),
    )
