"""What the Salesforce stand-in says of itself: versions, objects, fields, limits, new fields."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.salesforce_company import ACME_ID, many
from tests.sandbox.salesforce_served import DATA, Crm, crm

FIELD_KEYS = (
    "aggregatable aiPredictionField autoNumber byteLength calculated calculatedFormula "
    "cascadeDelete caseSensitive compoundFieldName controllerName createable custom defaultValue "
    "defaultValueFormula defaultedOnCreate dependentPicklist deprecatedAndHidden digits "
    "displayLocationInDecimal encrypted externalId extraTypeInfo filterable filteredLookupInfo "
    "formulaTreatNullNumberAsZero groupable highScaleNumber htmlFormatted idLookup inlineHelpText "
    "label length mask maskType name nameField namePointing nillable permissionable picklistValues "
    "polymorphicForeignKey precision queryByDistance referenceTargetField referenceTo "
    "relationshipName relationshipOrder restrictedDelete restrictedPicklist scale "
    "searchPrefilterable soapType sortable type unique updateable writeRequiresMasterRead"
)
OBJECTS = {
    *("Account", "Case", "Contact", "Contract", "CurrencyType", "DatedConversionRate"),
    *("Opportunity", "OpportunityLineItem", "Order", "OrderItem", "Organization"),
    *("Pricebook2", "PricebookEntry", "Product2", "Profile", "Quote", "QuoteLineItem"),
    *("Subscription__c", "Subscription_Change_Order__c", "User", "UserRole"),
}


@pytest.fixture(scope="module")
def opened() -> Iterator[Crm]:
    with crm() as served:
        yield served


@pytest.fixture
def org(opened: Crm) -> Crm:
    return opened.renewed()


def field(org: Crm, name: str, of: str = "Account") -> Any:
    described = org.get(f"sobjects/{of}/describe")
    return next(it for it in described["fields"] if it["name"] == name)


def some(described: Any, *names: str) -> list[Any]:
    return [described[name] for name in names]


def new_field(org: Crm, name: str, status: int = 201, **metadata: Any) -> Any:
    sent = {"FullName": name, "Metadata": {"label": "Renewal Score", **metadata}}
    return org.post("tooling/sobjects/CustomField", sent, status)


def test_versions_are_listed_without_a_session(org: Crm) -> None:
    listed = org.stranger.get("/services/data").json()
    assert {"label": "Spring '24", "url": "/services/data/v60.0", "version": "60.0"} in listed
    assert listed[-1] == {
        "label": "Summer '26",
        "url": "/services/data/v67.0",
        "version": "67.0",
    }
    assert org.get("/services/data/v60.0")["sobjects"] == f"{DATA}/sobjects"
    assert org.get("/services/data/v20.0/sobjects", 404)[0]["errorCode"] == "NOT_FOUND"


def test_every_object_is_listed_with_or_without_a_slash(org: Crm) -> None:
    listed = org.get("sobjects")
    assert listed == org.get("sobjects/")
    assert (listed["encoding"], listed["maxBatchSize"]) == ("UTF-8", 200)
    assert {it["name"] for it in listed["sobjects"]} == OBJECTS
    account = next(it for it in listed["sobjects"] if it["name"] == "Account")
    assert some(account, "keyPrefix", "label", "labelPlural", "custom", "createable") == [
        "001",
        "Account",
        "Accounts",
        False,
        True,
    ]
    assert account["urls"]["describe"] == f"{DATA}/sobjects/Account/describe"
    assert org.get("sobjects/Account")["objectDescribe"]["name"] == "Account"


def test_every_field_has_every_key(org: Crm) -> None:
    for name in OBJECTS:
        for it in org.get(f"sobjects/{name}/describe/")["fields"]:
            assert sorted(it) == sorted(FIELD_KEYS.split()), (name, it["name"])


def test_fields_follow_the_conventions_of_their_types(org: Crm) -> None:
    size = ("type", "soapType", "length", "byteLength", "digits", "precision", "scale")
    assert some(field(org, "Id"), *size) == ["id", "tns:ID", 18, 18, 0, 0, 0]
    assert some(field(org, "Name"), *size) == ["string", "xsd:string", 255, 765, 0, 0, 0]
    assert some(field(org, "AnnualRevenue"), *size) == ["currency", "xsd:double", 0, 0, 0, 18, 0]
    assert some(field(org, "NumberOfEmployees"), *size) == ["int", "xsd:int", 0, 0, 8, 0, 0]
    assert some(field(org, "IsDeleted"), *size) == ["boolean", "xsd:boolean", 0, 0, 0, 0, 0]
    assert some(field(org, "CreatedDate"), *size) == ["datetime", "xsd:dateTime", 0, 0, 0, 0, 0]
    assert some(field(org, "BillingAddress"), *size) == ["address", "urn:address", 0, 0, 0, 0, 0]
    assert some(field(org, "Quantity", "OrderItem"), *size[5:]) == [18, 2]


def test_references_compounds_and_custom_fields_say_what_they_are(org: Crm) -> None:
    owner = field(org, "OwnerId")
    assert some(owner, "referenceTo", "relationshipName", "nillable") == [["User"], "Owner", False]
    parent = field(org, "Parent__c", "Subscription__c")
    assert some(parent, "relationshipName", "custom") == ["Parent__r", True]
    assert field(org, "BillingCity")["compoundFieldName"] == "BillingAddress"
    assert field(org, "LastName", "Contact")["compoundFieldName"] == "Name"
    key = field(org, "NetSuite_Id__c")
    assert some(key, "externalId", "unique", "idLookup", "length") == [True, True, True, 40]
    assert field(org, "GTV_Account_Id__c")["unique"] is False
    status = field(org, "Status", "Order")
    assert [it["value"] for it in status["picklistValues"]] == [
        "Draft",
        "Order Accepted",
        "Order Hold",
        "Activated",
        "Cancelled",
    ]
    assert field(org, "ASTEA_Job_Number__c", "OrderItem")["label"] == "Order Number"


def test_an_object_says_who_its_children_are(org: Crm) -> None:
    described = org.get("sobjects/Account/describe")
    names = {it["relationshipName"] for it in described["childRelationships"]}
    assert {"Contacts", "Opportunities", "Orders", "ChildAccounts", "Subscriptions__r"} <= names
    assert described["recordTypeInfos"][0]["recordTypeId"] == "012000000000000AAA"
    assert org.get("sobjects/Nothing/describe", 404)[0]["errorCode"] == "NOT_FOUND"


def test_a_describe_that_did_not_change_is_304(org: Crm) -> None:
    for place in (f"{DATA}/sobjects", f"{DATA}/sobjects/Account/describe"):
        changed = org.client.get(place).headers["Last-Modified"]
        assert org.client.get(place, headers={"If-Modified-Since": changed}).status_code == 304
        org.clock.wait(60)


def test_limits_go_down_and_every_answer_says_how_far(org: Crm) -> None:
    first = org.client.get(f"{DATA}/limits")
    assert first.headers["Sforce-Limit-Info"] == "api-usage=1/100000"
    assert first.json()["DailyApiRequests"] == {"Max": 100000, "Remaining": 99999}
    assert first.json()["DailyBulkApiBatches"] == {"Max": 15000, "Remaining": 15000}
    refused = org.client.get(f"{DATA}/nothing")
    assert refused.headers["Sforce-Limit-Info"] == "api-usage=2/100000"


def test_a_day_without_calls_left_is_403() -> None:
    with crm(many(1), daily_calls=2) as org:
        for _ in range(2):
            org.get("limits")
        assert org.get("limits", 403) == [
            {"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "TotalRequests Limit exceeded."}
        ]


def test_records_are_counted_by_object(org: Crm) -> None:
    assert org.get("limits/recordCount", sObjects="Account,Contact") == {
        "sObjects": [{"count": 4, "name": "Account"}, {"count": 3, "name": "Contact"}]
    }


@pytest.mark.parametrize(
    ("metadata", "value"),
    [
        ({"type": "Text", "length": 40, "externalId": True, "unique": True}, "x"),
        ({"type": "Number", "precision": 18, "scale": 2}, 1.5),
        ({"type": "Currency", "precision": 18, "scale": 2}, 1.5),
        ({"type": "Checkbox"}, True),
        ({"type": "Date"}, "2026-05-28"),
        ({"type": "DateTime"}, "2026-05-28T10:00:00.000+0000"),
        ({"type": "LongTextArea", "length": 32000, "visibleLines": 3}, "x"),
        ({"type": "Lookup", "referenceTo": "Account", "relationshipName": "Twins"}, ACME_ID),
        (
            {
                "type": "Picklist",
                "valueSet": {
                    "restricted": True,
                    "valueSetDefinition": {"value": [{"fullName": "Hot", "label": "Hot"}]},
                },
            },
            "Hot",
        ),
    ],
)
def test_a_custom_field_is_made_written_and_read(
    org: Crm, metadata: dict[str, Any], value: Any
) -> None:
    made = new_field(org, "Account.Score__c", **metadata)
    assert (made["success"], made["errors"], made["id"][:3]) == (True, [], "00N")
    assert field(org, "Score__c")["label"] == "Renewal Score"
    org.patch(f"sobjects/Account/{ACME_ID}", {"Score__c": value}, 204)
    (found,) = org.query("SELECT Score__c FROM Account WHERE Name = 'Acme'")["records"]
    assert found["Score__c"] == value
    org.renewed()
    assert org.refused("SELECT Score__c FROM Account")[0] == "INVALID_FIELD"


@pytest.mark.parametrize(
    ("name", "metadata", "code", "fields"),
    [
        (
            "Account.NetSuite_Id__c",
            {"type": "Text", "length": 40},
            "DUPLICATE_DEVELOPER_NAME",
            ["DeveloperName"],
        ),
        ("Account.Plain", {"type": "Date"}, "FIELD_INTEGRITY_EXCEPTION", ["FullName"]),
        ("Nothing.X__c", {"type": "Date"}, "FIELD_INTEGRITY_EXCEPTION", ["FullName"]),
        ("Account.X__c", {"type": "Text"}, "FIELD_INTEGRITY_EXCEPTION", ["Metadata"]),
        ("Account.X__c", {"type": "Magic"}, "FIELD_INTEGRITY_EXCEPTION", ["Metadata"]),
    ],
)
def test_a_custom_field_that_makes_no_sense_is_refused(
    org: Crm, name: str, metadata: dict[str, Any], code: str, fields: list[str]
) -> None:
    (error,) = new_field(org, name, 400, **metadata)
    assert (error["errorCode"], error["fields"]) == (code, fields)


def test_a_field_can_be_made_invisible(org: Crm) -> None:
    org.standin.faults.add("hidden-column", times=None, name="Account.GTV_Balance__c")
    names = {it["name"] for it in org.get("sobjects/Account/describe")["fields"]}
    assert "GTV_Balance__c" not in names
    code, words = org.refused("SELECT GTV_Balance__c FROM Account")
    assert code == "INVALID_FIELD"
    assert words.startswith("No such column 'GTV_Balance__c' on entity 'Account'.")
    (error,) = org.patch(f"sobjects/Account/{ACME_ID}", {"GTV_Balance__c": 1}, 400)
    assert error["message"] == "No such column 'GTV_Balance__c' on sobject of type Account"


def test_a_field_that_nobody_has_seen_before_can_be_made_to_appear(org: Crm) -> None:
    org.standin.faults.add("new-column", times=None, name="Account.Mood__c", value="fine")
    assert field(org, "Mood__c")["custom"] is True
    (found,) = org.query("SELECT Mood__c FROM Account WHERE Name = 'Acme'")["records"]
    assert found["Mood__c"] == "fine"


def test_what_is_asked_for_can_be_forbidden(org: Crm) -> None:
    org.standin.faults.add("no-permission", match="describe")
    (error,) = org.get("sobjects/Account/describe", 403)
    assert error["errorCode"] == "INSUFFICIENT_ACCESS"
    org.standin.faults.add("no-permission", times=2, name="Order")
    assert org.refused("SELECT Id FROM Order")[0] == "INVALID_TYPE"
    assert org.get("sobjects/Order/describe", 404)[0]["errorCode"] == "NOT_FOUND"


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("rate-limit", 403, "REQUEST_LIMIT_EXCEEDED"),
        ("rate-limit-silent", 403, "REQUEST_LIMIT_EXCEEDED"),
        ("error-500", 500, "UNKNOWN_EXCEPTION"),
        ("unavailable", 503, "SERVER_UNAVAILABLE"),
    ],
)
def test_the_generic_faults_speak_the_vendors_words(
    org: Crm, fault: str, status: int, code: str
) -> None:
    org.standin.faults.add(fault)
    (error,) = org.get("limits", status)
    assert error["errorCode"] == code


def test_every_operation_says_what_it_does(org: Crm) -> None:
    operations = org.standin.operations
    assert all(it.does for it in operations)
    places = [(it.method, it.path) for it in operations]
    assert len(places) == len(set(places))
    assert ("GET", "/services/data/v{version}/jobs/query/{job}/results") in places
