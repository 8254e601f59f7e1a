"""Where labels stand that would cover one another: the same rule for the charts of screens and those of papers."""

from __future__ import annotations

from collections.abc import Sequence


def spread(values: Sequence[float], gap: float, ends: tuple[float, float]) -> list[float]:
    """Places for labels at these heights between two ends, in their order, moved apart as little as keeps `gap` between
    them (less where there is no room for it; equal heights in the order given).

    The least sum of squared moves: with the gaps taken off, the places are the isotonic regression of the heights
    (pooled adjacent violators), cut at the ends.
    """
    gap = fitting_gap(len(values), gap, ends)
    order = sorted(range(len(values)), key=lambda index: values[index])
    pools: list[tuple[float, int]] = []  # mean height and number of labels that stand as one block
    for number, index in enumerate(order):
        mean, size = values[index] - gap * number, 1
        while pools and pools[-1][0] > mean:
            below, others = pools.pop()
            mean, size = (mean * size + below * others) / (size + others), size + others
        pools.append((mean, size))
    means = [mean for mean, size in pools for _ in range(size)]
    highest = ends[1] - gap * (len(values) - 1)
    places = [0.0] * len(values)
    for number, (index, mean) in enumerate(zip(order, means, strict=True)):
        places[index] = min(max(mean, ends[0]), max(highest, ends[0])) + gap * number
    return places


def fitting_gap(count: int, gap: float, ends: tuple[float, float]) -> float:
    """The gap, or the largest for which so many labels have room between two ends."""
    return min(gap, (ends[1] - ends[0]) / max(count - 1, 1))
