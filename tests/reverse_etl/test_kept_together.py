"""No record that a run made is deleted from under another that stays."""

from datetime import UTC, datetime

from reverse_etl.change import FieldChange, RecordChange
from reverse_etl.creations import Creation, Fate
from reverse_etl.kept_together import Made, kept_together
from reverse_etl.recorded import Recorded
from reverse_etl.rules import Target
from systems.base import Field

POINTING = {
    ("orders", "Account.Erp_Id"): Target("crm", "account"),
    ("lines", "Order.Store_Id"): Target("crm", "order"),
    ("lines", "Price.Id"): Target("crm", "price", "price_key"),
}


def made(kind: str, number: str, fate: Fate = "deleted", **fields: str) -> Made:
    """A record that a run made, with the given external id and what it wrote into fields."""
    record_id = f"id of {kind} {number}"
    entries = [
        Recorded(
            *("run-1", "crm", kind, "create", datetime(2026, 6, 30, tzinfo=UTC), record_id),
            *(number, "", f"{kind}s", Field(name.replace("_", ".", 1), "text"), None, value),
            *("written", "", ""),
        )
        for name, value in {"Name": number, **fields}.items()
    ]
    change = RecordChange(
        *("crm", kind, "delete", record_id, number, ""),
        fields=(FieldChange("Name", f"{kind}s", number, None, "made by run-1"),),
    )
    return Made(
        Creation("crm", kind, (f"{kind}s",), record_id, number, "", fate, ""),
        entries,
        change if fate == "deleted" else None,
    )


def fates(*records: Made) -> list[tuple[str, str]]:
    return [
        (it.creation.fate, it.creation.sentence if it.is_kept else "")
        for it in kept_together(records, POINTING)
    ]


def test_all_is_deleted_where_nothing_is_kept() -> None:
    account, order = made("account", "A1"), made("order", "O1", Account_Erp_Id="A1")
    assert fates(order, account) == [("deleted", ""), ("deleted", "")]


def test_what_a_kept_record_points_at_is_kept_and_what_that_points_at() -> None:
    line = made("line", "L1", "left", Order_Store_Id="O1")
    order, account = made("order", "O1", Account_Erp_Id="A1"), made("account", "A1")
    others = made("order", "O2", Account_Erp_Id="A2"), made("account", "A2")

    assert fates(line, order, account, *others) == [
        ("left", ""),
        ("left", "line L1 is kept and belongs to it"),
        ("left", "order O1 is kept and belongs to it"),
        ("deleted", ""),
        ("deleted", ""),
    ]


def test_the_lines_of_an_order_that_somebody_works_on_are_kept_with_it() -> None:
    lines = [made("line", number, Order_Store_Id="O1") for number in ("L1", "L2")]
    order = made("order", "O1", "left", Account_Erp_Id="A1")

    assert fates(*lines, order) == [
        ("left", "it belongs to order O1, which is kept"),
        ("left", "it belongs to order O1, which is kept"),
        ("left", ""),
    ]


def test_other_records_of_an_account_that_is_kept_for_one_of_them_are_deleted() -> None:
    kept = made("order", "O1", "left", Account_Erp_Id="A1")
    other, account = made("order", "O2", Account_Erp_Id="A1"), made("account", "A1")

    assert [fate for fate, _ in fates(kept, other, account)] == ["left", "deleted", "left"]


def test_a_record_is_found_by_its_own_id_and_by_one_that_was_only_promised() -> None:
    price = made("price", "P1")
    for value in ("id of price P1", "the id of crm price P1"):
        line = made("line", "L1", "left", Price_Id=value)
        assert [fate for fate, _ in fates(line, price)] == ["left", "left"]


def test_what_is_gone_keeps_nothing() -> None:
    order = made("order", "O1", "gone", Account_Erp_Id="A1")
    line = made("line", "L1", Order_Store_Id="O1")
    assert [fate for fate, _ in fates(line, order, made("account", "A1"))] == [
        "deleted",
        "gone",
        "deleted",
    ]
