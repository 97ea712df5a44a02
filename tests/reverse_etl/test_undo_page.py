"""What a person reads of an undo before it is written."""

from datetime import date
from decimal import Decimal

import msgspec

from reverse_etl import undo, undo_page
from reverse_etl.undo import Undo
from tests.reverse_etl.stage import COMPANIES, FINANCIALS, Stage, company, financials


def an_undo(stage: Stage) -> Undo:
    """Of a run whose work was changed by hand, by a later run, and not at all."""
    acme = stage.target.add("C-1", name="Acme", balance=Decimal("5.00"), days=3)
    brix = stage.target.add("C-2", name="Brix", balance=Decimal("5.00"))
    stage.run(
        financials(acme, "C-1", "Acme", "7.50", days=9),
        financials(brix, "C-2", "Brix", "7.50"),
        company(None, "C-3", "Cole"),
    )
    stage.run(financials(brix, "C-2", "Brix", "8.00"))
    stage.target.records[acme].values["days"] = 4
    targets = {("crm", "companies"): stage.target}
    return undo.make("run-1", targets, stage.ledger, date(2026, 6, 30), "run-3")


def test_it_says_what_is_put_back_what_stays_and_by_whose_hand(stage: Stage) -> None:
    made = an_undo(stage)

    assert undo_page.undo_text(made) == (
        """\
sync_crm__companies → crm companies
  nothing to put back, of 1 record that the run wrote

sync_crm__company_financials → crm companies
  1 to put back, of 2 records that the run wrote

  Acme (companies 1000)
    balance  7.50 → 5.00

Changed by hand since, and left: 1

  Acme (companies 1000), for sync_crm__company_financials
    days  holds 4; before the run 3  [we wrote 9 at 2026-06-30 12:00 UTC]

Written again by a later run, and left: 1

  Brix (companies 1001), for sync_crm__company_financials
    balance  holds 8.00; before the run 5.00  [written by run-2]

Made by the run: 1

  Cole (companies 1002)
    left  made by the run; left, since nothing else was asked for
          https://crm.example/companies/1002

"""
        f"Plan {made.plan.short_digest}: 1 record as before run-1.\n"
    )


def test_the_next_run_is_warned_of_for_the_syncs_that_may_write(stage: Stage) -> None:
    made = an_undo(stage)

    assert undo_page.warning(made, [COMPANIES, FINANCIALS]).endswith(
        f'Before it, set in tieout.toml:\n  [sync.{FINANCIALS}]\n  mode = "plan"'
    )
    assert undo_page.warning(made, []) == ""


def test_a_script_gets_all_of_it(stage: Stage) -> None:
    values = msgspec.json.decode(msgspec.json.encode(undo_page.undo_values(an_undo(stage))))

    assert values["of_run"] == "run-1"
    assert [it["by_run"] for it in values["superseded"]] == ["run-2"]
    assert values["digest"]
