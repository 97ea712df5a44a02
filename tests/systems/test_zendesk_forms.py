from datetime import date
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from systems.base import Answer, Field, Kind, Value
from systems.zendesk.fields import definition, problem, read_value, write_values
from systems.zendesk.jobs import answers
from tieout.errors import BadAnswer


def custom(kind: Kind, **more: Any) -> Field:
    return Field("organization_fields.x", kind, title="X", is_custom=True, **more)


@pytest.mark.parametrize(
    ("kind", "held", "value"),
    [
        ("boolean", None, False),
        ("boolean", False, False),
        ("boolean", True, True),
        ("decimal", "1234.5", Decimal("1234.50")),
        ("decimal", "0.125", Decimal("0.13")),
        ("decimal", 12, Decimal("12.00")),
        ("decimal", "1E+3", Decimal("1000.00")),
        ("decimal", None, None),
        ("integer", 41, 41),
        ("integer", "41", 41),
        ("text", "", None),
        ("text", "USD", "USD"),
        ("date", "2026-11-14T00:00:00+00:00", date(2026, 11, 14)),
        ("date", None, None),
    ],
)
def test_a_value_is_read_in_our_kind(kind: Kind, held: object, value: Value) -> None:
    read = read_value({"id": 1, "organization_fields": {"x": held}}, custom(kind))
    assert (read, type(read)) == (value, type(value))
    assert str(read) == str(value)  # 12.00 is not 12


@pytest.mark.parametrize(("kind", "held"), [("decimal", "n/a"), ("integer", "1.5"), ("date", "x")])
def test_a_value_of_another_kind_is_a_bad_answer(kind: Kind, held: object) -> None:
    with pytest.raises(
        BadAnswer,
        match=rf"^zendesk: organization 1 holds in organization_fields.x what is no {kind}\.$",
    ):
        read_value({"id": 1, "organization_fields": {"x": held}}, custom(kind))


def test_name_and_external_id_are_attributes_of_the_organization_itself() -> None:
    organization: dict[str, object] = {"id": 1, "name": "Acme", "external_id": ""}
    assert read_value(organization, Field("name", "text")) == "Acme"
    assert read_value(organization, Field("external_id", "text")) is None


def test_values_go_out_nested_and_amounts_digit_by_digit() -> None:
    values: dict[str, Value] = {
        "name": "Acme",
        "organization_fields.balance": Decimal("12345678901234567.60"),
        "organization_fields.limit": Decimal("1E+3"),
        "organization_fields.hold": True,
        "organization_fields.due": date(2026, 6, 30),
        "organization_fields.currency": None,
    }
    encoded = msgspec.json.Encoder(decimal_format="number").encode(write_values(values))
    assert encoded == (
        b'{"name":"Acme","organization_fields":{"balance":12345678901234567.60,"limit":1000,'
        b'"hold":true,"due":"2026-06-30","currency":null}}'
    )


@pytest.mark.parametrize(
    ("kind", "type_name"),
    [
        ("boolean", "checkbox"),
        ("decimal", "decimal"),
        ("integer", "integer"),
        ("text", "text"),
        ("date", "date"),
    ],
)
def test_a_field_is_made_with_the_type_of_its_kind(kind: Kind, type_name: str) -> None:
    assert definition(custom(kind)) == {"type": type_name, "key": "x", "title": "X"}
    existing = {"x": {"key": "x", "type": type_name, "active": True}}
    assert problem(custom(kind), existing) is None


def test_longer_kinds_of_text_fit_a_text() -> None:
    for type_name in ("textarea", "regexp"):
        assert problem(custom("text"), {"x": {"type": type_name, "active": True}}) is None


@pytest.mark.parametrize(
    ("field", "existing", "sentence", "step"),
    [
        (
            custom("decimal"),
            {},
            "organization field x (decimal) is missing",
            "tieout doctor --create-fields",
        ),
        (
            custom("decimal"),
            {"x": {"type": "text", "active": True}},
            "organization field x has the type text, expected decimal",
            "Its type cannot be changed: map another key, then: tieout doctor --create-fields",
        ),
        (
            custom("decimal"),
            {"x": {"type": "decimal", "active": False}},
            "organization field x is not active",
            "Make it active in the Admin Center, then: tieout doctor --create-fields",
        ),
        (
            custom("json"),
            {"x": {"type": "text", "active": True}},
            "no type of organization field holds json",
            "Give the field another kind",
        ),
        (
            Field("shared_tickets", "boolean"),
            {},
            "shared_tickets is not an attribute that can be written as boolean",
            "Use name, external_id or organization_fields.<key>",
        ),
    ],
)
def test_a_field_that_does_not_fit_is_said_with_what_to_do(
    field: Field, existing: dict[str, dict[str, object]], sentence: str, step: str
) -> None:
    finding = problem(field, existing)
    assert finding is not None
    assert (finding.ok, finding.subject) == (False, field.name)
    assert (finding.sentence, finding.next_step) == (sentence, step)


def job(*results: object, total: int | None = None, status: str = "completed") -> dict[str, object]:
    total = len(results) if total is None else total
    return {"id": "V3-1", "status": status, "total": total, "results": list(results)}


def test_results_belong_to_records_by_position() -> None:
    assert answers(
        job(
            {"status": "Created", "id": 7},
            {"action": "update", "id": 8, "status": "Updated", "success": True},
            {"id": 9, "index": 2},
        )
    ) == [Answer(True, "7"), Answer(True, "8"), Answer(True, "9")]


def test_a_stated_index_goes_before_the_position() -> None:
    failed = {"index": 0, "error": "OrganizationUpdateFailed", "id": 1, "details": "Name:  taken"}
    assert answers(job({"id": 2, "index": 1}, failed)) == [
        Answer(False, "1", "OrganizationUpdateFailed", "Name: taken"),
        Answer(True, "2"),
    ]


@pytest.mark.parametrize(
    "result",
    [
        {"id": 7, "success": False},
        {"id": 7, "status": "Skipped"},
        {"status": "Updated", "id": 7, "error": "X"},
        {},
    ],
)
def test_a_result_that_does_not_say_it_is_done_is_not_accepted(result: dict[str, object]) -> None:
    read = answers(job(result))
    assert read is not None
    assert not read[0].is_accepted
    assert read[0].error_code


@pytest.mark.parametrize(
    "told",
    [
        job({"id": 7, "index": 0}, total=2),
        job({"id": 7, "index": 5}),
        job({"id": 7, "index": 0}, {"id": 8, "index": 0}),
        job("Created"),
        {"id": "V3-1", "status": "completed", "total": 1, "results": {"success": True}},
        {"id": "V3-1", "status": "failed", "total": 1, "results": None},
        {"id": "V3-1", "status": "killed", "total": 1},
    ],
)
def test_a_job_that_does_not_tell_of_every_record_is_unknown(told: dict[str, object]) -> None:
    assert answers(told) is None


def test_a_failed_job_that_tells_of_every_record_is_believed() -> None:
    told = job({"id": 7, "status": "Created"}, {"index": 1, "error": "E"}, status="failed")
    read = answers(told)
    assert read is not None
    assert [answer.is_accepted for answer in read] == [True, False]
