"""SOQL at the Salesforce stand-in: what it finds, in which order and shape, and what it refuses."""

from collections.abc import Iterator

import pytest

from tests.sandbox.salesforce_company import ACME_ID, CIRRUS_ID
from tests.sandbox.salesforce_served import Crm, crm

ACCOUNTS = "SELECT Name FROM Account"


@pytest.fixture(scope="module")
def org() -> Iterator[Crm]:
    with crm() as served:
        yield served


@pytest.fixture(autouse=True)
def _as_opened(org: Crm) -> None:
    org.renewed()


@pytest.mark.parametrize(
    ("where", "names"),
    [
        ("Name = 'ACME'", ["Acme"]),
        ("Name != 'acme'", ["Borealis", "Cirrus"]),
        ("Name <> 'acme'", ["Borealis", "Cirrus"]),
        ("Industry != 'Energy'", ["Acme", "Borealis", "Cirrus"]),
        ("Industry = null", ["Borealis", "Cirrus"]),
        ("Industry = ''", ["Borealis", "Cirrus"]),
        ("Industry != NULL", ["Acme"]),
        ("Name LIKE 'a%'", ["Acme"]),
        ("Name LIKE '_ORE%'", ["Borealis"]),
        (r"Name LIKE 'a\%'", []),
        ("NOT Name LIKE 'a%'", ["Borealis", "Cirrus"]),
        ("NOT (Industry = 'Retail')", ["Borealis", "Cirrus"]),
        ("Name IN ('acme', 'cirrus')", ["Acme", "Cirrus"]),
        ("Name NOT IN ('acme', 'cirrus')", ["Borealis"]),
        ("Industry NOT IN ('Retail')", ["Borealis", "Cirrus"]),
        ("Industry IN (null, 'Energy')", ["Borealis", "Cirrus"]),
        ("GTV_Balance__c >= 20", ["Acme", "Borealis"]),
        ("GTV_Balance__c = 1250.50", ["Acme"]),
        ("GTV_Balance__c > 24 AND GTV_Balance__c < 26", ["Borealis"]),  # 20 EUR are 25 USD
        ("GTV_Balance__c > USD1000", ["Acme"]),
        ("NumberOfEmployees = null", ["Acme", "Borealis", "Cirrus"]),
        ("IsDeleted = false", ["Acme", "Borealis", "Cirrus"]),
        ("Parent.Name = 'Acme'", ["Cirrus"]),
        ("Parent.Owner.LastName = 'field'", ["Cirrus"]),
        ("Account.Name = 'Acme'", ["Acme"]),
        ("(Name = 'Acme' OR Name = 'Cirrus') AND Type = 'Prospect'", ["Cirrus"]),
        ("Id IN (SELECT AccountId FROM Contact WHERE Role__c = 'Billing')", ["Acme"]),
        ("Id NOT IN (SELECT AccountId FROM Contact)", ["Cirrus"]),
        ("GTV_Last_Invoice_Date__c = 2026-05-01", ["Acme"]),
        ("SystemModstamp > 2026-05-02T08:30:00Z", ["Acme", "Borealis"]),
        ("SystemModstamp >= 2026-05-03T08:30:00.000+00:00", ["Acme", "Borealis"]),
        ("SystemModstamp >= 2026-05-03T10:30:00.000001+02:00", ["Acme"]),
        ("SystemModstamp = 2026-05-03T08:30:00.000000Z", ["Borealis"]),
        ("SystemModstamp < 2026-05-03T08:30:00.1Z", ["Borealis", "Cirrus"]),
        ("CreatedDate = THIS_MONTH", ["Acme", "Borealis", "Cirrus"]),
        ("CreatedDate = LAST_N_DAYS:26", []),
        ("CreatedDate = LAST_N_DAYS:27", ["Acme", "Borealis", "Cirrus"]),
        ("CreatedDate > TODAY", []),
        ("CreatedDate < YESTERDAY", ["Acme", "Borealis", "Cirrus"]),
        ("SystemModstamp = LAST_90_DAYS AND CreatedDate != THIS_YEAR", []),
        ("SystemModstamp >= LAST_WEEK", []),
        ("CALENDAR_MONTH(CreatedDate) = 5", ["Acme", "Borealis", "Cirrus"]),
        ("DAY_ONLY(SystemModstamp) = 2026-05-03", ["Borealis"]),
    ],
)
def test_a_condition_finds(org: Crm, where: str, names: list[str]) -> None:
    assert org.names(f"{ACCOUNTS} WHERE {where} ORDER BY Name") == names


