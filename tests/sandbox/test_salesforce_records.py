"""Single records at the Salesforce stand-in: written, refused, read again, deleted."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.salesforce_company import ACME_ID, ANN_ID, BOREALIS_ID, CIRRUS_ID, DORMANT_ID
from tests.sandbox.salesforce_served import DATA, Crm, crm


@pytest.fixture(scope="module")
def opened() -> Iterator[Crm]:
    with crm() as served:
        yield served


@pytest.fixture
def org(opened: Crm) -> Crm:
    return opened.renewed()


def read(org: Crm, record_id: str, *fields: str) -> list[Any]:
    found = org.get(f"sobjects/Account/{record_id}", fields=",".join(fields))
    return [found[name] for name in fields]


def refusal(org: Crm, sent: dict[str, Any], status: int = 400) -> Any:
    (error,) = org.patch(f"sobjects/Account/{ACME_ID}", sent, status)
    return error


def test_a_record_is_created_read_changed_and_deleted(org: Crm) -> None:
    made = org.post("sobjects/Account/", {"Name": "Dusk", "GTV_Balance__c": 7}, 201)
    assert made.keys() == {"id", "success", "errors"}
    assert (len(made["id"]), made["success"], made["errors"]) == (18, True, [])
    place = f"sobjects/Account/{made['id']}"

    org.patch(place, {"Industry": "Energy", "GTV_Balance__c": None}, 204)

    assert read(org, made["id"], "Name", "Industry", "GTV_Balance__c", "CurrencyIsoCode") == [
        "Dusk",
        "Energy",
        None,
        "USD",
    ]
    org.delete(place)
    (error,) = org.get(place, 404)
    assert error == {"errorCode": "ENTITY_IS_DELETED", "message": "entity is deleted"}


def test_an_id_of_fifteen_signs_is_taken_and_eighteen_are_given(org: Crm) -> None:
    found = org.get(f"sobjects/Account/{ACME_ID[:15]}")
    assert found["Id"] == ACME_ID
    assert found["attributes"]["url"] == f"{DATA}/sobjects/Account/{ACME_ID}"
    assert found["BillingCity"] == "Springfield"


def test_a_write_moves_the_moment_of_change(org: Crm) -> None:
    org.patch(f"sobjects/Account/{ACME_ID}", {"Phone": "1"}, 204)
    moved = "2026-05-28T20:26:40.000+0000"
    assert read(org, ACME_ID, "SystemModstamp", "LastModifiedDate") == [moved, moved]


def test_an_upsert_creates_with_201_and_updates_with_200(org: Crm) -> None:
    place = "sobjects/Account/NetSuite_Id__c/4711"
    made = org.patch(place, {"Name": "Dusk"}, 201)
    assert (made["success"], made["created"]) == (True, True)
    again = org.patch(place, {"Name": "Dusk Ltd"}, 200)
    assert again == {"id": made["id"], "success": True, "errors": [], "created": False}
    assert org.get(place)["Name"] == "Dusk Ltd"
    org.delete(place)
    assert org.get(place, 404)[0]["errorCode"] == "NOT_FOUND"


def test_an_old_version_answers_an_update_by_upsert_with_204(org: Crm) -> None:
    place = "/services/data/v45.0/sobjects/Account/NetSuite_Id__c/1001"
    assert org.patch(place, {"Phone": "2"}, 204) == ""
    made = org.patch(place + "0", {"Name": "Dusk"}, 201)
    assert "created" not in made


def test_an_upsert_that_finds_several_writes_nothing_and_lists_them(org: Crm) -> None:
    for record_id in (ACME_ID, BOREALIS_ID):
        org.patch(f"sobjects/Account/{record_id}", {"GTV_Account_Id__c": "BA-9"}, 204)
    found = org.patch("sobjects/Account/GTV_Account_Id__c/ba-9", {"Name": "x"}, 300)
    assert found == [f"{DATA}/sobjects/Account/{it}" for it in (ACME_ID, BOREALIS_ID)]
    assert org.get("sobjects/Account/GTV_Account_Id__c/BA-9", 300) == found
    assert read(org, ACME_ID, "Name") == ["Acme"]


def test_an_upsert_by_id_only_updates(org: Crm) -> None:
    org.patch(f"sobjects/Account/Id/{ACME_ID}", {"Phone": "3"}, 200)
    assert read(org, ACME_ID, "Phone") == ["3"]


def test_an_external_id_with_a_slash_is_found(org: Crm) -> None:
    org.patch("sobjects/Account/NetSuite_Id__c/a%2Fb", {"Name": "Slash"}, 201)
    assert org.get("sobjects/Account/NetSuite_Id__c/A%2FB")["Name"] == "Slash"


def test_a_field_that_is_no_external_id_is_refused(org: Crm) -> None:
    (error,) = org.patch("sobjects/Account/Phone/1", {}, 404)
    assert error == {
        "errorCode": "NOT_FOUND",
        "message": "Provided external ID field does not exist or is not accessible: Phone",
    }
    (error,) = org.patch("sobjects/Account/NetSuite_Id__c/1", {"NetSuite_Id__c": "1"}, 400)
    assert error["errorCode"] == "INVALID_FIELD"


def test_a_parent_is_found_by_its_external_id(org: Crm) -> None:
    org.patch(f"sobjects/Account/{CIRRUS_ID}", {"Parent": {"NetSuite_Id__c": "1002"}}, 204)
    assert read(org, CIRRUS_ID, "ParentId") == [BOREALIS_ID]
    org.patch(f"sobjects/Account/{CIRRUS_ID}", {"Parent": {"NetSuite_Id__c": None}}, 204)
    assert read(org, CIRRUS_ID, "ParentId") == [None]
    error = refusal(org, {"Parent": {"NetSuite_Id__c": "none"}})
    assert error["message"] == (
        "Foreign key external ID: none not found for field NetSuite_Id__c in entity Account"
    )


@pytest.mark.parametrize(
    ("sent", "code", "message", "fields"),
    [
        (
            {"Nonsense": 1},
            "INVALID_FIELD",
            "No such column 'Nonsense' on sobject of type Account",
            [],
        ),
        (
            {"Name": None},
            "REQUIRED_FIELD_MISSING",
            "Required fields are missing: [Name]",
            ["Name"],
        ),
        (
            {"Name": ""},
            "REQUIRED_FIELD_MISSING",
            "Required fields are missing: [Name]",
            ["Name"],
        ),
        (
            {"Sic": "x" * 21},
            "STRING_TOO_LONG",
            f"Sic: data value too large: {'x' * 21} (max length=20)",
            ["Sic"],
        ),
        (
            {"CurrencyIsoCode": "ZZZ"},
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            "Currency ISO Code: bad value for restricted picklist field: ZZZ",
            ["CurrencyIsoCode"],
        ),
        (
            {"NetSuite_Id__c": "1002"},
            "DUPLICATE_VALUE",
            "duplicate value found: NetSuite_Id__c duplicates value on record with id: "
            f"{BOREALIS_ID}",
            ["NetSuite_Id__c"],
        ),
        (
            {"CreatedDate": "2026-01-01T00:00:00Z", "IsDeleted": True},
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            "Unable to create/update fields: CreatedDate, IsDeleted. Please check the security "
            "settings of this field and verify that it is read/write for your profile or "
            "permission set.",
            ["CreatedDate", "IsDeleted"],
        ),
        (
            {"OwnerId": "005000000000099AAA"},
            "INVALID_CROSS_REFERENCE_KEY",
            "invalid cross reference id",
            ["OwnerId"],
        ),
        (
            {"ParentId": ANN_ID},
            "FIELD_INTEGRITY_EXCEPTION",
            f"Parent ID: id value of incorrect type: {ANN_ID}",
            ["ParentId"],
        ),
        (
            {"ParentId": "xyz"},
            "MALFORMED_ID",
            "Parent ID: id value of incorrect type: xyz",
            ["ParentId"],
        ),
        ({"ParentId": DORMANT_ID}, "ENTITY_IS_DELETED", "entity is deleted", ["ParentId"]),
        (
            {"GTV_Primary_Email__c": "not one"},
            "INVALID_EMAIL_ADDRESS",
            "GTV Primary Email: invalid email address: not one",
            ["GTV_Primary_Email__c"],
        ),
        (
            {"NumberOfEmployees": 1.5},
            "NUMBER_OUTSIDE_VALID_RANGE",
            "Employees: value outside of valid range on numeric field: 1.5",
            ["NumberOfEmployees"],
        ),
        (
            {"GTV_Balance__c": "much"},
            "JSON_PARSER_ERROR",
            "Cannot deserialize instance of double from VALUE_STRING value much or request may be "
            "missing a required field at [line:1, column:1]",
            ["GTV_Balance__c"],
        ),
        (
            {"Id": ACME_ID},
            "INVALID_FIELD",
            "The Id field should not be specified in the sobject data.",
            ["Id"],
        ),
    ],
)
def test_a_record_that_is_wrong_is_told_why(
    org: Crm, sent: dict[str, Any], code: str, message: str, fields: list[str]
) -> None:
    assert refusal(org, sent) == {"message": message, "errorCode": code, "fields": fields}
    assert read(org, ACME_ID, "Name", "NetSuite_Id__c") == ["Acme", "1001"]


def test_money_is_rounded_to_the_decimals_of_its_field(org: Crm) -> None:
    body = b'{"GTV_Balance__c": 1.005, "Health_Score__c": "12.344"}'
    org.asked("PATCH", f"sobjects/Account/{ACME_ID}", 204, content=body)
    assert read(org, ACME_ID, "GTV_Balance__c", "Health_Score__c") == [1.01, 12.34]


def test_large_money_keeps_every_digit(org: Crm) -> None:
    body = b'{"GTV_Balance__c": 1234567890123456.78}'
    org.asked("PATCH", f"sobjects/Account/{ACME_ID}", 204, content=body)
    params = {"fields": "GTV_Balance__c"}
    text = org.client.get(f"{DATA}/sobjects/Account/{ACME_ID}", params=params).text
    assert '"GTV_Balance__c":1234567890123456.78' in text


def test_moments_are_taken_with_any_offset_and_given_in_utc(org: Crm) -> None:
    for sent in ("2026-05-01T12:00:00+02:00", "2026-05-01T10:00:00.000+0000", "2026-05-01T10:00Z"):
        org.patch(f"sobjects/Account/{ACME_ID}", {"GTV_Last_Synchronized__c": sent}, 204)
        found = read(org, ACME_ID, "GTV_Last_Synchronized__c")
        assert found == ["2026-05-01T10:00:00.000+0000"]


def test_a_body_that_is_no_json_is_refused(org: Crm) -> None:
    for body in (b"{", b"[]"):
        (error,) = org.asked("POST", "sobjects/Account", 400, content=body)
        assert error["errorCode"] == "JSON_PARSER_ERROR"


@pytest.mark.parametrize(
    "path",
    [
        "sobjects/Nothing/x",
        "sobjects/Account/001000000000999AAA",
        f"sobjects/Account/{ANN_ID}",
        "x",
    ],
)
def test_what_is_not_there_is_404(org: Crm, path: str) -> None:
    (error,) = org.get(path, 404)
    assert error == {"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}


def test_a_deleted_record_can_be_neither_changed_nor_deleted(org: Crm) -> None:
    (error,) = org.patch(f"sobjects/Account/{DORMANT_ID}", {"Name": "x"}, 404)
    assert error["errorCode"] == "ENTITY_IS_DELETED"
    assert org.delete(f"sobjects/Account/{DORMANT_ID}", 404)[0]["errorCode"] == "ENTITY_IS_DELETED"


def test_a_method_that_there_is_not_is_405(org: Crm) -> None:
    (error,) = org.asked("PUT", f"sobjects/Account/{ACME_ID}", 405)
    assert error == {
        "errorCode": "METHOD_NOT_ALLOWED",
        "message": "HTTP Method 'PUT' not allowed. Allowed are DELETE,GET,PATCH",
    }


def test_accounts_have_tags_by_which_a_write_can_be_held_back(org: Crm) -> None:
    place = f"{DATA}/sobjects/Account/{ACME_ID}"
    tag = org.client.get(place).headers["ETag"]
    assert org.client.get(place, headers={"If-None-Match": tag}).status_code == 304
    org.patch(place, {"Phone": "4"}, 204)

    stale = org.client.patch(place, json={"Phone": "5"}, headers={"If-Match": tag})

    assert (stale.status_code, stale.content) == (412, b"")
    assert read(org, ACME_ID, "Phone") == ["4"]
    fresh = {"If-Match": org.client.get(place).headers["ETag"]}
    assert org.client.patch(place, json={"Phone": "5"}, headers=fresh).status_code == 204


def test_no_other_object_has_tags(org: Crm) -> None:
    place = f"{DATA}/sobjects/Contact/{ANN_ID}"
    answer = org.client.get(place)
    assert "ETag" not in answer.headers
    unmatched = org.client.patch(place, json={"Title": "x"}, headers={"If-Match": '"no"'})
    assert unmatched.status_code == 204


def test_a_record_that_did_not_change_since_is_304(org: Crm) -> None:
    place = f"{DATA}/sobjects/Contact/{ANN_ID}"
    modified = org.client.get(place).headers["Last-Modified"]
    assert modified == "Sat, 02 May 2026 08:30:00 GMT"
    assert org.client.get(place, headers={"If-Modified-Since": modified}).status_code == 304
    earlier = {"If-Modified-Since": "Sat, 02 May 2026 08:29:59 GMT"}
    assert org.client.get(place, headers=earlier).status_code == 200
    (error,) = org.asked("GET", place, 400, headers={"If-Modified-Since": "yesterday"})
    assert error["message"] == "Invalid date in a conditional header: yesterday"


def test_deleted_and_changed_records_of_a_span_are_listed(org: Crm) -> None:
    span = {"start": "2026-05-20T00:00:00+00:00", "end": "2026-05-28T00:00:30+00:00"}
    assert org.get("sobjects/Account/deleted/", **span) == {
        "deletedRecords": [{"deletedDate": "2026-05-27T08:30:00.000+0000", "id": DORMANT_ID}],
        "earliestDateAvailable": "2026-05-13T20:26:00.000+0000",
        "latestDateCovered": "2026-05-28T00:00:00.000+0000",
    }
    span["start"] = "2026-05-03T08:30:59Z"
    assert org.get("sobjects/Account/updated/", **span) == {
        "ids": [BOREALIS_ID, ACME_ID],
        "latestDateCovered": "2026-05-28T00:00:00.000+0000",
    }


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (
            "2026-05-01T00:00:00Z",
            "startDate before org replication enabled date or 15 days ago",
        ),
        ("2026-05-28T00:00:00Z", "endDate before startDate"),
        ("soon", "Invalid date: soon"),
    ],
)
def test_a_span_that_cannot_be_covered_is_refused(org: Crm, start: str, words: str) -> None:
    span = {"start": start, "end": "2026-05-28T00:00:00Z"}
    (error,) = org.get("sobjects/Account/deleted", 400, **span)
    assert error == {"errorCode": "INVALID_REPLICATION_DATE", "message": words}


def test_a_deletion_shows_in_the_list_of_deletions(org: Crm) -> None:
    org.delete(f"sobjects/Account/{CIRRUS_ID}")
    span = {"start": "2026-05-28T20:00:00Z", "end": "2026-05-28T20:30:00Z"}
    (gone,) = org.get("sobjects/Account/deleted", **span)["deletedRecords"]
    assert gone == {"deletedDate": "2026-05-28T20:26:40.000+0000", "id": CIRRUS_ID}


def test_users_are_switched_off_and_not_deleted(org: Crm) -> None:
    place = "sobjects/User/005000000000001AAA"
    (error,) = org.delete(place, 400)
    assert error["message"] == "entity type User does not support delete"
    org.patch(place, {"IsActive": False}, 204)
    assert org.query("SELECT Id FROM User WHERE IsActive = false")["totalSize"] == 1
    assert org.refused("SELECT IsDeleted FROM User")[0] == "INVALID_FIELD"


def test_a_reset_brings_everything_back(org: Crm) -> None:
    org.post("sobjects/Account", {"Name": "Dusk"}, 201)
    org.patch(f"sobjects/Account/{ACME_ID}", {"Name": "Zenith"}, 204)
    org.delete(f"sobjects/Account/{CIRRUS_ID}")
    org.renewed()
    assert org.names("SELECT Name FROM Account ORDER BY Name") == ["Acme", "Borealis", "Cirrus"]
