"""Where to draw the units of a network, and which of them the shortest paths lead through. By NetworKit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, pi, sin
from typing import Any

_ROUNDED = 3


def between(units: Sequence[str], weights: Mapping[tuple[str, str], float]) -> dict[str, float]:
    """Each unit's share (0..1) of the shortest paths between two others; all 0 where no path leads through anybody.

    ``weights`` are exchanges from unit to unit; two units are the nearer to one another the more they exchange.

    >>> between(["a", "b", "c"], {("a", "b"): 9.0, ("b", "c"): 9.0})
    {'a': 0.0, 'b': 1.0, 'c': 0.0}
    """
    import networkit

    scores = networkit.centrality.Betweenness(_graph(units, weights)).run().scores()
    total = sum(scores)
    return {unit: round(score / total, 2) if total else 0.0 for unit, score in zip(units, scores, strict=True)}


def laid_out(units: Sequence[str], weights: Mapping[tuple[str, str], float]) -> dict[str, tuple[float, float]]:
    """A place for each unit in the unit square: near to those it exchanges much with. The same on every call.

    >>> places = laid_out(["a", "b", "c"], {("a", "b"): 9.0, ("b", "c"): 9.0})
    >>> all(0 <= x <= 1 and 0 <= y <= 1 for x, y in places.values())
    True
    """
    ring = {unit: _on_ring(place, len(units)) for place, unit in enumerate(units)}
    graph = _graph(units, weights)
    if graph.numberOfEdges() < 2 or not _in_one_piece(graph):
        return ring
    import networkit

    networkit.setSeed(23, False)
    networkit.setNumberOfThreads(1)  # the order of threads must not move anybody
    found = networkit.viz.PivotMDS(graph, 2, len(units)).run().getCoordinates()
    return dict(zip(units, _into_unit_square(found), strict=True))


def _graph(units: Sequence[str], weights: Mapping[tuple[str, str], float]) -> Any:
    import networkit

    place = {unit: number for number, unit in enumerate(units)}
    both: dict[tuple[int, int], float] = {}
    for (source, target), weight in weights.items():
        pair = (min(place[source], place[target]), max(place[source], place[target]))
        both[pair] = both.get(pair, 0.0) + weight
    graph = networkit.Graph(len(units), weighted=True, directed=False)
    for (one, other), weight in sorted(both.items()):
        graph.addEdge(one, other, 1 / weight)
    return graph


def _in_one_piece(graph: Any) -> bool:
    import networkit

    return bool(networkit.components.ConnectedComponents(graph).run().numberOfComponents() == 1)


def _on_ring(place: int, of: int) -> tuple[float, float]:
    angle = 2 * pi * place / of
    return round(0.5 + 0.5 * cos(angle), _ROUNDED), round(0.5 + 0.5 * sin(angle), _ROUNDED)


def _into_unit_square(places: Sequence[Sequence[float]]) -> list[tuple[float, float]]:
    """Moved and scaled alike in both directions, so that nearness stays nearness; mirrored into one standing form."""
    lows = [min(place[axis] for place in places) for axis in (0, 1)]
    highs = [max(place[axis] for place in places) for axis in (0, 1)]
    span = max(high - low for low, high in zip(lows, highs, strict=True)) or 1.0
    middle = [(low + high) / 2 for low, high in zip(lows, highs, strict=True)]
    signs = [1.0 if places[0][axis] <= middle[axis] else -1.0 for axis in (0, 1)]

    def moved(place: Sequence[float], axis: int) -> float:
        return round(0.5 + signs[axis] * (place[axis] - middle[axis]) / span, _ROUNDED)

    return [(moved(place, 0), moved(place, 1)) for place in places]
