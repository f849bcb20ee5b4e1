"""What the client may set, and the rules as each folder's configuration chooses them."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from keraslint.engine import Engine
from keraslint.options import Options

CONFIGURATION: Final = (".keraslint.toml", "keraslint.toml", "pyproject.toml")
"""The files whose change may change what is reported."""


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of the editor: what is shown besides diagnostics, and which Python has a Keras to train with."""

    inlay_hints: bool = True
    code_lens: bool = True
    confirm_python: str = sys.executable

    @classmethod
    def of(cls, given: Any) -> Settings:
        """Read what a client sends, under ``keraslint`` or bare; what is not understood is left at its default."""
        inner = given.get("keraslint", given) if isinstance(given, Mapping) else {}
        inner = inner.get("settings", inner) if isinstance(inner, Mapping) else {}
        if not isinstance(inner, Mapping):
            return cls()
        python = inner.get("confirmPython")
        return cls(
            _flag(inner, "inlayHints"),
            _flag(inner, "codeLens"),
            python if isinstance(python, str) and python else sys.executable,
        )

    def as_plain(self) -> dict[str, Any]:
        """Return the settings as plain data."""
        return asdict(self)


def _flag(given: Mapping[str, Any], name: str) -> bool:
    value = given.get(name, True)
    if isinstance(value, Mapping):
        value = value.get("enable", True)
    return value if isinstance(value, bool) else True


class Workbench:
    """The engine that lints, by the configuration of each file's folder."""

    def __init__(self) -> None:
        """Load nothing yet."""
        self.settings = Settings()
        self._engine: Engine | None = None

    @property
    def engine(self) -> Engine:
        """The engine, which reads the configuration files as it meets them."""
        if self._engine is None:
            self._engine = Engine(Options())
        return self._engine

    def forget(self) -> None:
        """Read the configuration files again: one of them has changed."""
        self._engine = None
