"""A published file to report on, made by SQL."""

from pathlib import Path

import pytest

from tieout import warehouse


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of `published.sql`. Only to be read: all tests share it."""
    path = tmp_path_factory.mktemp("data") / "tieout.duckdb"
    with warehouse.connect(path) as connection:
        connection.execute(Path(__file__).with_name("published.sql").read_text(encoding="utf-8"))
    return path
