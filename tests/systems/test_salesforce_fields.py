import json
from collections.abc import Iterator
from decimal import Decimal

import pytest

from pipelines.contracts import typed
from systems.base import SourceTotal
from systems.salesforce.names import names
from systems.salesforce.tables import (
    ACCOUNT,
    CONTACT,
    LEFT_OUT,
    OPPORTUNITY,
    ORDER,
    TABLES,
)
from tests.sandbox.salesforce_company import ACME_ID
from tests.shop import Says, Seen
from tests.systems.crm import Crm, crm
from tests.systems.scripted_org import account, description, page, query_of, scripted_reader
from tieout.errors import SettingsError, UnknownName


@pytest.fixture(scope="module")
def served() -> Iterator[Crm]:
    with crm() as org:
        yield org


@pytest.fixture
def org(served: Crm) -> Crm:
    return served.as_new()


@pytest.fixture(scope="module")
def single_currency() -> Iterator[Crm]:
    with crm(is_multi_currency=False) as org:
        yield org


def fields(**tables: dict[str, str]) -> dict[str, str]:
    return {"fields": json.dumps(tables)}


@pytest.mark.parametrize("bulk_from", [0, 1000])
def test_a_column_is_read_from_the_field_that_the_settings_name(org: Crm, bulk_from: int) -> None:
    own = fields(account={"netsuite_id__c": "GTV_Account_Id__c", "website": ""})
    with org.reader(own, bulk_from=bulk_from) as reader:
        pages = list(reader.pages(ACCOUNT, None))
        assert reader.notes() == ("account: website not in this org or hidden: left out",)
    rows = [
        row
        for it in pages
        for row in typed(ACCOUNT, it.rows if it.frame is None else it.frame).good.to_dicts()
    ]
    acme = next(row for row in rows if row["id"] == ACME_ID)
    assert (acme["netsuite_id__c"], acme["website"]) == ("BA-1", None)


@pytest.mark.parametrize("bulk_from", [0, 1000])
def test_what_the_settings_ask_for_besides_lands_as_text_and_personal_data_is_told(
    org: Crm, bulk_from: int
) -> None:
    own = fields(contact={"email": "Email"})
    with org.reader(own, bulk_from=bulk_from) as reader:
        first = next(iter(reader.pages(CONTACT, None)))
        assert reader.notes() == ("contact: email is personal data; the settings ask for it",)
    rows = typed(CONTACT, first.rows if first.frame is None else first.frame)
    assert rows.unknown == ("email",)
    assert sorted(rows.good["email"]) == ["ann@lee.example", "bob@ray.example", "cy@fox.example"]


def test_two_columns_may_be_read_from_one_field(org: Crm) -> None:
    own = fields(account={"tax_number__c": "NetSuite_Id__c"})
    rows = [row for row in org.rows(ACCOUNT, settings=own) if row["id"] == ACME_ID]
    assert [(row["tax_number__c"], row["netsuite_id__c"]) for row in rows] == [("1001", "1001")]


def test_a_field_that_the_settings_ask_for_and_nobody_has_stops_the_table(org: Crm) -> None:
    with (
        org.reader(fields(account={"score": "Score__c"})) as reader,
        pytest.raises(UnknownName) as caught,
    ):
        list(reader.pages(ACCOUNT, None))
    assert str(caught.value) == (
        "salesforce: Account has no field Score__c, or this user may not see it. Correct score in "
        "sources.salesforce.fields, then: tieout doctor"
    )


@pytest.mark.parametrize("bulk_from", [0, 1000])
def test_a_hidden_field_is_left_out_and_told(org: Crm, bulk_from: int) -> None:
    org.faults.add("hidden-column", name="GTV_Balance__c", times=None)
    with org.reader(bulk_from=bulk_from) as reader:
        pages = list(reader.pages(ACCOUNT, None))
        assert sum(it.row_count for it in pages) == 16
        assert reader.notes() == ("account: gtv_balance__c not in this org or hidden: left out",)
        assert reader.totals(ACCOUNT) == (SourceTotal("account", "count", "", Decimal(15)),)


def test_a_table_without_the_time_of_change_cannot_be_read(org: Crm) -> None:
    org.faults.add("hidden-column", name="SystemModstamp", times=None)
    with org.reader() as reader, pytest.raises(UnknownName) as caught:
        list(reader.pages(ACCOUNT, None))
    assert str(caught.value) == (
        "salesforce: Account has no field systemmodstamp, or this user may not see it. Give the "
        "integration user's permission set Read on it, then: tieout doctor"
    )


