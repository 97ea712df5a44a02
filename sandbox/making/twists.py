"""Differences between the seven systems, planted one at a time."""

import random
from collections.abc import Callable

from sandbox.company import PlantedBreak
from sandbox.making.holdings import Holdings


def twist(name: str, holdings: Holdings, rng: random.Random) -> tuple[PlantedBreak, ...]:
    """Put one thing out of order, and say what a controller should be told of it."""
    plot = PLOTS.get(name)
    return () if plot is None else (plot(holdings, rng),)


PLOTS: dict[str, Callable[[Holdings, random.Random], PlantedBreak]] = {}
