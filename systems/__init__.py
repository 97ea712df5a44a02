"""The systems we know, one folder each; adding one is one line here."""

from systems import astea, bigcommerce, gotransverse, hubspot, netsuite, salesforce, zendesk
from systems.base import System

SYSTEMS: tuple[System, ...] = (
    salesforce.SYSTEM,
    hubspot.SYSTEM,
    netsuite.SYSTEM,
    gotransverse.SYSTEM,
    zendesk.SYSTEM,
    bigcommerce.SYSTEM,
    astea.SYSTEM,
)


def system(name: str) -> System:
    """The system of that name; KeyError with the known names where there is none."""
    for known in SYSTEMS:
        if known.name == name:
            return known
    raise KeyError(f"{name} is not one of {', '.join(known.name for known in SYSTEMS)}")