def test_an_id_is_taken_in_both_its_forms(org: Crm) -> None:
    for form in (ACME_ID, ACME_ID[:15]):
        assert org.names(f"{ACCOUNTS} WHERE Id = '{form}'") == ["Acme"]


def test_deleted_records_are_found_by_query_all_alone(org: Crm) -> None:
    soql = "SELECT Name, IsDeleted, MasterRecordId FROM Account WHERE Name = 'Dormant'"
    assert org.query(soql)["records"] == []
    (found,) = org.query(soql, path="queryAll")["records"]
    assert (found["IsDeleted"], found["MasterRecordId"]) == (True, ACME_ID)


def test_names_are_known_in_small_letters_and_answered_in_their_own(org: Crm) -> None:
    answer = org.query("select id, owner.name from account where name = 'acme' limit 1")
    assert answer == {
        "totalSize": 1,
        "done": True,
        "records": [
            {
                "attributes": {
                    "type": "Account",
                    "url": f"/services/data/v60.0/sobjects/Account/{ACME_ID}",
                },
                "Id": ACME_ID,
                "Owner": {
                    "attributes": {
                        "type": "User",
                        "url": "/services/data/v60.0/sobjects/User/005000000000001AAA",
                    },
                    "Name": "Max Field",
                },
            }
        ],
    }


def test_values_have_the_forms_of_their_types(org: Crm) -> None:
    (found,) = org.query(
        "SELECT GTV_Balance__c, GTV_Past_Due_Amount__c, GTV_Last_Invoice_Date__c, Phone, IsDeleted,"
        " GTV_Last_Synchronized__c, BillingAddress FROM Account WHERE Name = 'Acme'"
    )["records"]
    del found["attributes"]
    assert found == {
        "GTV_Balance__c": 1250.5,
        "GTV_Past_Due_Amount__c": 0.0,
        "GTV_Last_Invoice_Date__c": "2026-05-01",
        "Phone": None,
        "IsDeleted": False,
        "GTV_Last_Synchronized__c": "2026-05-07T08:30:00.000+0000",
        "BillingAddress": {
            "city": "Springfield",
            "country": "US",
            "geocodeAccuracy": None,
            "latitude": None,
            "longitude": None,
            "postalCode": "62701",
            "state": "IL",
            "street": "1 Main Street",
        },
    }


def test_money_is_a_number_with_a_point_in_the_text_itself(org: Crm) -> None:
    text = org.client.get(
        "/services/data/v60.0/query",
        params={"q": "SELECT MRR__c, Quantity__c FROM Subscription__c ORDER BY Name"},
    ).text
    assert '"MRR__c":250.0,"Quantity__c":2.5' in text
    assert '"MRR__c":0.1,"Quantity__c":2.5' in text


def test_a_parent_that_there_is_not_is_null(org: Crm) -> None:
    (found,) = org.query("SELECT Parent.Name FROM Account WHERE Name = 'Acme'")["records"]
    assert found["Parent"] is None


