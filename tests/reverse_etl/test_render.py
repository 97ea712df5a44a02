"""What people read of a plan and of an apply: at the terminal, in a pull request, as JSON."""

import json
from decimal import Decimal

from reverse_etl import render
from reverse_etl.plan import Plan
from tests.reverse_etl.stage import COMPANIES, FINANCIALS, Stage, company, financials
from tieout.settings import SyncSettings


def busy_plan(stage: Stage) -> Plan:
    """A plan that has something to say of every kind."""
    acme = stage.target.add("C1", name="Acme", balance=None)
    beta = stage.target.add("C2", name="Beta", balance=None)
    stage.target.rejects[beta] = ("DuplicateValue", "Name: Beta Ltd has already been taken")
    stage.run(financials(acme, "C1", "Acme", "7"), company(beta, "C2", "Beta Ltd"))
    stage.target.records[acme].values["balance"] = Decimal("9.99")
    return stage.plan(
        *(company(acme, "C1", "Acme Ltd"), financials(acme, "C1", "Acme Ltd", "8", hold=True)),
        *(company(beta, "C2", "Beta Ltd"), company("77", "C7", "Weg")),
        *(company(None, "C9", "Neu"), financials(None, "C8", "Nix", "1")),
        *(company(None, None, "Lost"), company(None, None, "Lost too")),
    )


def test_a_plan_reads_by_sync_then_record_then_field(stage: Stage) -> None:
    plan = busy_plan(stage)
    assert (
        render.plan_text(plan)
        == f"""\
{COMPANIES} → crm companies
  1 to create, 1 to overwrite; 2 records read

  Neu (companies external id C9), for A-Neu
    external_id  new: C9
    name         new: Neu

  Acme Ltd (companies 1000), for A-Acme Ltd
    name  Acme → Acme Ltd

{FINANCIALS} → crm companies
  1 to overwrite; 1 record read

  Acme Ltd (companies 1000), for A-Acme Ltd
    balance  9.99 → 8.00  [changed by hand since we wrote 7.00 at 2026-06-30 12:00 UTC]
    hold     false → true

Changed by hand and put back: 1

  Acme Ltd (companies 1000), for {FINANCIALS}
    balance  holds 9.99, wanted 8.00  [we wrote 7.00 at 2026-06-30 12:00 UTC]

Rejected as they are, and not sent again until they change: 1
  To send them once more: tieout retry

  Beta Ltd (companies 1001), for A-Beta Ltd
    name  DuplicateValue: Name: Beta Ltd has already been taken  [since 2026-06-30 12:00 UTC]

Waiting for a record that nobody creates: 1

  Nix (companies external id C8)
    {FINANCIALS}  nothing in crm has external id C8, and no sync creates it

Known by id, and gone from the target: 1

  Weg (companies 77)
    {COMPANIES}  crm no longer has 77

Left out, because what is wanted contradicts itself: 2

  Lost (companies no id)
    {COMPANIES}  has neither a record id nor an external id

  Lost too (companies no id)
    {COMPANIES}  has neither a record id nor an external id

Plan {plan.short_digest}: 2 records. Nothing was written. To write it:
  tieout apply --plan {plan.short_digest}
"""
    )


def test_a_long_plan_is_shortened_and_counted(stage: Stage) -> None:
    ids = [stage.target.add(f"C{one}", name="old") for one in range(1200)]
    plan = stage.plan(*(company(one, f"C{n}", "new") for n, one in enumerate(ids)))

    text = render.plan_text(plan)

    assert text.count("old → new") == 10
    assert "  … and 1,190 more\n" in text


