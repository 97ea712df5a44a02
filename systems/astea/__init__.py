"""Astea: jobs, their devices and parts, and sites are read from four views; nothing is written."""

from collections.abc import Iterator

from systems.astea.tables import TABLES
from systems.base import PATIENCE, Finding, Reader, Setting, Settings, System


def reader(settings: Settings) -> Reader:
    """Reads the views, or the files that are dropped in their place."""
    from systems.astea.reader import AsteaReader  # SQLAlchemy takes a while to load

    return AsteaReader(settings)


def check(settings: Settings) -> Iterator[Finding]:
    """What `tieout doctor` finds out."""
    from systems.astea import doctor

    return doctor.check(settings)


SYSTEM = System(
    name="astea",
    title="Astea Alliance",
    settings=(
        Setting(
            "database_url",
            "where the views are, like mssql+pyodbc://user:password@host/database?driver=…",
            is_secret=True,
        ),
        Setting("view_schema", "the schema of the views, where it is not recon"),
        Setting("drop_folder", "where the CSV files are dropped, in place of the views"),
        Setting("source_tz", "the zone of the times there, like America/Chicago"),
        PATIENCE,
    ),
    logins=(("database_url",), ("drop_folder",)),
    tables=TABLES,
    reader=reader,
    targets={},
    check=check,
)
