"""What the outputs of a notebook tell of the versions that it last ran with: ``keras.__version__``, and ``'2.0.8'`` below it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

_ASKED: Final = re.compile(r"(?<![\w.])(?P<name>keras|tf|tensorflow)\.__version__\b")
_VERSION: Final = re.compile(r"(?<![\w.])(\d+\.\d+\.\d+)(?:[-.+]?[a-z][a-z0-9]*)*(?![\w.])")
"""The numbers, without what tells builds apart: ``2.14.0-dev20230518``, ``2.0.0-alpha0``."""

PACKAGES: Final = {"keras": "keras", "tf": "tensorflow", "tensorflow": "tensorflow"}


def versions_shown(cells: Iterable[object]) -> dict[str, str]:
    """Return the versions of Keras and TensorFlow that cells ask for and show, by package; those of the last such cell."""
    found: dict[str, str] = {}
    for cell in cells:
        if isinstance(cell, dict) and cell.get("cell_type") == "code":
            asked = [PACKAGES[match["name"]] for match in _ASKED.finditer(_joined(cell.get("source")))]
            shown = _VERSION.findall("\n".join(_texts(cell.get("outputs")))) if asked else []
            if len(asked) == len(shown):
                found.update(zip(asked, shown, strict=True))
    return found


def _texts(outputs: object) -> Iterator[str]:
    """Walk the plain texts among the outputs of a cell, but for what went to standard error."""
    for output in outputs if isinstance(outputs, list) else ():
        if isinstance(output, Mapping) and output.get("name") != "stderr":
            data: Any = output.get("data")
            yield _joined(output.get("text", data.get("text/plain") if isinstance(data, Mapping) else None))


def _joined(text: object) -> str:
    if isinstance(text, list):
        return "".join(part for part in text if isinstance(part, str))
    return text if isinstance(text, str) else ""
