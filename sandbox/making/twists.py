"""Differences between the seven systems, planted one at a time."""

import random
from collections.abc import Callable, Mapping
from types import MappingProxyType, ModuleType

from sandbox.company import PlantedBreak
from sandbox.making import (
    twisted_accounts,
    twisted_invoices,
    twisted_ledger,
    twisted_orders,
    twisted_renewals,
    twisted_subscriptions,
)
from sandbox.making.holdings import Holdings
from sandbox.making.plots import TWISTS

Planter = Callable[[Holdings, random.Random], PlantedBreak]


def twist(name: str, holdings: Holdings, rng: random.Random) -> PlantedBreak:
    """Put one thing out of order, and say what a controller should be told of it."""
    return _PLANTERS[name](holdings, rng)


def _planters(*modules: ModuleType) -> Mapping[str, Planter]:
    """Every plot has a function of its name in one of the modules; KeyError names one without."""
    known = {name: it for module in modules for name, it in vars(module).items()}
    return MappingProxyType({name: known[name] for name in TWISTS})


_PLANTERS = _planters(
    twisted_accounts,
    twisted_invoices,
    twisted_ledger,
    twisted_orders,
    twisted_renewals,
    twisted_subscriptions,
)
