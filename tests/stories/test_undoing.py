"""A run that should not have written is undone, from the command line, and so is its undo."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.stories.conftest import opened
from tests.stories.helpdesk import Organization
from tests.stories.house import House
from tests.stories.ran import Ran

FINANCIALS = "sync_zendesk__organization_financials"
WRITER = re.compile(r"^Next: tieout undo (\S+), to have it as it was$", re.M)


@dataclass(frozen=True, slots=True)
class Story:
    """What was done one after the other, and what the helpdesk held after each."""

    house: House
    run_id: str
    edited: str
    before: dict[str, Organization]
    after: dict[str, Organization]
    shown: Ran
    undone: Ran
    put_back: dict[str, Organization]
    redone: Ran
    again: dict[str, Organization]
    deleted: Ran
    last: dict[str, Organization]


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with opened(tmp_path_factory.mktemp("undone") / "home", 40, "messy", 1) as house:
        assert house.run("doctor", "--create-fields").code == 0
        before = house.helpdesk.organizations()
        run_id = house.run("run", "--json").json["run_id"]
        after = house.helpdesk.organizations()
        edited = house.linked()[0]
        house.helpdesk.change(edited, netsuite_balance="1.23")
        shown = house.run("undo", run_id)
        assert house.helpdesk.figures(edited)["netsuite_currency"]
        undone = house.run("undo", run_id, "--yes")
        put_back = house.helpdesk.organizations()
        redone = house.run("undo", _writer(undone), "--yes")
        again = house.helpdesk.organizations()
        deleted = house.run("undo", run_id, "--creations", "delete", "--yes", "--json")
        last = house.helpdesk.organizations()
        yield Story(
            *(house, run_id, edited, before, after, shown, undone),
            *(put_back, redone, again, deleted, last),
        )


def _writer(ran: Ran) -> str:
    found = WRITER.search(ran.err)
    assert found, ran.err
    return found[1]


def _figures(organizations: dict[str, Organization], but: str) -> dict[str, object]:
    return {
        record_id: (it["name"], it["external_id"], it["organization_fields"])
        for record_id, it in organizations.items()
        if record_id != but
    }


def test_what_would_be_put_back_is_shown_first_and_how_to_do_it(story: Story) -> None:
    shown = story.shown
    assert shown.code == 0
    assert f"{FINANCIALS} → zendesk organizations\n" in shown.out
    assert shown.err.endswith(f"Next: tieout undo {story.run_id} --yes\n")
    assert f'[sync.{FINANCIALS}]\n  mode = "plan"' in shown.err
    made = story.after.keys() - story.before.keys()
    assert f"Made by the run: {len(made)}" in shown.out
    assert "/agent/organizations/" in shown.out


def test_every_organization_holds_again_what_it_held_before(story: Story) -> None:
    assert story.undone.code == 0
    made = story.after.keys() - story.before.keys()
    assert story.put_back.keys() - made == story.before.keys()
    was = _figures(story.before, but=story.edited)
    assert {it: _figures(story.put_back, but="")[it] for it in was} == was


def test_what_an_agent_typed_since_is_left_and_listed(story: Story) -> None:
    assert "Changed by hand since, and left: 1" in story.undone.out
    assert "holds 1.23" in story.undone.out
    figures = story.put_back[story.edited]["organization_fields"]
    assert str(figures["netsuite_balance"]) == "1.23"
    assert figures["netsuite_currency"] is None


def test_the_undo_is_in_the_history_and_in_the_published_writes(story: Story) -> None:
    undo = _writer(story.undone)
    assert f"tieout undo {story.run_id}" in story.house.run("history", "--json").out
    written = story.house.published(
        "select distinct outcome from ops.writes where run_id = ?", undo
    )
    assert written == [("written",)]


def test_an_undo_is_undone_like_any_run(story: Story) -> None:
    assert story.redone.code == 0
    assert _figures(story.again, but=story.edited) == _figures(story.after, but=story.edited)


def test_what_the_run_made_is_deleted_where_that_is_asked_for(story: Story) -> None:
    assert story.deleted.code == 0
    assert story.last.keys() == story.before.keys()
    document = story.deleted.json
    fates = {it["fate"] for it in document["creations"]}
    assert fates == {"deleted"}
    assert document["report"]["outcome"] == "done"
    gone = story.house.published(
        "select distinct record_id from ops.writes where action = 'delete' and outcome = 'written'"
    )
    assert {it for (it,) in gone} == story.after.keys() - story.before.keys()


def test_a_run_that_wrote_nothing_is_wrong_usage_and_the_latest_that_did_are_named(
    story: Story,
) -> None:
    ran = story.house.run("undo", "20200101T000000-0000")
    assert ran.code == 2
    assert "There is no run 20200101T000000-0000 that wrote anything." in ran.err
    assert f"\n  {story.run_id}  " in ran.err
    ran = story.house.run("undo", story.run_id, "--sync", "sync_x")
    assert ran.code == 2
    assert f"it wrote {FINANCIALS}, sync_zendesk__organizations" in ran.err