def test_children_come_as_an_answer_of_their_own_or_null(org: Crm) -> None:
    soql = "SELECT Name, (SELECT Name FROM Contacts ORDER BY Name DESC) FROM Account ORDER BY Name"
    acme, borealis, cirrus = org.query(soql)["records"]
    assert (acme["Contacts"]["totalSize"], acme["Contacts"]["done"]) == (2, True)
    assert [it["Name"] for it in acme["Contacts"]["records"]] == ["Bob Ray", "Ann Lee"]
    assert [it["Name"] for it in borealis["Contacts"]["records"]] == ["Cy Fox"]
    assert cirrus["Contacts"] is None


def test_a_limit_of_children_holds_for_each_parent(org: Crm) -> None:
    soql = "SELECT Name, (SELECT Name FROM Contacts ORDER BY Name LIMIT 1) FROM Account"
    found = org.query(f"{soql} ORDER BY Name")["records"]
    assert [it["Contacts"] and len(it["Contacts"]["records"]) for it in found] == [1, 1, None]


def test_custom_objects_have_children_with_their_own_ending(org: Crm) -> None:
    (found,) = org.query(
        "SELECT Name, Account__r.Name, (SELECT Name FROM Add_Ons__r), (SELECT Name FROM "
        "Change_Orders__r) FROM Subscription__c WHERE Parent__c = null"
    )["records"]
    assert found["Account__r"]["Name"] == "Acme"
    assert found["Add_Ons__r"]["records"][0]["Name"] == "SUB-2"
    assert found["Change_Orders__r"]["records"][0]["Name"] == "CO-1"


def test_records_are_counted(org: Crm) -> None:
    answer = org.query("SELECT COUNT() FROM Account WHERE Name > 'b'")
    assert answer == {"totalSize": 2, "done": True, "records": []}


def test_groups_have_aliases_or_numbers(org: Crm) -> None:
    answer = org.query(
        "SELECT CurrencyIsoCode, COUNT(Id) many, SUM(GTV_Balance__c), MAX(Name) FROM Account "
        "GROUP BY CurrencyIsoCode ORDER BY COUNT(Id) DESC"
    )
    attributes = {"type": "AggregateResult"}
    usd = {"CurrencyIsoCode": "USD", "many": 2, "expr0": 1250.5, "expr1": "Cirrus"}
    eur = {"CurrencyIsoCode": "EUR", "many": 1, "expr0": 20.0, "expr1": "Borealis"}
    assert answer["records"] == [{"attributes": attributes, **it} for it in (usd, eur)]
    assert (answer["totalSize"], answer["done"]) == (2, True)


def test_groups_can_be_chosen_by_having(org: Crm) -> None:
    (found,) = org.query(
        "SELECT Account.Name, COUNT(Id) FROM Contact GROUP BY Account.Name HAVING COUNT(Id) > 1"
    )["records"]
    assert (found["Name"], found["expr0"]) == ("Acme", 2)


def test_groups_may_be_of_a_part_of_a_date(org: Crm) -> None:
    (found,) = org.query(
        "SELECT CALENDAR_YEAR(CreatedDate) y, COUNT_DISTINCT(OwnerId) FROM Account "
        "GROUP BY CALENDAR_YEAR(CreatedDate)"
    )["records"]
    assert (found["y"], found["expr0"]) == (2026, 1)


def test_money_is_converted_where_it_is_asked_for(org: Crm) -> None:
    (found,) = org.query(
        "SELECT GTV_Balance__c, convertCurrency(GTV_Balance__c) usd, FORMAT(GTV_Balance__c) words "
        "FROM Account WHERE Name = 'Borealis'"
    )["records"]
    assert (found["GTV_Balance__c"], found["usd"], found["words"]) == (20.0, 25.0, "EUR 20.00")


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ("Name DESC", ["Cirrus", "Borealis", "Acme"]),
        ("GTV_Balance__c", ["Cirrus", "Borealis", "Acme"]),
        ("GTV_Balance__c NULLS LAST", ["Borealis", "Acme", "Cirrus"]),
        ("GTV_Balance__c DESC NULLS LAST", ["Acme", "Borealis", "Cirrus"]),
        ("Parent.Name NULLS LAST, Name DESC", ["Cirrus", "Borealis", "Acme"]),
        ("SystemModstamp, Id", ["Cirrus", "Borealis", "Acme"]),
        ("Name LIMIT 2", ["Acme", "Borealis"]),
        ("Name LIMIT 1 OFFSET 1", ["Borealis"]),
        ("Name LIMIT 1 FOR VIEW", ["Acme"]),
    ],
)
def test_records_come_in_order(org: Crm, order: str, names: list[str]) -> None:
    assert org.names(f"{ACCOUNTS} ORDER BY {order}") == names


