from collections.abc import Iterator

import pytest

from systems.base import Field
from systems.salesforce.forms import definition
from systems.salesforce.writes import PRICE, SUBSCRIPTION, Written
from tests.shop import Says, Seen
from tests.systems.crm import BALANCE, INVOICED, NAME, STATUS, SYNCED, Crm, crm
from tests.systems.scripted_org import description, path_of, says, scripted_target
from tieout.errors import NotPermitted, Refused

SCORE = Field("Score__c", "decimal", "Score", "How well they pay.", scale=4, is_custom=True)


@pytest.fixture(scope="module")
def served() -> Iterator[Crm]:
    with crm() as org:
        yield org


@pytest.fixture
def org(served: Crm) -> Crm:
    return served.as_new()


def problems(org: Crm, *fields: Field, written: Written | None = None) -> list[tuple[str, str]]:
    with org.target(**({"written": written} if written else {})) as target:
        return [(it.sentence, it.next_step) for it in target.problems(fields)]


def test_fields_that_are_there_are_no_problem(org: Crm) -> None:
    assert problems(org, NAME, BALANCE, STATUS, INVOICED, SYNCED) == []


def test_a_missing_field_can_be_made_where_it_is_custom(org: Crm) -> None:
    assert problems(org, SCORE, Field("Score", "text")) == [
        (
            "Account.Score__c (decimal) is missing, or hidden from this user",
            "tieout doctor --create-fields",
        ),
        (
            "Account.Score (text) is missing, or hidden from this user",
            "Correct its name, or give the user's permission set Edit",
        ),
    ]


def test_a_field_that_is_made_is_no_problem_any_more(org: Crm) -> None:
    with org.target() as target:
        target.create_field(SCORE)
        assert target.problems([SCORE]) == []
        with pytest.raises(Refused):
            target.create_field(SCORE)


def test_a_field_of_another_type_is_a_problem(org: Crm) -> None:
    step = "Map another field in sources.salesforce.fields"
    assert problems(org, Field(BALANCE.name, "date"), Field(NAME.name, "boolean")) == [
        ("Account.GTV_Balance__c has the type currency, expected date", step),
        ("Account.Name has the type string, expected boolean", step),
    ]


def test_a_field_that_keeps_too_few_places_is_a_problem(org: Crm) -> None:
    assert problems(org, Field(BALANCE.name, "decimal", scale=4)) == [
        (
            "Account.GTV_Balance__c keeps 2 places, expected 4",
            "Give the field more places in Setup > Object Manager",
        )
    ]


def test_a_field_that_nobody_may_write_is_a_problem(org: Crm) -> None:
    assert problems(org, Field("CreatedDate", "timestamp")) == [
        (
            "Account.CreatedDate cannot be written by this user",
            "Give its permission set Edit on the field; a formula can never be written",
        )
    ]


def test_a_field_that_is_only_given_at_creation_is_no_problem(org: Crm) -> None:
    assert problems(org, Field("CurrencyIsoCode", "text"), written=PRICE) == []


def test_a_reference_is_followed_to_its_key(org: Crm) -> None:
    wrong = [
        Field("Owner__r.NetSuite_Id__c", "text"),
        Field("Account__r.Score__c", "text"),
        Field("Account__r.Website", "text"),
    ]
    found = problems(org, Field("Account__r.NetSuite_Id__c", "text"), *wrong, written=SUBSCRIPTION)
    assert found == [
        (
            "Subscription__c has no relationship Owner__r, or this user may not see it",
            "Correct its name: Account__r for the lookup Account__c",
        ),
        (
            "Account.Score__c (external id) is missing, or hidden from this user",
            "tieout doctor --create-fields",
        ),
        (
            "Account.Website is no external id",
            "Tick External ID and Unique on the field in Setup > Object Manager",
        ),
    ]


def test_a_key_that_is_missing_or_hidden_is_a_problem(org: Crm) -> None:
    org.faults.add("hidden-column", name="NetSuite_Id__c", times=None)
    assert problems(org) == [
        (
            "Account.NetSuite_Id__c (external id) is missing, or hidden from this user",
            "tieout doctor --create-fields",
        )
    ]


def test_an_object_that_is_missing_is_one_problem(org: Crm) -> None:
    with org.target(SUBSCRIPTION, settings={"subscription_object": "Abo__c"}) as target:
        (finding,) = target.problems([NAME])
    assert (finding.subject, finding.ok) == ("Abo__c", False)
    assert finding.sentence.startswith("salesforce: there is no object Abo__c, or this user ")


def test_a_field_that_stays_hidden_when_it_is_made_is_told() -> None:
    def told(request: Seen) -> Says | None:
        if path_of(request) == "/tooling/sobjects/CustomField":
            return says({"id": "00N1", "success": True, "errors": []}, 201)
        return description(Name="string") if request.path.endswith("/describe") else None

    with scripted_target(told) as (target, _), pytest.raises(NotPermitted) as caught:
        target.create_field(SCORE)
    assert str(caught.value) == (
        "salesforce: Account.Score__c was made, and is hidden from this user. Give its permission "
        "set Read and Edit on the field, then: tieout doctor"
    )


@pytest.mark.parametrize(
    ("field", "metadata"),
    [
        (STATUS, {"type": "Text", "length": 255}),
        (BALANCE, {"type": "Currency", "precision": 18, "scale": 2}),
        (Field("A__c", "decimal", scale=4), {"type": "Number", "precision": 18, "scale": 4}),
        (Field("A__c", "integer"), {"type": "Number", "precision": 18, "scale": 0}),
        (Field("A__c", "boolean"), {"type": "Checkbox", "defaultValue": "false"}),
        (INVOICED, {"type": "Date"}),
        (SYNCED, {"type": "DateTime"}),
    ],
    ids=lambda it: it.kind if isinstance(it, Field) else None,
)
def test_a_field_is_made_in_the_type_of_its_kind(field: Field, metadata: dict[str, object]) -> None:
    assert definition("Account", field.name, field, is_key=False) == {
        "FullName": f"Account.{field.name}",
        "Metadata": {"label": field.title or "A", **metadata},
    }


def test_a_key_is_made_unique() -> None:
    field = Field("NetSuite_Id__c", "text", "NetSuite id", "The customer in the ERP.")
    assert definition("Account", field.name, field, is_key=True)["Metadata"] == {
        "label": "NetSuite id",
        "description": "The customer in the ERP.",
        "type": "Text",
        "length": 255,
        "externalId": True,
        "unique": True,
    }
