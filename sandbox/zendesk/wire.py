"""JSON and times as the helpdesk writes them. A number with a point stays exact."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec

_encoder = msgspec.json.Encoder(decimal_format="number")
_decoder = msgspec.json.Decoder(float_hook=Decimal)


def encode(body: Any) -> bytes:
    """JSON text; a Decimal becomes a JSON number with its own digits."""
    return _encoder.encode(body)


def decode(text: bytes | str) -> Any:
    """The value of a JSON text; ValueError where it is none."""
    return _decoder.decode(text)


def stamp(seconds: float) -> str:
    """Unix seconds as `2023-09-18T23:37:07Z`."""
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def stamp_of(moment: datetime) -> str:
    """An aware moment as `2023-09-18T23:37:07Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def seconds(text: str) -> int:
    """Unix seconds of a time as `stamp` writes it."""
    return int(datetime.fromisoformat(text).timestamp())
