"""The text that Prometheus reads (exposition format 0.0.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """One number: what its name ends in, its labels, its value."""

    ending: str
    labels: Mapping[str, str]
    value: float


@dataclass(frozen=True, slots=True)
class Metric:
    """Numbers of one name; ``kind`` is counter, gauge or histogram."""

    name: str
    kind: str
    says: str
    samples: tuple[Sample, ...]


def written(metrics: Iterable[Metric]) -> str:
    """All of them as text.

    >>> print(written([Metric("jobs", "gauge", "Jobs.", (Sample("", {"state": "failed"}, 2),))]), end="")
    # HELP jobs Jobs.
    # TYPE jobs gauge
    jobs{state="failed"} 2
    """
    lines = []
    for metric in metrics:
        lines += [f"# HELP {metric.name} {metric.says}", f"# TYPE {metric.name} {metric.kind}"]
        lines += [f"{metric.name}{one.ending}{_labels(one.labels)} {one.value}" for one in metric.samples]
    return "".join(f"{line}\n" for line in lines)


def _labels(labels: Mapping[str, str]) -> str:
    inside = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
    return f"{{{inside}}}" if inside else ""


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
