"""Somebody wants the figures of a day that is over, and goes back to today's."""

import pytest

from tests.stories.conftest import FirstLoops
from tests.stories.house import House

PAST = "2026-05-15"
DAYS = "select distinct as_of::varchar from marts.financials"


@pytest.mark.slow
def test_the_figures_are_of_that_day_and_nothing_is_planned_of_them(
    house: House, loops: FirstLoops
) -> None:
    writes = house.helpdesk.writes()
    differences = house.published("select * from marts.breaks order by break_id")

    past = house.run("run", "--as-of", PAST)
    assert past.code == 0
    assert "Checks that failed" not in past.out
    assert f"The figures are those of {PAST}, to be read: nothing is planned of them." in past.out
    assert house.published(DAYS) == [(PAST,)]
    assert house.published("select * from marts.breaks order by break_id") == differences

    one_record = ("sync", "zendesk", "organizations", house.linked()[0])
    for verb in (["plan"], ["apply"], one_record):
        refused = house.run(*verb)
        assert refused.code == 3
        assert f"The marts hold the figures of {PAST}, and today is 2026-06-30" in refused.err
        assert "Next: tieout build" in refused.err

    today = house.run("run")
    assert today.code == 0
    assert house.published(DAYS) == [("2026-06-30",)]
    assert house.helpdesk.writes() == writes


def test_a_day_that_is_not_over_is_refused(house: House) -> None:
    refused = house.run("run", "--as-of", "2026-06-30")

    assert refused.code == 2
    assert "--as-of must be a day before 2026-06-30, got 2026-06-30" in refused.err
