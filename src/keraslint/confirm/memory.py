"""Verdicts that are remembered: the same setup, findings, versions and wishes give the same verdicts."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from keraslint import __version__
from keraslint.confirm.records import Contrast, Run, SetupVerdict, Signals, Verdict

FORMAT: Final = 2


class Memory:
    """A folder with a file for each experiment; ``None`` as the folder remembers nothing."""

    def __init__(self, folder: Path | None) -> None:
        """Remember in ``folder``."""
        self._folder = None if folder is None else folder / "verdicts"

    @property
    def empty(self) -> bool:
        """Whether nothing at all is remembered."""
        return self._folder is None or not self._folder.is_dir()

    def key(self, parts: Sequence[object]) -> str:
        """Return the name of an experiment: what it depends on, and the versions that make it."""
        return sha256(json.dumps([FORMAT, __version__, *parts], sort_keys=True, default=str).encode()).hexdigest()[:24]

    def recall(self, key: str) -> SetupVerdict | None:
        """Return what an experiment said, if it is remembered."""
        if self._folder is None:
            return None
        try:
            return _setup(json.loads((self._folder / f"{key}.json").read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def keep(self, key: str, setup: SetupVerdict) -> None:
        """Remember what an experiment says; a folder that cannot be written to remembers nothing."""
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            fresh = self._folder / f"{key}.{os.getpid()}"
            fresh.write_text(json.dumps(asdict(setup)), encoding="utf-8")
            fresh.replace(self._folder / f"{key}.json")
        except OSError:
            return


def _setup(data: Mapping[str, Any]) -> SetupVerdict:
    return SetupVerdict(
        **{
            **data,
            "verdicts": tuple(_verdict(one) for one in data["verdicts"]),
            "minimal": tuple(tuple(codes) for codes in data["minimal"]),
            "overall": _contrast(data["overall"]),
            "curves": {name: tuple(_run(one) for one in runs) for name, runs in data["curves"].items()},
            "notes": tuple(data["notes"]),
        }
    )


def _verdict(data: Mapping[str, Any]) -> Verdict:
    return Verdict(**{**data, "contrast": _contrast(data["contrast"]), "signals": tuple(data["signals"])})


def _contrast(data: Mapping[str, Any] | None) -> Contrast | None:
    return None if data is None else Contrast(**data)


def _run(data: Mapping[str, Any]) -> Run:
    seen = data["signals"]
    signals = None if seen is None else Signals(**{name: tuple(values) for name, values in seen.items()})
    return Run(**{**data, "curve": tuple(data["curve"]), "losses": tuple(data["losses"]), "signals": signals})