def test_all_fields_can_be_asked_for_by_a_word(org: Crm) -> None:
    (found,) = org.query("SELECT FIELDS(ALL) FROM Account WHERE Name = 'Acme' LIMIT 200")["records"]
    assert found["NetSuite_Id__c"] == "1001"
    assert found["BillingAddress"]["city"] == "Springfield"
    (custom,) = org.query("SELECT FIELDS(CUSTOM) FROM Account WHERE Name = 'Acme' LIMIT 1")[
        "records"
    ]
    assert "Name" not in custom
    (plain,) = org.query("SELECT FIELDS(STANDARD) FROM Account WHERE Name = 'Acme'")["records"]
    assert "NetSuite_Id__c" not in plain


@pytest.mark.parametrize(
    ("soql", "code", "words"),
    [
        ("SELECT Id FROM Account WHERE", "MALFORMED_QUERY", "unexpected token: '<EOF>'"),
        ("SELECT Id, FROM Account", "MALFORMED_QUERY", "unexpected token: 'FROM'"),
        ("SELECT Id FROM Account LIMIT x", "MALFORMED_QUERY", "unexpected token: 'x'"),
        ("SELECT Id FROM Account WHERE Name # 1", "MALFORMED_QUERY", "unexpected token: '#'"),
        (
            "SELECT Id FROM Account WHERE Name = 'a' AND Name = 'b' OR Name = 'c'",
            "MALFORMED_QUERY",
            "unexpected token: 'OR'",
        ),
        (
            "SELECT Id FROM Account ORDER BY Description",
            "MALFORMED_QUERY",
            "field 'Description' can not be sorted in a query call",
        ),
        (
            "SELECT Id FROM Account WHERE Description = 'x'",
            "INVALID_FIELD",
            "field 'Description' can not be filtered in a query call",
        ),
        ("SELECT Id, Id FROM Account", "INVALID_FIELD", "duplicate field selected: Id"),
        (
            "SELECT Name, COUNT(Id) FROM Account",
            "MALFORMED_QUERY",
            "Field must be grouped or aggregated: Name",
        ),
        (
            "SELECT CreatedDate, COUNT(Id) FROM Account GROUP BY CreatedDate",
            "MALFORMED_QUERY",
            "field 'CreatedDate' can not be grouped in a query call",
        ),
        (
            "SELECT FIELDS(ALL) FROM Account",
            "MALFORMED_QUERY",
            "The SOQL FIELDS function must have a LIMIT of at most 200",
        ),
        (
            "SELECT Id FROM Account WHERE CreatedDate > 2026-05-01",
            "INVALID_FIELD",
            "value of filter criterion for field 'CreatedDate' must be of type dateTime and should "
            "not be enclosed in quotes",
        ),
        (
            "SELECT Id FROM Account WHERE IsDeleted = 'false'",
            "INVALID_FIELD",
            "value of filter criterion for field 'IsDeleted' must be of type boolean and should "
            "not be enclosed in quotes",
        ),
        (
            "SELECT Id FROM Account WHERE Name = 5",
            "INVALID_FIELD",
            "value of filter criterion for field 'Name' must be of type string and should be "
            "enclosed in quotes",
        ),
        (
            "SELECT Id FROM Account WHERE Id = 'xyz'",
            "INVALID_QUERY_FILTER_OPERATOR",
            "invalid ID field: xyz",
        ),
        (
            "SELECT Id FROM Account LIMIT 1 OFFSET 2001",
            "NUMBER_OUTSIDE_VALID_RANGE",
            "Maximum SOQL offset allowed is 2000",
        ),
        (
            "SELECT Id FROM Account WHERE CreatedDate = 2026-13-01T00:00:00Z",
            "MALFORMED_QUERY",
            "Invalid datetime: 2026-13-01T00:00:00Z",
        ),
    ],
)
def test_a_query_that_is_wrong_is_told_why(org: Crm, soql: str, code: str, words: str) -> None:
    assert org.refused(soql) == (code, words)


