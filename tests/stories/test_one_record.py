"""Somebody looks at one record, brings it up to date by hand, and sends again what was rejected."""

from collections.abc import Iterator
from decimal import Decimal

import pytest

from tests.stories.conftest import FirstLoops
from tests.stories.house import House

FINANCIALS = "sync_zendesk__organization_financials"
PLACE = ("zendesk", "organizations")
BALANCE = "organization_fields.netsuite_balance"
HOLD = "organization_fields.netsuite_credit_hold"


@pytest.fixture
def edited(house: House, loops: FirstLoops) -> Iterator[list[str]]:
    """Three organizations in which somebody typed another balance."""
    chosen = house.linked()[:3]
    house.helpdesk.change_all({it: {"netsuite_balance": "1.23"} for it in chosen})
    yield chosen
    house.clear_faults()
    house.helpdesk.change_all({it: loops.after[it]["organization_fields"] for it in chosen})


def test_one_record_is_brought_up_to_date_and_no_other(
    house: House, loops: FirstLoops, edited: list[str]
) -> None:
    acme, other, _ = edited

    ran = house.run("sync", *PLACE, acme)

    figures = house.helpdesk.figures(acme)
    balance = figures["netsuite_balance"]
    assert ran.code == 0
    assert figures == loops.after[acme]["organization_fields"]
    assert house.helpdesk.figures(other)["netsuite_balance"] == Decimal("1.23")
    first, _, rest = ran.out.partition("\n")
    name, external_id = loops.after[acme]["name"], loops.after[acme]["external_id"]
    assert first == f"{name}, zendesk organizations {acme}, external id {external_id}"
    lines = [" ".join(line.split()) for line in rest.splitlines()]
    assert f"{BALANCE} 1.23 → {balance:.2f} [written]" in lines
    assert f"{HOLD} {str(figures['netsuite_credit_hold']).lower()} [as wanted]" in lines
    assert house.published(
        "select record_id, field, outcome from ops.writes "
        "where run_id = (select max(run_id) from ops.writes)"
    ) == [(acme, BALANCE, "written")]


def test_one_record_is_shown_as_its_system_holds_it(house: House, edited: list[str]) -> None:
    acme = edited[0]
    external_id = house.helpdesk.organization(acme)["external_id"]

    shown = house.run("query", *PLACE, external_id, BALANCE, HOLD, "--json")
    told = house.run("query", *PLACE, acme)
    opened = house.run("open", *PLACE, external_id)

    assert (shown.code, told.code, opened.code) == (0, 0, 0)
    assert shown.json["record_id"] == acme
    held = house.helpdesk.figures(acme)["netsuite_credit_hold"]
    assert shown.json["values"] == {BALANCE: "1.23", HOLD: held}
    assert f"\n  {BALANCE}          1.23\n" in told.out
    address = f"{house.served.urls['zendesk']}/agent/organizations/{acme}"
    assert shown.json["address"] == address
    assert opened.out == f"{address}\n"


def test_what_is_not_there_is_said_by_everyone(house: House) -> None:
    for verb in ("open", "query"):
        ran = house.run(verb, *PLACE, "none")
        assert (ran.code, ran.out) == (1, "")
        assert ran.err == (
            "zendesk: organizations has no record none, by id or by external id. zendesk: "
            "/organizations/show_many.json was refused: You passed an invalid value for the ids "
            "attribute. Invalid parameter: ids must be an integer\n"
        )
    synced = house.run("sync", *PLACE, "99")
    assert (synced.code, synced.out) == (1, "")
    assert "zendesk: organizations has no record 99, by id or by external id.\n" in synced.err
    elsewhere = house.run("open", "zendesk", "tickets", "1")
    assert (elsewhere.code, elsewhere.err) == (
        2,
        "zendesk tickets is not written here. Known are netsuite: customers, sales_orders; "
        "zendesk: organizations\n",
    )
    unknown = house.run("query", *PLACE, "99", "balance")
    assert unknown.code == 2
    assert f"balance: no sync knows such a field. There are {HOLD}, {BALANCE}, " in unknown.err


def test_what_was_rejected_is_seen_and_sent_again_on_demand(
    house: House, loops: FirstLoops, edited: list[str]
) -> None:
    nothing = house.run("retry")
    assert (nothing.code, nothing.out) == (
        0,
        "Nothing is rejected: the systems took all that was sent last.\n",
    )
    house.faults("zendesk").add("half-failed-job")
    assert house.run("apply").code == 0
    [(rejected, words)] = house.published(
        "select record_id, error_text from ops.writes where outcome = 'rejected'"
    )
    assert words
    assert house.run("report").code == 0
    page = (house.home / "report/index.html").read_text("utf-8")
    section = page.partition("Rejected by the systems")[2]
    assert rejected in section
    assert words in section

    other = next(it for it in edited if it != rejected)
    refused = house.run("retry", "--record", other)
    again = house.run("retry", FINANCIALS, "--record", rejected)

    assert refused.code == 2
    assert f"Record {other} was not rejected when it was sent last; " in refused.err
    assert again.code == 0
    assert "1 record rejected before, sent once more\n" in again.err
    assert "All records: 1 written of 1 planned." in again.out
    for it in edited:
        assert house.helpdesk.figures(it) == loops.after[it]["organization_fields"]
    assert house.run("retry", "--json").json == {"rejected": 0}
