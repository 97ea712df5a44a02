"""Fields of organizations at the Zendesk stand-in: what they are, and what they take."""

from collections.abc import Iterator

import pytest

from tests.sandbox.zendesk_company import Helpdesk, duplicate, helpdesk, update


@pytest.fixture(scope="module")
def opened() -> Iterator[Helpdesk]:
    with helpdesk() as served:
        yield served


@pytest.fixture
def desk(opened: Helpdesk) -> Helpdesk:
    return opened.renewed()


def test_every_active_field_is_on_every_organization(desk: Helpdesk) -> None:
    desk.field("on_hold", "checkbox")
    desk.field("balance", "decimal")
    old = desk.field("old", "text")
    desk.put(f"organization_fields/{old['id']}", {"organization_field": {"active": False}})

    shown = desk.get("organizations")["organizations"]

    assert [one["organization_fields"] for one in shown] == [
        {"balance": None, "on_hold": False}
    ] * 3


@pytest.mark.parametrize(
    ("kind", "written", "read_back"),
    [
        ("text", "EUR", '"EUR"'),
        ("text", "", "null"),
        ("integer", 42, "42"),
        ("integer", "42", "42"),
        ("decimal", 1234.56, "1234.56"),
        ("decimal", "98765432109876.54", "98765432109876.54"),
        ("decimal", 5, "5.0"),
        ("checkbox", True, "true"),
        ("checkbox", None, "false"),
        ("date", "2020-08-19", '"2020-08-19T00:00:00+00:00"'),
        ("date", "2020-08-19T22:15:00Z", '"2020-08-19T00:00:00+00:00"'),
        ("lookup", "77", "77"),
    ],
)
def test_a_value_is_read_back_as_its_type_says(
    desk: Helpdesk, kind: str, written: object, read_back: str
) -> None:
    desk.field("it", kind)
    update(desk, 501, organization_fields={"it": written})
    text = desk.client.get("/api/v2/organizations/501").text
    assert f'"organization_fields":{{"it":{read_back}}}' in text


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        ("integer", 1.5, "It: is not a whole number"),
        ("integer", "many", "It: is not a number"),
        ("decimal", True, "It: is not a number"),
        ("checkbox", "maybe", "It: is not true or false"),
        ("date", "19.08.2020", "It: is not a valid date"),
        ("text", {"a": 1}, "It: is not a text"),
    ],
)
def test_a_value_that_does_not_fit_its_field_is_refused_and_nothing_written(
    desk: Helpdesk, kind: str, value: object, words: str
) -> None:
    desk.field("it", kind)
    refused = update(desk, 501, 422, notes="x", organization_fields={"it": value})
    reasons = [{"description": words, "error": "InvalidValue"}]
    assert refused["details"] == {"base": reasons}
    assert desk.get("organizations/501")["organization"]["notes"] is None


def test_options_and_ticked_boxes_become_tags(desk: Helpdesk) -> None:
    options = [{"name": "Gold", "value": "gold"}, {"name": "Tin", "value": "tin"}]
    made = desk.field("level", "dropdown", custom_field_options=options)
    desk.field("on_hold", "checkbox", tag="held")
    assert list(made["custom_field_options"][0]) == ["id", "name", "raw_name", "value"]

    update(desk, 502, organization_fields={"level": "gold", "on_hold": True})
    changed = update(desk, 502, organization_fields={"level": "tin"})

    assert changed["tags"] == ["vip", "held", "tin"]
    update(desk, 502, 422, organization_fields={"level": "lead"})
    cleared = update(desk, 502, organization_fields={"level": None, "on_hold": False})
    assert cleared["tags"] == ["vip"]


def test_a_misspelt_field_key_is_passed_over_in_silence(desk: Helpdesk) -> None:
    desk.field("balance", "decimal")
    body = {"organization": {"organization_fields": {"balence": 5}}}
    answer = desk.client.put("/api/v2/organizations/501", json=body)
    assert answer.json()["organization"]["organization_fields"] == {"balance": None}
    assert "x-zendesk-api-warn" not in answer.headers


def test_a_field_is_defined_shown_changed_and_deleted_by_id_or_key(desk: Helpdesk) -> None:
    made = desk.field("open_ar", "decimal", description="Open receivables")
    assert list(made) == [
        *("url", "id", "type", "key", "title", "description", "raw_title", "raw_description"),
        *("position", "active", "system", "regexp_for_validation", "created_at", "updated_at"),
    ]
    assert (made["position"], made["active"], made["system"]) == (9999, True, False)
    assert desk.get("organization_fields/open_ar")["organization_field"] == made
    change = {"organization_field": {"title": "A/R", "type": "text", "key": "other"}}
    changed = desk.put(f"organization_fields/{made['id']}", change)["organization_field"]
    assert (changed["title"], changed["type"], changed["key"]) == ("A/R", "decimal", "open_ar")

    desk.delete("organization_fields/open_ar")

    desk.get("organization_fields/open_ar", 404)
    again = {"organization_field": {"key": "open_ar", "title": "Again"}}
    taken = desk.post("organization_fields", again, 422)
    assert taken == duplicate("key", "Key", "open_ar")


@pytest.mark.parametrize("key", ["", "123", "with space", "with-dash"])
def test_a_field_key_is_letters_digits_and_underscores(desk: Helpdesk, key: str) -> None:
    body = {"organization_field": {"key": key, "title": "It"}}
    assert "key" in desk.post("organization_fields", body, 422)["details"]


def test_fields_are_listed_in_both_styles_and_in_their_order(desk: Helpdesk) -> None:
    first, second = desk.field("one", "text"), desk.field("two", "checkbox")
    desk.put("organization_fields/reorder", {"organization_field_ids": [second["id"], first["id"]]})

    offset = desk.get("organization_fields")
    cursor = desk.get("organization_fields", **{"page[size]": 100})

    assert [one["key"] for one in offset["organization_fields"]] == ["two", "one"]
    assert (offset["count"], offset["next_page"]) == (2, None)
    assert len(cursor["organization_fields"]) == 2
    assert cursor["meta"]["has_more"] is False
