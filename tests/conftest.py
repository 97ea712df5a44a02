"""What every test starts with, and how the suite ends."""

import os
import sys
from collections.abc import Iterator

import pytest

from tieout import log

_status: list[int] = []


@pytest.fixture(autouse=True)
def no_secrets_from_elsewhere() -> Iterator[None]:
    """What one test keeps out of sight, another one may say."""
    log._secrets.clear()
    yield
    log._secrets.clear()


def pytest_sessionfinish(exitstatus: int) -> None:
    _status.append(int(exitstatus))


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Leave at once: DuckDB's binding would list, over the results, what libraries still hold."""
    sys.stdout.flush()
    sys.stderr.flush()
    if _status:
        os._exit(_status[0])