def test_an_org_with_one_currency_has_it_from_the_settings(single_currency: Crm) -> None:
    for bulk_from in (0, 1000):
        with single_currency.reader({"currency": "USD"}, bulk_from=bulk_from) as reader:
            pages = list(reader.pages(OPPORTUNITY, None))
            assert reader.notes() == ()
            assert reader.totals(OPPORTUNITY)[1:] == (
                SourceTotal("opportunity", "amount", "USD", Decimal("300.00")),
            )
        first = pages[0]
        rows = typed(OPPORTUNITY, first.rows if first.frame is None else first.frame).good
        assert rows["currencyisocode"].to_list() == ["USD"]


def test_an_org_with_one_currency_that_is_not_named_is_told(single_currency: Crm) -> None:
    with single_currency.reader() as reader:
        (row,) = [row for it in reader.pages(ORDER, None) for row in it.rows][:1]
        assert "currencyisocode" not in row
        assert reader.notes() == ("this org has one currency and does not name it: set currency",)
        assert reader.totals(ORDER)[1:] == (
            SourceTotal("order", "totalamount", "", Decimal("339.99")),
        )


def test_a_field_of_another_type_is_told_and_still_read() -> None:
    def told(request: Seen) -> Says | None:
        if request.path.endswith("/describe"):
            return description(NetSuite_Id__c="double", GTV_Balance__c="string")
        found = account(1, GTV_Balance__c="much", NetSuite_Id__c=1001.0)
        return page(found) if query_of(request) else None

    with scripted_reader(told) as (reader, _):
        rows = [row for it in reader.pages(ACCOUNT, None) for row in it.rows]
        notes = [it for it in reader.notes() if "has the type" in it]
    assert rows[0]["gtv_balance__c"] == "much"
    assert notes == [
        "account: netsuite_id__c has the type double in this org, expected text",
        "account: gtv_balance__c has the type string in this org, expected decimal",
    ]


def test_compound_and_base64_fields_are_never_asked_for() -> None:
    asked: list[str] = []

    def told(request: Seen) -> Says | None:
        if request.path.endswith("/describe"):
            return description(Website="base64", BillingCity="address", Name="string")
        asked.append(query_of(request))
        return page(account(1)) if asked[-1] else None

    with scripted_reader(told) as (reader, _):
        list(reader.pages(ACCOUNT, None))
        notes = [it for it in reader.notes() if "which is not read" in it]
    assert asked[-1] == "SELECT Id, Name, IsDeleted, SystemModstamp FROM Account ORDER BY Id"
    assert notes == [
        "account: Website has the type base64, which is not read: left out",
        "account: BillingCity has the type address, which is not read: left out",
    ]


@pytest.mark.parametrize("text", ["not json", '["account"]', '{"account": "Id"}'])
def test_fields_have_a_form(text: str) -> None:
    with pytest.raises(SettingsError) as caught:
        names({"fields": text})
    assert caught.value.faults == (
        'salesforce: fields must be like {"account": {"netsuite_id__c": "NS_Id__c"}}, or '
        "[sources.salesforce.fields.account]",
    )


def test_fields_of_an_unknown_table_are_a_fault_of_the_settings() -> None:
    with pytest.raises(SettingsError) as caught:
        names({"fields": '{"accounts": {"name": "Name"}}'})
    assert caught.value.faults[0].startswith(
        "salesforce: fields names the table accounts; there is account, case, contact, contract, "
    )


def test_names_are_told_apart_by_table_and_without_regard_to_case() -> None:
    own = names({"fields": '{"Account": {"NetSuite_Id__c": "NS__c"}}', "subscription_object": "S"})
    assert own.field("account", "NetSuite_Id__c") == "NS__c"
    assert own.field("account", "netsuite_id__c") == "NS__c"
    assert own.field("opportunity", "NetSuite_Id__c") == "NetSuite_Id__c"
    assert own.field("opportunity", "Account.NetSuite_Id__c") == "Account.NetSuite_Id__c"
    assert (own.object("subscription"), own.object("orderitem")) == ("S", "OrderItem")


def test_nothing_that_is_left_out_is_declared() -> None:
    declared = {table.name: {column.name for column in table.columns} for table in TABLES}
    for table, left_out in LEFT_OUT.items():
        assert not declared[table] & left_out


def test_only_what_every_org_shows_may_not_be_missing() -> None:
    needed = {it.name for table in TABLES for it in table.columns if not it.hidden_from_some}
    assert needed == {"id", "isdeleted", "systemmodstamp"}
