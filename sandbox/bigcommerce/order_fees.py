"""Fees of an order as they are written: always the whole set."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sandbox.bigcommerce.call import Call
from sandbox.bigcommerce.errors import v2_invalid, v2_unknown_field
from sandbox.bigcommerce.order_checks import typed
from sandbox.bigcommerce.wire import money
from sandbox.records import Record

_MONEY = ("cost_ex_tax", "cost_inc_tax", "cost_tax")
_TEXTS = ("type", "display_name_customer", "display_name_merchant", "source")


def fees_sent(call: Call, record: Record, sent: Any) -> list[dict[str, Any]]:
    """The whole set: a fee that is not sent is gone, one without an id is new."""
    if not isinstance(sent, list) or not all(isinstance(fee, dict) for fee in sent):
        raise v2_invalid("fees")
    known = {fee["id"]: fee for fee in record["fees"]}
    fees = []
    for fee in sent:
        if "id" in fee and fee["id"] not in known:
            raise v2_invalid("id")
        id_ = fee["id"] if "id" in fee else call.shop.new_part_id("fees")
        fees.append(_fee(known.get(id_, {}), fee) | {"id": id_})
    return fees


def _fee(known: dict[str, Any], sent: Mapping[str, Any]) -> dict[str, Any]:
    fee = {"type": "custom_fee", "source": "v2", "tax_class_id": None} | known
    fee |= {name: fee.get(name, "") for name in _TEXTS}
    for name, value in sent.items():
        if name in _MONEY:
            fee[name] = typed(name, value, "money")
        elif name in _TEXTS:
            fee[name] = typed(name, value, "text")
        elif name not in ("id", "tax_class_id"):
            raise v2_unknown_field(name)
    fee |= {name: fee.get(name, money(Decimal(0))) for name in _MONEY}
    fee["tax_class_id"] = sent.get("tax_class_id", fee["tax_class_id"])
    return fee | {"base_cost": fee["cost_ex_tax"]}
