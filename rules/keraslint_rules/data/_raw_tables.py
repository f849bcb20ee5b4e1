"""Tables that are read from a file and reach a model as they are stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

from keraslint.api import Array, Confidence, Draft, Event, Fact, Layer, Model, Setup, Severity, finding, relate, trail, written

READERS: Final = frozenset({
    "pandas.read_csv", "pandas.io.parsers.read_csv", "pandas.read_table", "pandas.read_excel", "numpy.loadtxt",
    "numpy.genfromtxt",
})  # fmt: skip
"""Functions that read tables as people write them; what ``numpy.load`` reads, a program may have prepared."""

PLAIN: Final = frozenset({"load", "select", "split", "cast", "reshape", "shuffle"})
"""What is done to a table without changing its numbers."""

WELL_KNOWN: Final = (
    ("pima", "the Pima data, whose columns go up to 846"),
    ("mnist", "MNIST, whose pixels go up to 255"),
    ("adult.", "the Adult data, whose columns go up to 1,484,705"),
    ("winequality", "the wine quality data, whose columns go up to 289 and more"),
    ("california_housing", "the California housing data, whose columns go up to 39,320 and more"),
    ("titanic", "the Titanic data, whose fares go up to 512"),
    ("creditcard", "the credit card data, whose amounts go up to 25,691"),
)
"""Files that are what their name says, with the largest numbers among their features."""

SMALL: Final = ("iris", "sonar", "ionosphere")
"""Files whose features are all smaller than 10."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table that reaches a model as it is stored: its file, what is known of that by its name, a scaler that is never used."""

    file: str | None
    known: str | None
    scaler: Event | None


def raw_tables(setup: Setup, data: Fact[Array], first: Layer) -> Iterator[Draft]:
    """Find a table that a model gets as it is read."""
    table = _raw_table(setup, data, first)
    if table is not None:
        yield _told(data, table, first)


def _raw_table(setup: Setup, data: Fact[Array], first: Layer) -> RawTable | None:
    """Return the table that a model gets unscaled, in a program that scales nothing anywhere; else ``None``."""
    array, program = data.value, setup.program
    if not isinstance(array, Array) or array.source is None or array.source.name not in READERS or first.name != "Dense":
        return None
    if (
        program is None
        or program.scalings
        or array.interval is not None
        or any(step.operation not in PLAIN for step in array.steps)
    ):
        return None
    if any(part.name in {"Rescaling", "Normalization"} for part in program.components) or not isinstance(setup.model, Model):
        return None
    path = array.source.detail("path")
    file = PurePath(path).name if isinstance(path, str) else None
    name = (file or "").lower()
    known = next((what for start, what in WELL_KNOWN if start in name), None)
    scaler = next((event for event in program.events if event.kind == "unused" and event.details["meant"] == "scaling"), None)
    if scaler is None and known is None and any(start in name for start in SMALL):
        return None
    return RawTable(file, known, scaler)


def _told(data: Fact[Array], table: RawTable, first: Layer) -> Draft:
    assert isinstance(data.value, Array)
    source = f"'{table.file}'" if table.file else "a table"
    if table.scaler is not None:
        reason, sure = f"{table.scaler.name} is imported and never used", True
    elif table.known is not None:
        reason, sure = f"by its name this is {table.known}", True
    else:
        reason, sure = "nothing in this program brings columns to a common scale", False
    need = "bring" if sure else "if some of them go beyond about -10..10, bring"
    return finding(
        data.place,
        f"the columns of {source} reach the first layer, {written(first)}, as they are read: {reason}; {need} every column to"
        " mean 0 and deviation 1, for instance with sklearn's StandardScaler or a keras.layers.Normalization layer",
        related=trail(data.value, "the table is read here")
        + relate(
            (table.scaler.place if table.scaler else None, "this is never used"),
            (first.place, "this layer gets them as they are"),
        ),
        severity=None if sure else Severity.INFO,
        confidence=Confidence.MEDIUM,
    )
