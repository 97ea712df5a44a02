"""Which columns a column comes from is read out of the models' SQL."""

from pathlib import Path

import pytest

from tieout import lineage
from tieout.lineage import Column, Lineage, Model

STAGED = """
with source as (select * from "landing"."raw_erp"."customer"),
stg as (select id as customer_id_erp, trim(companyname) as name, balance from source)
select * from stg
"""
MART = """
with customers as (select * from "warehouse"."staging"."stg_erp__customers"),
recomputed as (select * from "warehouse"."intermediate"."int_recomputed")
select
    customers.customer_id_erp,
    case when recomputed.currency = 'EUR' then customers.balance else recomputed.balance end
        as balance
from customers left join recomputed using (customer_id_erp)
"""
SYNC = """
select 'a' as account_id, customer_id_erp, balance as amount
from "warehouse"."marts"."financials"
"""


def models(**sql: str) -> dict[str, Model]:
    said = {"stg_erp__customers": STAGED, "financials": MART, "sync": SYNC, **sql}
    made = [
        Model(
            *("stg_erp__customers", "staging", ("customer_id_erp", "name", "balance")),
            sources=("erp.customer",),
            grain=("customer_id_erp",),
            sql=said["stg_erp__customers"],
        ),
        Model("int_recomputed", "intermediate", ("customer_id_erp", "currency", "balance")),
        Model(
            *("financials", "marts", ("customer_id_erp", "balance")),
            refs=("stg_erp__customers", "int_recomputed"),
            sql=said["financials"],
        ),
        Model(
            *("sync", "syncs", ("account_id", "customer_id_erp", "amount")),
            refs=("financials",),
            sql=said["sync"],
        ),
    ]
    return {it.name: it for it in made}


def test_a_value_is_followed_through_every_model_to_what_arrived() -> None:
    assert [it for it, _ in Lineage(models(), {}).trace("sync", "amount")] == [
        Column("financials", "balance"),
        Column("stg_erp__customers", "balance"),
        Column("int_recomputed", "balance"),
        Column("int_recomputed", "currency"),
        Column("erp.customer", "balance"),
    ]


def test_the_steps_to_a_column_are_counted() -> None:
    traced = dict(Lineage(models(), {}).trace("sync", "customer_id_erp"))

    assert traced[Column("erp.customer", "id")] == 3


def test_a_value_that_is_written_out_comes_from_nowhere() -> None:
    assert list(Lineage(models(), {}).trace("sync", "account_id")) == []


def test_sql_that_is_not_understood_is_followed_by_name() -> None:
    known = Lineage(models(financials="select from where (("), {})

    assert known.upstream("financials", "balance") == [
        Column("stg_erp__customers", "balance"),
        Column("int_recomputed", "balance"),
    ]


def test_the_models_above_are_listed_the_nearest_first() -> None:
    assert Lineage(models(), {}).above("sync") == [
        *("financials", "stg_erp__customers", "int_recomputed")
    ]


def test_what_was_worked_out_is_kept_for_the_next_time(tmp_path: Path) -> None:
    file = tmp_path / "lineage.json"
    first = Lineage(models(), {"sync": {"system": "crm"}}, path=file)
    found = list(first.trace("sync", "amount"))
    first.keep()

    second = lineage.load(file)

    assert second
    assert (second.models, second.syncs) == (first.models, first.syncs)
    assert list(second.trace("sync", "amount")) == found
    assert not second.is_new


@pytest.mark.parametrize("content", [None, "", '{"models": 1}'])
def test_a_file_that_says_nothing_is_as_none(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "lineage.json"
    if content is not None:
        file.write_text(content)

    assert lineage.load(file) is None
