from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest

from systems.base import Answer, Field, Key, Value, Write
from systems.salesforce.writes import (
    CHANGE_ORDER,
    OPPORTUNITY,
    ORDER,
    ORDER_LINE,
    PRICE,
    PRODUCT,
    SUBSCRIPTION,
    Written,
)
from tests.sandbox.salesforce_company import (
    ACME_ID,
    ACTIVE_ORDER,
    BOREALIS_ID,
    CHANGE_ID,
    DRAFT_ORDER,
    PARTNER_USD,
    PARTNERS_ID,
    RENEWAL_ID,
    STANDARD_ID,
    SUBSCRIPTION_ID,
    WIDGET_ID,
    WIDGET_USD,
    id_of,
)
from tests.systems.crm import NAME, Crm, crm


@pytest.fixture(scope="module")
def served() -> Iterator[Crm]:
    with crm() as org:
        yield org


@pytest.fixture
def org(served: Crm) -> Crm:
    return served.as_new()


@pytest.mark.parametrize(
    ("written", "record_id", "field", "value"),
    [
        (PRODUCT, WIDGET_ID, Field("Description", "text"), "Spins."),
        (PRICE, WIDGET_USD, Field("UnitPrice", "decimal"), Decimal("101.50")),
        (SUBSCRIPTION, SUBSCRIPTION_ID, Field("Status__c", "text"), "Suspended"),
        (SUBSCRIPTION, SUBSCRIPTION_ID, Field("Term__c", "integer"), 24),
        (OPPORTUNITY, RENEWAL_ID, Field("CloseDate", "date"), date(2026, 6, 15)),
        (CHANGE_ORDER, CHANGE_ID, Field("Effective_Date__c", "date"), date(2026, 7, 1)),
        (ORDER, DRAFT_ORDER, Field("Order_Comments__c", "text"), "Two\nlines"),
        (ORDER_LINE, id_of("802", 3), Field("Quantity", "decimal"), Decimal(4)),
    ],
    ids=lambda it: getattr(it, "table", None),
)
def test_every_object_is_written_and_read_back(
    org: Crm, written: Written, record_id: str, field: Field, value: Value
) -> None:
    with org.target(written) as target:
        assert target.problems([field]) == []
        assert target.send("update", [Write(Key(record_id), {field.name: value})]).answers == [
            Answer(True, record_id)
        ]
        record = target.read([Key(record_id)], [field])[Key(record_id)]
    assert record.values == {field.name: value}
    assert record.name


def test_a_subscription_is_created_under_an_account_of_another_systems_number(org: Crm) -> None:
    account = Field("Account__r.NetSuite_Id__c", "text")
    parent = Field("Parent__r.NetSuite_Id__c", "text")
    key = Key(None, "S-900")
    with org.target(SUBSCRIPTION) as target:
        assert target.problems([account, parent]) == []
        (answer,) = target.send(
            "create", [Write(key, {"Name": "SUB-9", account.name: "1002", parent.name: "S-1"})]
        ).answers
        assert answer.is_accepted, answer
        assert target.read([key], [account, parent])[key].values == {
            account.name: "1002",
            parent.name: "S-1",
        }
        found = target.read([key], [Field("Account__c", "text")])[key]
        assert found.values == {"Account__c": BOREALIS_ID}

        target.send("update", [Write(Key(answer.record_id), {parent.name: None})])
        assert target.read([key], [parent])[key].values == {parent.name: None}


def test_a_reference_to_nobody_is_the_records_own_fault(org: Crm) -> None:
    with org.target(SUBSCRIPTION) as target:
        write = Write(Key(None, "S-901"), {"Name": "X", "Account__r.NetSuite_Id__c": "nobody"})
        (answer,) = target.send("create", [write]).answers
    assert (answer.is_accepted, answer.may_retry) == (False, False)
    assert answer.error_code.startswith("INVALID_")


def test_an_order_is_created_with_its_lines(org: Crm) -> None:
    with org.target(ORDER) as target:
        (made,) = target.send(
            "create",
            [
                Write(
                    Key(None, "9100"),
                    {
                        "Account.NetSuite_Id__c": "1001",
                        "EffectiveDate": date(2026, 6, 1),
                        "Status": "Draft",
                        "Pricebook2Id": PARTNERS_ID,
                        "CurrencyIsoCode": "USD",
                    },
                )
            ],
        ).answers
    assert made.is_accepted, made
    with org.target(ORDER_LINE) as target:
        (line,) = target.send(
            "create",
            [
                Write(
                    Key(None, "L-900"),
                    {
                        "Order.BigCommerce_Order_Id__c": "9100",
                        "PricebookEntryId": PARTNER_USD,
                        "Quantity": Decimal(2),
                        "UnitPrice": Decimal("99.90"),
                    },
                )
            ],
        ).answers
        assert line.is_accepted, line
        total = Field("TotalPrice", "decimal")
        found = target.read([Key(None, "L-900")], [total])[Key(None, "L-900")]
    assert found.values == {"TotalPrice": Decimal("199.80")}


def test_an_activated_order_takes_no_more_lines(org: Crm) -> None:
    with org.target(ORDER_LINE) as target:
        write = Write(
            Key(None, "L-901"),
            {
                "OrderId": ACTIVE_ORDER,
                "PricebookEntryId": PARTNER_USD,
                "Quantity": Decimal(1),
                "UnitPrice": Decimal(1),
            },
        )
        (answer,) = target.send("create", [write]).answers
    assert not answer.is_accepted
    assert answer.error_text


def test_a_price_goes_into_a_book(org: Crm) -> None:
    with org.target(PRICE) as target:
        (answer,) = target.send(
            "create",
            [
                Write(
                    Key(None, "PR-900"),
                    {
                        "Pricebook2Id": STANDARD_ID,
                        "Product2.GTV_Product_Id__c": "P-2",
                        "CurrencyIsoCode": "EUR",
                        "UnitPrice": Decimal("9.99"),
                        "IsActive": True,
                    },
                )
            ],
        ).answers
        assert answer.is_accepted, answer


def test_an_orgs_own_names_are_written(org: Crm) -> None:
    own = {"fields": '{"account": {"netsuite_id__c": "GTV_Account_Id__c", "name": "Name"}}'}
    with org.target(settings=own) as target:
        found = target.read([Key(None, "BA-1")], [NAME])
        assert found[Key(None, "BA-1")].record_id == ACME_ID
        (answer,) = target.send("create", [Write(Key(None, "BA-9"), {NAME.name: "Ninth"})]).answers
        assert answer.is_accepted
        assert target.read([Key(None, "BA-9")], [NAME])[Key(None, "BA-9")].name == "Ninth"
