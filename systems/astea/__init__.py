"""Astea: jobs, their devices and parts, and sites are read from four views; nothing is written."""

from systems.astea.doctor import check
from systems.astea.reader import AsteaReader
from systems.astea.tables import TABLES
from systems.base import PATIENCE, Setting, System

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
    reader=AsteaReader,
    targets={},
    check=check,
)
