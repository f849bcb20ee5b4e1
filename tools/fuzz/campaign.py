"""A campaign: inputs from a source, one after the other, until the time is over; what goes wrong is kept as a file."""

from __future__ import annotations

import hashlib
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from fuzz.targets import Fault, Hang, Target


@dataclass(slots=True)
class Tally:
    """What came of a campaign."""

    name: str
    tried: int = 0
    crashes: int = 0
    hangs: int = 0
    seconds: float = 0.0
    messages: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """Say it in a line."""
        return f"{self.name}: {self.tried} inputs, {self.crashes} crashes, {self.hangs} hangs, {self.seconds:.0f} s"


def run(name: str, target: Target, inputs: Iterator[bytes], seconds: float, kept: Path, say: Callable[[str], None]) -> Tally:
    """Feed inputs to a target until the time is over."""
    tally = Tally(name)
    begun = time.monotonic()
    for data in inputs:
        note(tally, target, data, kept, say)
        tally.seconds = time.monotonic() - begun
        if tally.seconds >= seconds:
            break
    return tally


def note(tally: Tally, target: Target, data: bytes, kept: Path, say: Callable[[str], None]) -> None:
    """Feed one input; where that goes wrong in a new way, keep it and say so."""
    tally.tried += 1
    try:
        target.feed(data)
    except Hang as hang:
        tally.hangs += 1
        _keep(tally, target, data, f"hang: {hang}", kept, say)
    except Fault as fault:
        tally.crashes += 1
        _keep(tally, target, data, str(fault), kept, say)
    except Exception as error:  # noqa: BLE001 - any of them is what is looked for
        tally.crashes += 1
        last = traceback.extract_tb(error.__traceback__)[-1]
        _keep(tally, target, data, f"{type(error).__name__}: {error} at {last.filename}:{last.lineno}", kept, say)


def _keep(tally: Tally, target: Target, data: bytes, message: str, kept: Path, say: Callable[[str], None]) -> None:
    where = message.rpartition(" at ")[2]
    if where in tally.messages:
        return
    kept.mkdir(parents=True, exist_ok=True)
    path = kept / f"{tally.name}-{hashlib.sha256(data).hexdigest()[:12]}{target.suffix}"
    path.write_bytes(data)
    tally.messages[where] = message
    say(f"{path}: {message}")
