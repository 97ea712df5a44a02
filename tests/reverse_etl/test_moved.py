from dataclasses import replace

import pytest

from reverse_etl.moved import account, between, raise_if_another
from reverse_etl.plan import Plan
from tests.reverse_etl.stage import COMPANIES, FINANCIALS, Stage, company, financials
from tieout.errors import StalePlan
from tieout.settings import SyncSettings


@pytest.fixture
def earlier(stage: Stage) -> Plan:
    """Acme is renamed, Bolt gets a balance, Neu is made."""
    stage.target.add("C1", name="Acme", balance=None)
    stage.target.add("C2", name="Bolt", balance=None)
    return stage.plan(
        company("1000", "C1", "Acme Ltd"),
        *(company("1001", "C2", "Bolt"), financials("1001", "C2", "Bolt", "7")),
        company(None, "C9", "Neu"),
    )


def sentences(earlier: Plan, later: Plan) -> list[str]:
    return [one.sentence for one in between(earlier, later)]


def test_nothing_moved_between_a_plan_and_itself(earlier: Plan) -> None:
    assert between(earlier, earlier) == []


def test_what_moved_in_the_target_and_in_the_source_are_told_apart(
    stage: Stage, earlier: Plan
) -> None:
    stage.target.records["1000"].values["name"] = "ACME"
    later = stage.plan(
        company("1000", "C1", "Acme Ltd"),
        *(company("1001", "C2", "Bolt"), financials("1001", "C2", "Bolt", "8")),
        company(None, "C9", "Neu"),
    )
    assert sentences(earlier, later) == [
        "Acme Ltd (companies 1000), name: holds ACME, and held Acme",
        "Bolt (companies 1001), balance: is to become 8.00, and was to become 7.00",
    ]


def test_records_and_fields_that_came_and_went_are_named(stage: Stage, earlier: Plan) -> None:
    later = stage.plan(
        *(company("1000", "C1", "Acme"), financials("1000", "C1", "Acme", "1", days=3)),
        *(company("1001", "C2", "Bolt & Co"), financials("1001", "C2", "Bolt & Co", None)),
        company(None, "C8", "Noch neuer"),
    )
    said = account(between(earlier, later)).splitlines()
    assert said[0] == (
        "What moved: 1 record has nothing to write, 1 record is new in it, 5 fields differ."
    )
    assert said[1:] == [
        "  - Neu (companies external id C9): nothing is to be written any more",
        "  - Acme (companies 1000), balance: is to be written by now, (empty) → 1.00",
        "  - Acme (companies 1000), days: is to be written by now, (empty) → 3",
        "  - Acme (companies 1000), name: nothing is to be written any more",
        "  - Bolt & Co (companies 1001), balance: nothing is to be written any more",
        "  - Bolt & Co (companies 1001), name: is to be written by now, Bolt → Bolt & Co",
        "  - Noch neuer (companies external id C8): external_id, name would be created",
    ]


def test_a_record_that_was_left_out_says_why(stage: Stage, earlier: Plan) -> None:
    del stage.target.records["1000"]
    later = stage.plan(
        company("1000", "C1", "Acme Ltd"),
        held={FINANCIALS: ["the totals do not tie"]},
    )
    assert sentences(earlier, later) == [
        "Neu (companies external id C9): nothing is to be written any more",
        "Acme Ltd (companies 1000): crm no longer has 1000",
        f"Bolt (companies 1001): {FINANCIALS} is held back: the totals do not tie",
    ]


def test_a_sync_that_was_switched_on_is_what_moved(stage: Stage, earlier: Plan) -> None:
    stage.overrides[COMPANIES] = SyncSettings("plan")
    later = replace(earlier, syncs=tuple(replace(it, mode="plan") for it in earlier.syncs))
    assert earlier.digest != later.digest
    assert sentences(later, earlier)[0] == f"{COMPANIES}: its mode was plan, and is apply"


def test_ten_things_are_named_and_the_rest_is_counted(stage: Stage) -> None:
    for number in range(13):
        stage.target.add(f"C{number}", name=f"Firm {number}")
    ids = list(stage.target.records)
    earlier = stage.plan(*(company(it, f"C{n}", f"Firm {n} Ltd") for n, it in enumerate(ids)))
    said = account(between(earlier, stage.plan())).splitlines()
    assert said[0] == "What moved: 13 records have nothing to write."
    assert (len(said), said[-1]) == (12, "  … and 3 more")


def test_a_plan_that_is_not_the_one_of_now_is_refused_with_what_moved(
    stage: Stage, earlier: Plan
) -> None:
    stage.target.records["1000"].values["name"] = "ACME"
    later = stage.plan(company("1000", "C1", "Acme Ltd"))
    with pytest.raises(StalePlan) as refused:
        raise_if_another(later, earlier.short_digest, earlier, "")
    said = str(refused.value).splitlines()
    assert said[0] == (
        f"Plan {earlier.short_digest} is not what would be written now: that is plan "
        f"{later.short_digest}, with 1 record. What moved: 2 records have nothing to write, "
        "1 field differs."
    )
    assert said[-1] == "Nothing was written. Look at it, then name it: tieout plan"
    raise_if_another(later, later.short_digest.upper(), earlier, "")


def test_a_digest_that_nobody_kept_lists_those_that_are(stage: Stage, earlier: Plan) -> None:
    with pytest.raises(StalePlan) as refused:
        raise_if_another(earlier, "0123456789ab", None, "None is kept.")
    assert "No plan 0123456789ab is kept here. None is kept." in str(refused.value)