def test_no_line_is_wider_than_the_terminal(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme" * 40)
    text = render.plan_text(
        stage.plan(company(acme, "C1", "Beta" * 60), held={FINANCIALS: ["why " * 60]})
    )
    assert max(map(len, text.splitlines())) <= 100
    assert "…" in text


def test_what_is_held_back_and_over_its_limit_is_told(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme", balance=None)
    stage.overrides = {COMPANIES: SyncSettings(mode="plan", most_changes=0)}

    text = render.plan_text(
        stage.plan(company(acme, "C1", "Acme Ltd"), held={FINANCIALS: ["totals: EUR differs"]})
    )

    assert "  Only planned: its mode is plan, so nothing of it is written\n" in text
    assert "  Over its limit, nothing of it is written: sync_crm__companies: 1 of 1 record" in text
    assert "Held back: nothing of these syncs is planned\n" in text
    assert f"  {FINANCIALS}: totals: EUR differs. Next: tieout check\n" in text


def test_a_plan_that_finds_nothing_says_so(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme")
    text = render.plan_text(stage.plan(company(acme, "C1", "Acme")))
    assert text.endswith("Nothing to write: the targets hold what they should.\n")
    assert "  nothing to write; 1 record read\n" in text


def test_a_plan_for_a_pull_request_is_a_table(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme|*Co*")

    text = render.plan_markdown(stage.plan(company(acme, "C1", "Acme Ltd")))

    assert text.startswith("### sync\\_crm\\_\\_companies → crm companies\n")
    assert "| record | for | field | what |\n| --- | --- | --- | --- |\n" in text
    assert "| Acme Ltd (companies 1000) | A-Acme Ltd | name | Acme\\|\\*Co\\* → Acme Ltd |" in text


def test_a_plan_as_values_is_json_and_whole(stage: Stage) -> None:
    plan = busy_plan(stage)

    values = json.loads(json.dumps(render.plan_values(plan)))

    assert values["digest"] == plan.digest
    assert values["as_of"] == "2026-06-30"
    assert [change["name"] for change in values["changes"]] == ["Neu", "Acme Ltd"]
    assert values["changes"][1]["fields"][0]["before"] == "9.99"
    assert {key for key, found in values.items() if found == []} == {"held", "over_limit", "calls"}


def test_an_account_tells_what_was_written_and_what_was_not(stage: Stage) -> None:
    ids = [stage.target.add(f"C{one}", name="old") for one in range(3)]
    stage.target.rejects[ids[0]] = ("DuplicateValue", "Name: new has already been taken")
    plan = stage.plan(*(company(one, f"C{n}", f"new {n}") for n, one in enumerate(ids)))
    stage.target.records[ids[1]].values["name"] = "by hand"

    text = render.report_text(stage.apply(plan))

    assert (
        text
        == f"""\
{COMPANIES}
  1 written, 1 stale, 1 rejected of 3 planned

Rejected: 1

  new 0 (companies 1000), for A-new 0
    name  DuplicateValue: Name: new has already been taken

Stale: 1

  new 1 (companies 1001), for A-new 1
    name  moved: holds by hand, no longer old

All records: 1 written, 1 stale, 1 rejected of 3 planned.
"""
    )


def test_an_account_tells_faults_refusals_and_what_an_earlier_run_left(stage: Stage) -> None:
    ids = [stage.target.add(f"C{one}", name="old", balance=Decimal(1)) for one in range(2)]
    stage.target.troubles.append("job late")
    stage.run(company(ids[0], "C0", "new"))
    stage.target.finish_late_jobs()
    stage.overrides = {FINANCIALS: SyncSettings(most_changes=0)}
    stage.target.troubles.append("limited")

    report = stage.run(company(ids[1], "C1", "new"), financials(ids[1], "C1", "new", "2"))

    text = render.report_text(report)
    assert "Left unknown by an earlier run\n  1 written after all\n" in text
    assert "Over its limit: nothing of it was written\n  sync_crm__company_financials: 1 of" in text
    assert "Left before the end\n  crm: too many requests. (companies)\n" in text
    assert text.endswith("All records: 1 not sent of 1 planned.\n")
    values = json.loads(json.dumps(render.report_values(report)))
    assert (values["outcome"], values["exit_code"]) == ("broken", 1)


def test_an_interrupted_account_says_how_to_go_on(stage: Stage) -> None:
    acme = stage.target.add("C1", name="Acme")
    report = stage.run(company(acme, "C1", "Acme Ltd"), is_interrupted=lambda: True)
    assert render.report_text(report).endswith(
        "Interrupted: what was in flight is accounted for. To go on: tieout apply\n"
    )
    assert render.report_markdown(report).startswith("### sync\\_crm\\_\\_companies\n")


def test_an_account_of_nothing_is_one_line(stage: Stage) -> None:
    report = stage.run()
    assert render.report_text(report) == "Nothing was written: there was nothing to write.\n"
