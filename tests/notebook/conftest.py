from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest


@pytest.fixture(scope="session")
def notebook() -> Callable[..., bytes]:
    """Give a function from the sources of code cells to the bytes of a notebook, written as Jupyter writes them."""

    def make(*sources: str, **extra: Any) -> bytes:
        cells: list[dict[str, Any]] = [
            {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": lines}
            for lines in (source.splitlines(keepends=True) for source in sources)
        ]
        document = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4, **extra}
        return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()

    return make
