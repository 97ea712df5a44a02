"""JSON as the stand-ins read and write it: a number with a point stays exact."""

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
