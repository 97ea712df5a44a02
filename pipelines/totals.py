"""Sets what a system says of its tables beside what landing holds of them."""

from datetime import timedelta
from decimal import Decimal

from pipelines.landing import Landing, quoted
from pipelines.parcel import Reading
from systems.base import SourceTotal, Table


def keep(landing: Landing, table: Table, run_id: str, reading: Reading) -> None:
    """Keep the totals of one reading in `source_totals`, each beside landing's own.

    The count is the one that the system stated with a full read, else the one it gave afterwards.
    Records that a mark says are deleted are in no total; a stated one knows nothing of marks.
    A currency that only one side knows counts as nothing on the other.
    """
    again = "delete from {it} where run_id = ? and table_name = ?"
    landing.run(again, run_id, table.name, it=landing.name("source_totals"))
    sums = {total.amount: total.currency for total in table.totals}
    stated = reading.stated_total if reading.is_full and not table.deleted_mark else None
    counts = [it.value for it in reading.totals if it.measure == "count"]
    if stated is not None or counts:
        value = counts[0] if stated is None else Decimal(stated)
        names = {"it": landing.name(table.name), "living": _living(table)}
        held = landing.run("select count(*) from {it} where {living}", **names)[0][0]
        _insert(landing, run_id, reading, ("count", "", value, held))
    for measure, currency in sums.items():
        given = [it for it in reading.totals if it.measure == measure]
        if given:
            _keep_sums(landing, run_id, reading, given, _held(landing, table, measure, currency))


def _keep_sums(
    landing: Landing,
    run_id: str,
    reading: Reading,
    given: list[SourceTotal],
    held: dict[str, Decimal],
) -> None:
    said = {it.currency: it.value for it in given}
    nothing = Decimal(0)
    for currency in sorted(said.keys() | held.keys()):
        values = (said.get(currency, nothing), held.get(currency, nothing))
        _insert(landing, run_id, reading, (given[0].measure, currency, *values))


def _held(landing: Landing, table: Table, amount: str, currency: str) -> dict[str, Decimal]:
    rows = landing.run(
        "select coalesce(cast({currency} as varchar), ''), coalesce(sum({amount}), 0)"
        " from {it} where {living} group by all",
        living=_living(table),
        it=landing.name(table.name),
        amount=quoted(amount),
        currency=quoted(currency),
    )
    return dict(rows)


def _living(table: Table) -> str:
    return f"{quoted(table.deleted_mark)} is not true" if table.deleted_mark else "true"


def _insert(landing: Landing, run_id: str, reading: Reading, values: tuple[object, ...]) -> None:
    rejected = landing.number(
        "select count(*) from {it} where table_name = ?",
        reading.table,
        it=landing.name("rejected_rows"),
    )
    taken_at = reading.started_at + timedelta(seconds=reading.seconds)
    landing.run(
        "insert into {it} values (?, ?, ?, ?, ?, ?, ?, ?)",
        *(run_id, reading.table, *values, rejected, taken_at),
        it=landing.name("source_totals"),
    )