def test_an_unknown_column_is_pointed_at(org: Crm) -> None:
    (error,) = org.query("SELECT Id, Nonsense FROM Account", 400)
    assert error == {
        "errorCode": "INVALID_FIELD",
        "message": "\nSELECT Id, Nonsense FROM Account\n           ^\nERROR at Row:1:Column:12\n"
        "No such column 'Nonsense' on entity 'Account'. If you are attempting to use a custom "
        "field, be sure to append the '__c' after the custom field name. Please reference your "
        "WSDL or the describe call for the appropriate names.",
    }


def test_an_unknown_object_and_an_unknown_relationship_are_pointed_at(org: Crm) -> None:
    (error,) = org.query("SELECT Id\nFROM Xyzzy", 400)
    assert error["errorCode"] == "INVALID_TYPE"
    assert error["message"].startswith(
        "\nFROM Xyzzy\n     ^\nERROR at Row:2:Column:6\nsObject type 'Xyzzy' is not supported."
    )
    code, words = org.refused("SELECT Boss.Name FROM Account")
    assert code == "INVALID_FIELD"
    assert words.startswith("Didn't understand relationship 'Boss' in field path.")
    code, words = org.refused("SELECT Id, (SELECT Id FROM Toys) FROM Account")
    assert code == "INVALID_TYPE"
    assert words.startswith("Didn't understand relationship 'Toys' in FROM part of query call.")


def test_a_quote_in_a_text_is_escaped(org: Crm) -> None:
    org.patch(f"sobjects/Account/{CIRRUS_ID}", {"Name": "O'Brien \\ Sons"}, 204)
    assert org.names(rf"{ACCOUNTS} WHERE Name = 'o\'brien \\ sons'") == ["O'Brien \\ Sons"]
    assert org.names(rf"{ACCOUNTS} WHERE Name LIKE 'o\'b%'") == ["O'Brien \\ Sons"]


def test_an_org_of_one_currency_has_no_codes() -> None:
    with crm(is_multi_currency=False) as org:
        assert org.names(f"{ACCOUNTS} WHERE GTV_Balance__c > 10 ORDER BY GTV_Balance__c") == [
            "Borealis",
            "Acme",
        ]
        assert org.refused("SELECT CurrencyIsoCode FROM Account")[0] == "INVALID_FIELD"
        assert org.refused("SELECT Id FROM CurrencyType")[0] == "INVALID_TYPE"


def test_rates_say_units_of_a_currency_for_one_of_the_corporate_one(org: Crm) -> None:
    found = org.query(
        "SELECT IsoCode, ConversionRate, IsCorporate FROM CurrencyType ORDER BY IsoCode"
    )["records"]
    rates = [(it["IsoCode"], it["ConversionRate"], it["IsCorporate"]) for it in found]
    assert rates == [("EUR", 0.8, False), ("USD", 1.0, True)]
    (dated,) = org.query(
        "SELECT StartDate, ConversionRate FROM DatedConversionRate WHERE IsoCode = 'EUR' "
        "AND StartDate <= 2026-05-28 AND NextStartDate > 2026-05-28"
    )["records"]
    assert (dated["StartDate"], dated["ConversionRate"]) == ("2026-01-01", 0.8)
