"""Carries a parcel and its rows to where landing unpacks it, with dlt.

dlt brings what survives a crash: files that are loaded again until they are in, and tables that
grow with unknown columns. Its own replace and merge would empty a table before filling it, and
commit a table at a time; so all is appended to arrival tables, which `settling` unpacks at once.
"""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.landing import Landing, declaration, storage_error
from pipelines.parcel import Parcel, encoded
from pipelines.spool import Spool
from systems.base import Column, Table
from tieout.settings import Settings

PARCELS = "_arrived_parcels"
REJECTIONS = "_arrived_rejections"
_TYPES = {
    "text": "text",
    "integer": "bigint",
    "decimal": "decimal",
    "boolean": "bool",
    "date": "date",
    "timestamp": "timestamp",
    "json": "json",
}
_SETTINGS = {
    "load.delete_completed_jobs": True,  # they hold the rows
    "load.raise_on_max_retries": 1,  # a file on this machine is not better a second later
    "pipelines.{name}.enable_runtime_trace": False,
    "pipelines.{name}.restore_from_destination": False,  # landing itself knows how far it is
}
_OWN = (Column("_run_id"), Column("_landed_at", "timestamp"))
_PARCEL = (Column("run_id"), Column("parcel"))
_REJECTION = (
    *(Column(name) for name in ("table_name", "record_key", "reason", "payload", "run_id")),
    Column("rejected_at", "timestamp"),
)


def arrival_table(table: Table) -> str:
    """Where a table's rows arrive; another place when it is declared otherwise."""
    return f"_arrived_{table.name}_{declaration(table)}"


def deliver(
    landing: Landing,
    settings: Settings,
    folder: Path,
    parcel: Parcel,
    files: Mapping[str, list[Path]],
    rejections: Mapping[str, list[Path]],
) -> None:
    """Load files (by table) and the parcel itself; all or, when cut off, to be `finish`ed later."""
    with Spool(folder, "parcel") as note:
        note.add(pl.DataFrame({"run_id": [parcel.run_id], "parcel": [encoded(parcel)]}))
    with _complaints(settings):
        resources = [_resource(PARCELS, _PARCEL, note.files)]
        refused = [file for some in rejections.values() for file in some]
        if refused:
            resources.append(_resource(REJECTIONS, _REJECTION, refused))
        for table in landing.system.tables:
            if files.get(table.name):
                columns = (*table.columns, *_OWN)
                resources.append(_resource(arrival_table(table), columns, files[table.name]))
        pipeline = _pipeline(landing, settings)
        pipeline.extract(resources, loader_file_format="parquet")
        _load(pipeline)


def finish(landing: Landing, settings: Settings) -> None:
    """Load what an earlier run left on the way."""
    with _complaints(settings):
        pipeline = _pipeline(landing, settings)
        while pipeline.has_pending_data:
            _load(pipeline)


def forget(landing: Landing, settings: Settings) -> None:
    """Drop what is on the way, loaded or not."""
    shutil.rmtree(settings.home / "dlt" / landing.system.name, ignore_errors=True)
    for table in arrivals(landing):
        landing.run("drop table {it}", it=landing.name(table))


def arrivals(landing: Landing) -> list[str]:
    """The tables that rows arrive in, and dlt's own."""
    rows = landing.run(
        "select table_name from duckdb_tables() where database_name = current_database()"
        " and schema_name = ? and (table_name like '\\_arrived\\_%' escape '\\'"
        " or table_name like '\\_dlt\\_%' escape '\\')",
        landing.schema,
    )
    return [row[0] for row in rows]


def _pipeline(landing: Landing, settings: Settings) -> Any:
    import dlt  # slow to import, and a run that finds nothing changed never gets here

    _silence()
    for name, value in _SETTINGS.items():
        dlt.config[name.format(name=landing.system.name)] = value
    return dlt.pipeline(
        landing.system.name,
        destination=dlt.destinations.duckdb(
            landing.connection, preferred_loader_file_format="parquet", naming_convention="direct"
        ),
        dataset_name=landing.schema,
        pipelines_dir=str(settings.home / "dlt"),
    )


def _silence() -> None:
    """No telemetry, and nothing on stderr: what goes wrong is raised.

    dlt settles both when it is first asked for a setting, which may be long before this.
    """
    import dlt
    from dlt.common.configuration.specs import RuntimeConfiguration
    from dlt.common.runtime.telemetry import stop_telemetry

    context = dlt.current.run_context()
    if context.runtime_config.dlthub_telemetry:
        stop_telemetry()
        quiet = RuntimeConfiguration(dlthub_telemetry=False, log_level="CRITICAL")
        context.initialize_runtime(quiet)


def _resource(name: str, columns: tuple[Column, ...], files: list[Path]) -> Any:
    import dlt
    import pyarrow.parquet as pq

    declared = {column.name: _hint(column) for column in columns}
    marks = []
    for file in files:
        schema = pq.read_schema(file)
        strange = {it: _hint(Column(it)) for it in schema.names if it not in declared}
        more: Any = dlt.mark.make_hints(columns=declared | strange)
        marks.append(dlt.mark.with_file_import(str(file), "parquet", hints=more))
    hints: Any = declared
    return dlt.resource(marks, name=name, columns=hints, write_disposition="append")


def _hint(column: Column) -> dict[str, object]:
    hint: dict[str, object] = {"name": column.name, "data_type": _TYPES[column.kind]}
    if column.kind == "decimal":
        hint |= {"precision": column.precision, "scale": column.scale}
    return hint


def _load(pipeline: Any) -> None:
    pipeline.normalize()
    pipeline.load(workers=1)
    for package in (Path(pipeline.working_dir) / "load" / "loaded").iterdir():
        shutil.rmtree(package)


@contextmanager
def _complaints(settings: Settings) -> Iterator[None]:
    from dlt.common.exceptions import DltException

    try:
        yield
    except DltException as error:
        raise storage_error(settings.landing, error) from error
