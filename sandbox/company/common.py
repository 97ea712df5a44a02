"""What several systems hold in the same way."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address. `country` is the ISO code of two letters, `region` a state or county."""

    line1: str
    city: str
    region: str
    postal_code: str
    country: str
