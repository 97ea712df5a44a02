"""What the company sells: services, add-ons, one-time charges and devices, with their prices."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Literal

Kind = Literal["base", "add-on", "one-time", "device"]
PLACES = {"USD": 2, "GBP": 2, "EUR": 2, "JPY": 0}
_PER_HUNDRED_DOLLARS = {"USD": 100, "GBP": 80, "EUR": 92, "JPY": 15_000}


@dataclass(frozen=True, slots=True)
class Good:
    """One thing that is sold. `number` counts from 1 and makes its ids in every system.

    `dollars` is its list price in USD: for a month and a piece, or once. `vendor` is whose a
    device is.
    """

    number: int
    sku: str
    name: str
    kind: Kind
    dollars: int
    family: str
    vendor: str = "Corvane"

    @property
    def billing_id(self) -> int:
        return 5_000 + self.number

    @property
    def item_id(self) -> int:
        """The ERP's; the ids below it are of items that are sold without a subscription."""
        return 4_000 + 3 * self.number

    @property
    def store_id(self) -> int:
        return 100 + self.number

    @property
    def is_recurring(self) -> bool:
        return self.kind in ("base", "add-on")

    def price(self, currency: str) -> Decimal:
        """The list price in a currency, in round units of it."""
        return _price(self.dollars, currency)

    def price_id(self, currency: str) -> int:
        """Billing's id of that price."""
        return 70_000 + 10 * self.number + list(PLACES).index(currency)


@cache
def _price(dollars: int, currency: str) -> Decimal:
    minor = dollars * _PER_HUNDRED_DOLLARS[currency] // 100
    return Decimal(minor * 10 ** PLACES[currency]).scaleb(-PLACES[currency])


@dataclass(frozen=True, slots=True)
class Deal:
    """The terms of an agreement that billing offers; money is in `currency`."""

    id: int
    name: str
    months: int
    percentage: int | None = None
    flat: int | None = None
    most: int | None = None
    is_prorated: bool = False
    currency: str | None = None


DEALS = (
    Deal(81, "Month to month", 1),
    Deal(82, "12 months", 12, percentage=100),
    Deal(83, "24 months, half of the rest", 24, percentage=50),
    Deal(84, "36 months", 36, percentage=100),
    Deal(85, "12 months, at most USD 5,000", 12, percentage=100, most=5_000, currency="USD"),
    Deal(86, "36 months, fee and a quarter of the rest", 36, 25, 1_200, None, True, "USD"),
    Deal(87, "24 months, fee", 24, flat=650, currency="USD"),
)
MONTH_TO_MONTH = DEALS[0]


def deals_for(months: int, currency: str) -> list[Deal]:
    """The agreements of that length that a customer of that currency may have."""
    return [it for it in DEALS if it.months == months and it.currency in (None, currency)]


_LISTED: tuple[tuple[Kind, str, str, tuple[tuple[str, str, int], ...]], ...] = (
    (
        "base",
        "Services",
        "Corvane",
        (
            ("CS-100", "Cloud Desktop", 80),
            ("CS-110", "Cloud Server", 240),
            ("CS-120", "Backup Vault", 60),
            ("CS-130", "Managed Firewall", 150),
            ("CS-140", "SIP Trunk", 35),
            ("CS-150", "Hosted PBX", 90),
            ("CS-160", "Site Monitoring", 200),
            ("CS-170", "Private Link", 420),
        ),
    ),
    (
        "add-on",
        "Add-ons",
        "Corvane",
        (
            ("AD-200", "Extra Storage", 20),
            ("AD-210", "Static Address", 5),
            ("AD-220", "Gold Support", 75),
            ("AD-230", "Call Recording", 15),
            ("AD-240", "Standby Line", 45),
            ("AD-250", "Audit Log", 30),
        ),
    ),
    (
        "one-time",
        "Charges",
        "Corvane",
        (
            ("OT-300", "Installation", 250),
            ("OT-310", "Migration", 900),
            ("OT-320", "Training Day", 640),
        ),
    ),
    (
        "device",
        "Devices",
        "Legacy",
        (("LG-400", "Legacy Gateway", 310), ("LG-410", "Legacy Rack Unit", 1_180)),
    ),
    (
        "device",
        "Devices",
        "Harvard",
        (("HV-500", "Harvard Door Sensor", 64), ("HV-510", "Harvard Control Panel", 545)),
    ),
    (
        "device",
        "Devices",
        "Partsco",
        (("PC-600", "Partsco Power Supply", 88), ("PC-610", "Partsco Cable Kit", 27)),
    ),
    (
        "device",
        "Devices",
        "New",
        (("NW-700", "Edge Router", 720), ("NW-710", "Wall Display", 395)),
    ),
)
_ROWS = tuple(
    (kind, family, vendor, *row) for kind, family, vendor, rows in _LISTED for row in rows
)
GOODS = tuple(
    Good(number, sku, name, kind, dollars, family, vendor)
    for number, (kind, family, vendor, sku, name, dollars) in enumerate(_ROWS, 1)
)
BASES = tuple(it for it in GOODS if it.kind == "base")
ADD_ONS = tuple(it for it in GOODS if it.kind == "add-on")
DEVICES = tuple(it for it in GOODS if it.kind == "device")
