"""A fresh stage for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reverse_etl.stage import Stage
from tests.reverse_etl.stage import stage as opened


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with opened(tmp_path) as fresh:
        yield fresh
