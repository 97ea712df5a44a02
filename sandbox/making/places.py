"""Where firms are: believable addresses in the countries that the company sells to."""

import random

from sandbox.company import Address

_TOWNS = {
    "US": (("Denver", "CO", "802"), ("Austin", "TX", "787"), ("Salem", "OR", "973")),
    "CA": (("Halifax", "NS", "B3H 1"), ("Regina", "SK", "S4P 3")),
    "GB": (("Leeds", "", "LS1 "), ("Bath", "", "BA1 "), ("Derby", "", "DE1 ")),
    "IE": (("Cork", "", "T12 A"), ("Galway", "", "H91 E")),
    "DE": (("Kassel", "HE", "341"), ("Lübeck", "SH", "235"), ("Ulm", "BW", "890")),
    "FR": (("Nîmes", "", "300"), ("Rouen", "", "760"), ("Angers", "", "490")),
    "NL": (("Leiden", "", "2312 "), ("Zwolle", "", "8011 ")),
    "ES": (("León", "", "240"), ("Cádiz", "", "110")),
    "IT": (("Parma", "", "431"), ("Siena", "", "531")),
    "JP": (("Sendai", "Miyagi", "980-00"), ("Naha", "Okinawa", "900-00")),
}
_STREETS = ("Station Road", "Mill Lane", "Market Street", "Harbour Way", "Park Avenue", "Long Row")


def place(slot: int, country: str, rng: random.Random) -> Address:
    """An address whose postal code, with the firm's name, nobody else has."""
    city, region, code = rng.choice(_TOWNS[country])
    number, street = slot % 97 + 1, _STREETS[slot % 11 % len(_STREETS)]
    return Address(f"{number} {street}", city, region, f"{code}{slot % 89 + 10:02d}", country)
