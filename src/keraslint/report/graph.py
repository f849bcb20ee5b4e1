"""A recovered model drawn as a graph: a box for each layer with its output shape, in rows by depth. SVG, from plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any, Final

from keraslint.report.style import printable

Json = Mapping[str, Any]

BOX_WIDTH: Final = 230
BOX_HEIGHT: Final = 44
ACROSS: Final = 26
DOWN: Final = 26
MARGIN: Final = 8
LONGEST: Final = 30
"""How many characters fit into a box."""

MOST: Final = 400
"""A model with more layers is not drawn: nobody could read it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """Where something was found; the layer that is made there stands out by its ``severity``."""

    cell: int | None
    row: int
    column: int
    severity: str


def svg(model: Json, marks: Sequence[Mark]) -> str:
    """Draw a model, with the layers marked at which something was found; of several marks the last one counts."""
    layers = model["layers"]
    if not layers or len(layers) > MOST:
        return ""
    rows = _rows(layers)
    places = dict(_places(rows))
    width = max(len(row) for row in rows) * (BOX_WIDTH + ACROSS) - ACROSS + 2 * MARGIN
    height = len(rows) * (BOX_HEIGHT + DOWN) - DOWN + 2 * MARGIN
    title = escape(f"{model['kind']} model with {len(layers)} layers")
    return (
        f'<svg class="model" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" aria-label="{title}">'
        f"{''.join(_edges(layers, places))}{''.join(_boxes(layers, places, marks))}</svg>"
    )


def _rows(layers: Sequence[Json]) -> list[list[int]]:
    """Put each layer into the row below the lowest of its inputs."""
    depth: dict[int, int] = {}
    for index, layer in enumerate(layers):
        depth[index] = max((depth[source] + 1 for source in _sources(layer, index)), default=0)
    rows: list[list[int]] = [[] for _ in range(max(depth.values()) + 1)]
    for index, row in depth.items():
        rows[row].append(index)
    return rows


def _sources(layer: Json, index: int) -> Iterator[int]:
    return (source for source in layer["inputs"] if isinstance(source, int) and 0 <= source < index)


def _places(rows: Sequence[Sequence[int]]) -> Iterator[tuple[int, tuple[int, int]]]:
    widest = max(map(len, rows))
    for number, row in enumerate(rows):
        indent = (widest - len(row)) * (BOX_WIDTH + ACROSS) // 2
        for position, index in enumerate(row):
            yield index, (MARGIN + indent + position * (BOX_WIDTH + ACROSS), MARGIN + number * (BOX_HEIGHT + DOWN))


def _edges(layers: Sequence[Json], places: Mapping[int, tuple[int, int]]) -> Iterator[str]:
    for index, layer in enumerate(layers):
        for source in _sources(layer, index):
            (x1, y1), (x2, y2) = places[source], places[index]
            start, end = (x1 + BOX_WIDTH // 2, y1 + BOX_HEIGHT), (x2 + BOX_WIDTH // 2, y2)
            bend = (end[1] - start[1]) // 2
            yield (
                f'<path class="edge" d="M{start[0]} {start[1]}C{start[0]} {start[1] + bend} {end[0]} {end[1] - bend} '
                f'{end[0]} {end[1]}"/>'
            )


def _boxes(layers: Sequence[Json], places: Mapping[int, tuple[int, int]], marks: Sequence[Mark]) -> Iterator[str]:
    for index, layer in enumerate(layers):
        x, y = places[index]
        severity = next((mark.severity for mark in reversed(marks) if _holds(layer, mark)), "")
        yield (
            f'<g class="layer {severity}" transform="translate({x} {y})">'
            f'<rect width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="5"/>'
            f'<text x="10" y="18" class="kind">{_fit(_title(layer))}</text>'
            f'<text x="10" y="35" class="shape">{_fit(_detail(layer))}</text>'
            f"<title>{escape(printable(_hover(layer)))}</title></g>"
        )


def _holds(layer: Json, mark: Mark) -> bool:
    """Say whether something was found in the call that makes a layer."""
    start, end = layer.get("location"), layer.get("end_location")
    if start is None or end is None or "filename" in layer or layer["cell"] != mark.cell:
        return False
    return (start["row"], start["column"]) <= (mark.row, mark.column) < (end["row"], end["column"])


def _title(layer: Json) -> str:
    kind = layer["kind"].rpartition(".")[2]
    activation = layer["activation"].get("value")
    return f"{kind} · {activation}" if isinstance(activation, str) and activation != "linear" else kind


def _detail(layer: Json) -> str:
    shape = layer["output_shape"]
    if shape is None:
        return "shape not known"
    count = layer.get("parameters")
    written = f"({', '.join('None' if extent is None else str(extent) for extent in shape)})"
    return f"{written} · {count:,} weights" if isinstance(count, int) and count else written


def _hover(layer: Json) -> str:
    location = layer.get("location") or {}
    where = f", line {location['row']}" if "row" in location else ""
    return f"{layer['name']} ({layer['kind']}){where}{': ' + layer['reason'] if layer['reason'] else ''}"


def _fit(text: str) -> str:
    shown = printable(text)
    return escape(shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…")
