"""What a control file says of the file beside it."""

import re
from dataclasses import dataclass
from decimal import Decimal

_PAIR = re.compile(r"\"?([A-Za-z][A-Za-z_ ]*)\"?\s*[=:,;]\s*\"?(-?\d+(?:\.\d+)?)")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


@dataclass(frozen=True, slots=True)
class Control:
    """How many rows a file has, and the sum of its total_price; None where it is not said."""

    rows: int
    total_price: Decimal | None

    def __str__(self) -> str:
        rows = f"{self.rows:,} row{'' if self.rows == 1 else 's'}"
        return rows if self.total_price is None else f"{rows} and {self.total_price:,f} in all"


def control(text: str) -> Control | None:
    """The figures of a control file, None where it holds none.

    How it is laid out is documented nowhere: named figures, one a line or as JSON, are taken by
    their names, and bare ones in the order of rows and sum.
    """
    named = {name.lower(): figure for name, figure in _PAIR.findall(text)}
    rows = next((it for name, it in named.items() if "row" in name or "count" in name), None)
    total = next((it for name, it in named.items() if "total" in name or "sum" in name), None)
    if rows is None:
        rows, total, *_ = [*_NUMBER.findall(text), None, None]
    if rows is None or not rows.isdecimal():
        return None
    return Control(int(rows), None if total is None else Decimal(total))
