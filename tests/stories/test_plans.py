"""A plan is named, limited, and no longer good where the world moved on."""

import re
import stat
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

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
    house.run("plan", "--by", "Ann")
    writes = house.helpdesk.writes()

    ran = house.run("apply", "--plan", OTHER)

    assert ran.code == 3
    assert ran.out == ""
    assert re.search(
        rf"^Plan {OTHER} is not what would be written now: that is plan [0-9a-f]{{12}}, with 20 "
        rf"records\. No plan {OTHER} is kept here\. The latest that are kept:\n"
        r"  [0-9a-f]{12}  made \d{4}-\d\d-\d\d \d\d:\d\d UTC by Ann, 20 records\n",
        ran.err,
        re.M,
    )
    assert ran.err.endswith("Nothing was written. Look at it, then name it: tieout plan\n")
    assert house.helpdesk.writes() == writes


def test_a_plan_that_was_looked_at_says_what_moved_since(house: House, edited: list[str]) -> None:
    looked_at = house.run("plan", "--json").json["digest"]
    file = house.home / "plans" / f"{looked_at}.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    house.helpdesk.change(edited[0], netsuite_balance="4.56")
    writes = house.helpdesk.writes()

    ran = house.run("apply", "--plan", looked_at[:12], "--allow-over-limit")

    assert (ran.code, ran.out) == (3, "")
    assert "What moved: 1 field differs.\n" in ran.err
    assert (
        f"(organizations {edited[0]}), organization_fields.netsuite_balance: holds 4.56, and "
        in (ran.err)
    )
    assert house.helpdesk.writes() == writes


def test_a_plan_of_one_sync_is_named_without_naming_the_sync_again(
    house: House, edited: list[str], loops: FirstLoops
) -> None:
    house.helpdesk.rename(edited[0], "Somebody else")
    looked_at = house.run("plan", "sync_zendesk__organizations", "--json").json
    assert len(looked_at["changes"]) == 1

    ran = house.run("apply", "--plan", looked_at["digest"][:12])

    assert (ran.code, ran.err) == (0, ran.err)
    assert "All records: 1 written of 1 planned." in ran.out
    assert house.helpdesk.organization(edited[0])["name"] == loops.after[edited[0]]["name"]
    assert house.helpdesk.figures(edited[0])["netsuite_balance"] == Decimal("1.23")


def test_a_large_plan_waits_for_a_second_person_and_its_run_says_so(
    house: House, edited: list[str], loops: FirstLoops
) -> None:
    limits = {"greatest_share": Fraction(1)}
    with house.workshop() as workshop:
        chosen = replace(
            workshop.settings,
            approval_above=19,
            syncs={name: replace(it, **limits) for name, it in workshop.settings.syncs.items()},
        )
    writes = house.helpdesk.writes()

    held = house.loop(chosen)

    assert held.code == 3
    assert f"  {FINANCIALS}  held back: a second person has to agree to the plan\n" in held.out
    assert house.helpdesk.writes() == writes
    named = re.search(
        r"^Plan ([0-9a-f]{12}), made by (\S+), would write 20 .* nobody has", held.err, re.M
    )
    assert named
    digest, made_by = named.groups()
    refused = house.run("approve", digest, "--by", made_by)
    assert (refused.code, refused.out) == (3, "")
    assert f"was made by {made_by}: somebody else has to agree to it" in refused.err

    agreed = house.run("approve", digest, "--by", "Bob")
    assert (agreed.code, agreed.err.splitlines()[-1]) == (
        0,
        f"Next: tieout apply --plan {digest}",
    )
    assert agreed.out == f"Plan {digest}, 20 records, made by {made_by}: Bob agrees.\n"
    assert house.published("select plan_digest[:12], made_by, approved_by from ops.approvals") == [
        (digest, made_by, "Bob")
    ]
    assert house.loop(chosen).code == 0
    for record_id in edited:
        assert house.helpdesk.figures(record_id) == loops.after[record_id]["organization_fields"]


def test_nobody_agrees_to_a_plan_that_is_not_there(house: House) -> None:
    ran = house.run("approve", OTHER, "--by", "Bob")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"There is no plan {OTHER} that waits to be written. ")
    assert ran.err.endswith("To make one: tieout plan\n")


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
