"""A plan is named, limited, and no longer good where the world moved on."""

import re
from collections.abc import Iterator

import pytest

from tests.stories.conftest import FirstLoops
from tests.stories.house import House

FINANCIALS = "sync_zendesk__organization_financials"
OTHER = "0123456789ab"


@pytest.fixture
def edited(house: House, loops: FirstLoops) -> Iterator[list[str]]:
    """More than a third of the organizations, in which somebody changed the balance."""
    chosen = house.linked()[:20]
    assert house.run("extract").code == 0  # an earlier story may have left a system unread
    house.helpdesk.change_all({it: {"netsuite_balance": "1.23"} for it in chosen})
    yield chosen
    house.helpdesk.change_all({it: loops.after[it]["organization_fields"] for it in chosen})


def test_another_plan_than_the_one_that_was_named_is_not_written(
    house: House, edited: list[str]
) -> None:
    writes = house.helpdesk.writes()

    ran = house.run("apply", "--plan", OTHER)

    assert ran.code == 3
    assert ran.out == ""
    assert re.search(
        rf"^Plan {OTHER} is not what would be written now: that is plan [0-9a-f]{{12}}, with 20 "
        r"records\. Something moved, or the plan is another's\. Look at it, then name it: tieout "
        r"plan$",
        ran.err,
        re.M,
    )
    assert house.helpdesk.writes() == writes


def test_more_than_the_limit_is_written_only_when_the_plan_is_named(
    house: House, edited: list[str], loops: FirstLoops
) -> None:
    writes = house.helpdesk.writes()
    ran = house.run("apply")

    assert ran.code == 3
    said = " ".join(ran.out.split())
    assert (
        f"{FINANCIALS}: 20 of 56 records of zendesk organizations would be overwritten (35.7%); "
        "the limit is 10,000 records or 30%. For instance: "
    ) in said
    assert said.count(" organization_fields.netsuite_balance: 1.23 → ") == 3
    assert said.endswith("Nothing was written.")
    named = re.search(
        r"^Next: tieout apply --plan ([0-9a-f]{12}) --allow-over-limit, if that is meant$",
        ran.err,
        re.M,
    )
    assert named
    assert house.helpdesk.writes() == writes
    allowed = house.run("apply", "--plan", named[1], "--allow-over-limit")

    assert allowed.code == 0
    assert "All records: 20 written of 20 planned." in allowed.out
    for record_id in edited:
        assert house.helpdesk.figures(record_id) == loops.after[record_id]["organization_fields"]


def test_the_whole_loop_says_what_is_over_its_limit_and_writes_the_rest(
    house: House, edited: list[str], loops: FirstLoops
) -> None:
    other = house.linked()[30]
    house.helpdesk.rename(other, "Somebody else")

    ran = house.run("run")

    assert ran.code == 3
    over = rf"^  {FINANCIALS}  held back: 20 of 56 records of zendesk organizations would be "
    assert re.search(over, ran.out, re.M)
    assert "  sync_zendesk__organizations            1 written of 1 change\n" in ran.out
    assert house.helpdesk.organization(other)["name"] == loops.after[other]["name"]
    assert (
        house.helpdesk.figures(edited[0])["netsuite_balance"]
        != (loops.after[edited[0]]["organization_fields"]["netsuite_balance"])
    )
