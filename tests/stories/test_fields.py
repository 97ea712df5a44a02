"""The fields that a sync writes are missing in the helpdesk, or are of another type there."""

from tests.stories.conftest import Fresh

FINANCIALS = "sync_zendesk__organization_financials"
TYPES = {
    "netsuite_credit_hold": "checkbox",
    "netsuite_balance": "decimal",
    "netsuite_overdue_balance": "decimal",
    "netsuite_unbilled_orders": "decimal",
    "netsuite_days_overdue": "integer",
    "netsuite_credit_limit": "decimal",
    "netsuite_currency": "text",
}
WRONG = "organization field netsuite_balance has the type text, expected decimal"


def test_what_is_missing_is_made_on_request_and_what_is_of_another_type_is_named(
    fresh: Fresh,
) -> None:
    house = fresh(12)
    house.helpdesk.make_field("netsuite_balance", "text")

    ran = house.run("run")

    assert ran.code == 3
    missing = "; ".join(
        WRONG if key == "netsuite_balance" else f"organization field {key} ({kind}) is missing"
        for key, kind in TYPES.items()
    )
    assert f"  {FINANCIALS}  held back: {missing}\n" in ran.out
    assert ran.err.endswith("Next: tieout doctor --create-fields\n")
    assert house.helpdesk.fields() == {"netsuite_balance": "text"}

    examined = house.run("doctor", "--create-fields")

    assert examined.code == 1
    assert examined.out.endswith(
        f"BAD  zendesk   organization_fields.netsuite_balance: {WRONG}\n"
        "     Next: Its type cannot be changed: map another key, then: tieout doctor "
        "--create-fields\n"
    )
    made = [line for line in examined.out.splitlines() if ": made " in line]
    assert len(made) == len(TYPES) - 1
    assert all(line.startswith("ok   zendesk   organization_fields.netsuite_") for line in made)
    assert house.helpdesk.fields() == TYPES | {"netsuite_balance": "text"}
    assert f"{FINANCIALS}: {WRONG}. Next: " in " ".join(house.run("plan").out.split())
