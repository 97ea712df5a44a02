"""Puts what arrived where it belongs: one transaction a system, nobody sees half a run."""

from pipelines import cursors, deletions, history, totals
from pipelines.delivery import PARCELS, REJECTIONS, arrival_table
from pipelines.landing import Landing, declaration
from pipelines.parcel import Parcel, decoded
from pipelines.placing import place


def settle_arrivals(landing: Landing) -> None:
    """Settle the parcel that dlt has loaded, if there is one."""
    if not landing.columns(PARCELS):
        return
    # loading is repeated after a crash: the same parcel may be here twice
    parcels = landing.run("select distinct parcel from {it}", it=landing.name(PARCELS))
    with landing.transaction():
        if len(parcels) == 1:
            _settle(landing, decoded(parcels[0][0]))
        for name in (PARCELS, REJECTIONS, *map(arrival_table, landing.system.tables)):
            if landing.columns(name):
                landing.run("delete from {it}", it=landing.name(name))


def settle(landing: Landing, parcel: Parcel) -> None:
    """Settle a parcel of which no row had to travel."""
    with landing.transaction():
        _settle(landing, parcel)


def _settle(landing: Landing, parcel: Parcel) -> None:
    """Place the rows, remove the deleted, note the totals, and move the cursors.

    A reading that another declaration of its table made, or that goes on from where landing no
    longer is, was cut off in an earlier run: its table is read anew, so it counts for nothing.
    """
    tables = {table.name: table for table in landing.system.tables}
    placed = []
    for reading in parcel.readings:
        table = tables.get(reading.table)
        if table is None or reading.declaration != declaration(table):
            continue
        if cursors.goes_on(landing, reading):
            placed.append((table, reading, place(landing, table, parcel.run_id, reading)))
            cursors.advance(landing, reading)
    removed = deletions.remove(landing, parcel)
    for table, reading, landed in placed:
        totals.keep(landing, table, parcel.run_id, reading)
        history.keep(landing, parcel.run_id, reading, landed, removed.get(table.name, 0))
    for failure in parcel.failures:
        history.keep_failure(landing, parcel.run_id, failure)
