"""Somebody types other values into the helpdesk between two runs."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.stories.conftest import FirstLoops
from tests.stories.house import House
from tieout import settings

EDITED = 4
WRONG = {"netsuite_balance": "1.23", "netsuite_currency": "XYZ"}


@pytest.fixture
def edited(house: House, loops: FirstLoops) -> Iterator[list[str]]:
    """The organizations in which somebody changed a balance and a currency."""
    chosen = house.linked()[:EDITED]
    house.helpdesk.change_all(dict.fromkeys(chosen, WRONG))
    yield chosen
    house.helpdesk.change_all({it: loops.after[it]["organization_fields"] for it in chosen})


def test_all_of_them_are_found_and_put_right(
    house: House, loops: FirstLoops, edited: list[str]
) -> None:
    ran = house.run("run")

    assert ran.code == 0
    assert "8 values changed by hand since we wrote: to be put back\n" in ran.err
    written = r"^  sync_zendesk__organization_financials  4 written of 4 changes$"
    assert re.search(written, ran.out, re.M)
    for record_id in edited:
        assert house.helpdesk.figures(record_id) == loops.after[record_id]["organization_fields"]


def test_they_are_left_and_reported_where_that_is_what_the_settings_say(
    house: House, edited: list[str], tmp_path: Path
) -> None:
    (tmp_path / "tieout.toml").write_text(
        '[sync.sync_zendesk__organization_financials]\non_hand_edit = "respect"\n'
    )
    respectful = replace(
        settings.load(house.environment, root=tmp_path), root=settings.ROOT, home=house.home
    )
    writes = house.helpdesk.writes()

    ran = house.loop(respectful)

    assert ran.code == 0
    assert "8 values changed by hand since we wrote: left alone\n" in ran.err
    assert "The plan is empty: the systems hold what they should." in ran.out
    assert house.helpdesk.writes() == writes
    for record_id in edited:
        assert house.helpdesk.figures(record_id)["netsuite_currency"] == "XYZ"
