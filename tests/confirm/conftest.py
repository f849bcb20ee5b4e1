from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from keraslint.confirm.client import Limits, Worker, choose


@pytest.fixture(scope="session")
def worker() -> Iterator[Worker]:
    """Return one worker for all tests that need Keras."""
    made = Worker(sys.executable, choose(None), Limits(threads=2), None)
    yield made
    made.close()
