import os
import stat
from pathlib import Path

import pytest

from reverse_etl.plan import Plan
from reverse_etl.shelf import MOST, Shelf
from tests.reverse_etl.stage import Stage, company
from tieout.errors import StalePlan, StorageError


def planned(stage: Stage, name: str) -> Plan:
    """A plan that renames Acme to this."""
    if not stage.target.records:
        stage.target.add("C1", name="Acme")
    return stage.plan(company("1000", "C1", name))


def test_a_plan_is_found_again_by_the_beginning_of_its_digest(stage: Stage, tmp_path: Path) -> None:
    plan, shelf = planned(stage, "Acme Ltd"), Shelf(tmp_path / "plans")
    path = shelf.keep(plan)
    assert path.name == f"{plan.digest}.json"
    assert shelf.find(plan.short_digest) == plan
    assert shelf.find(plan.digest.upper()) == plan
    assert shelf.find("0123456789ab") is None
    assert shelf.find(plan.digest[:5]) is None
    assert shelf.find("*" * 12) is None


def test_only_its_owner_can_read_it_and_no_half_of_it_stays(stage: Stage, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        path = Shelf(tmp_path).keep(planned(stage, "Acme Ltd"))
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [it.name for it in tmp_path.iterdir() if it.suffix == ".part"] == []


def test_the_latest_fifty_are_kept(stage: Stage, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "plans")
    plans = [planned(stage, f"Acme {number}") for number in range(MOST + 2)]
    for number, plan in enumerate(plans):
        path = shelf.keep(plan)
        os.utime(path, (number, number))  # a second apart, whatever the disk's clock says
    shelf.keep(plans[-1])
    assert shelf.digests()[0] == plans[-1].digest
    assert len(shelf.digests()) == MOST
    assert shelf.find(plans[0].digest) is None
    assert shelf.find(plans[-1].digest)


def test_a_plan_that_somebody_changed_is_not_believed(stage: Stage, tmp_path: Path) -> None:
    plan, shelf = planned(stage, "Acme Ltd"), Shelf(tmp_path)
    path = shelf.keep(plan)
    path.write_text(path.read_text().replace("Acme Ltd", "Acme Inc"))
    with pytest.raises(StalePlan, match=r"^This plan was changed after it was made\."):
        shelf.find(plan.digest)


def test_a_folder_that_cannot_be_written_is_named(stage: Stage, tmp_path: Path) -> None:
    (tmp_path / "plans").write_text("not a folder")
    with pytest.raises(StorageError, match=r"plans/[0-9a-f]{64}\.json could not be kept: "):
        Shelf(tmp_path / "plans").keep(planned(stage, "Acme Ltd"))
