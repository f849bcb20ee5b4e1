"""Small charts as SVG: lines over a number, points beside each other, and bars of versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log10
from typing import Final
from xml.sax.saxutils import escape

WIDTH: Final = 760
HEIGHT: Final = 360
LEFT: Final = 64
RIGHT: Final = 190
TOP: Final = 44
BOTTOM: Final = 52

INK: Final = "#24292f"
FAINT: Final = "#d0d7de"
COLOURS: Final = ("#cf222e", "#bf8700", "#0969da", "#1a7f37")
"""From what goes wrong to what goes right."""
ABSENT: Final = "#ffebe9"


@dataclass(frozen=True)
class Axes:
    """The frame of a chart: what its axes say, and where their ticks are."""

    title: str
    across: str
    up: str
    ticks: Sequence[float]
    levels: Sequence[float] = (0.0, 0.25, 0.5, 0.75, 1.0)
    logarithmic: bool = False

    def x(self, value: float) -> float:
        """Return where a value stands from left to right."""
        scale: Callable[[float], float] = log10 if self.logarithmic else float
        first, last = scale(self.ticks[0]), scale(self.ticks[-1])
        return LEFT + (scale(value) - first) / (last - first) * (WIDTH - LEFT - RIGHT)

    def y(self, value: float) -> float:
        """Return where a value stands from the top down."""
        first, last = self.levels[0], self.levels[-1]
        return HEIGHT - BOTTOM - (value - first) / (last - first) * (HEIGHT - TOP - BOTTOM)


def lines(axes: Axes, across: Sequence[float], curves: Mapping[str, Sequence[float]], colours: Sequence[str] = COLOURS) -> str:
    """Draw a line for each of ``curves``, with its name at its end."""
    at_ends = _apart({name: axes.y(values[-1]) for name, values in curves.items()})
    parts = [_frame(axes)]
    for (name, values), colour in zip(curves.items(), colours, strict=False):
        points = " ".join(f"{axes.x(x):.1f},{axes.y(y):.1f}" for x, y in zip(across, values, strict=True))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-linejoin="round"/>')
        parts.append(_text(WIDTH - RIGHT + 10, at_ends[name] + 4, name, colour, weight="bold"))
    return _svg(axes.title, parts)


def points(axes: Axes, groups: Mapping[str, Sequence[float]], colours: Sequence[str]) -> str:
    """Draw the values of each group as points around a column of its own, with their mean."""
    parts = [_frame(axes)]
    step = (WIDTH - LEFT - RIGHT) / len(groups)
    for at, ((name, values), colour) in enumerate(zip(groups.items(), colours, strict=True)):
        middle = LEFT + step * (at + 0.5)
        for number, value in enumerate(sorted(values)):
            shift = ((number * 7) % 13 - 6) * 6
            parts.append(
                f'<circle cx="{middle + shift:.1f}" cy="{axes.y(value):.1f}" r="4" fill="{colour}" fill-opacity="0.55"/>'
            )
        mean = sum(values) / len(values)
        parts.append(
            f'<line x1="{middle - 60:.1f}" x2="{middle + 60:.1f}" y1="{axes.y(mean):.1f}" y2="{axes.y(mean):.1f}"'
            f' stroke="{colour}" stroke-width="3"/>'
        )
        parts.append(_text(middle + 66, axes.y(mean) + 4, f"{mean:.2f}", colour, weight="bold"))
        parts.append(_text(middle, HEIGHT - BOTTOM + 20, name, INK, anchor="middle"))
    return _svg(axes.title, parts)


def bars(title: str, versions: Sequence[str], rows: Mapping[str, Sequence[bool]]) -> str:
    """Draw, for each row, in which of the versions it is there."""
    left, height = 330, 24
    step = (WIDTH - left - 20) / len(versions)
    parts = [
        _text(left + step * (at + 0.5), TOP + 12, version, INK, anchor="middle", size=11) for at, version in enumerate(versions)
    ]
    for row, (name, there) in enumerate(rows.items()):
        top = TOP + 24 + row * height
        parts.append(_text(left - 12, top + 14, name, INK, anchor="end", family="monospace", size=12))
        parts.extend(
            f'<rect x="{left + step * at + 1:.1f}" y="{top}" width="{step - 2:.1f}" height="{height - 5}" rx="3"'
            f' fill="{COLOURS[3] if is_there else ABSENT}"/>'
            for at, is_there in enumerate(there)
        )
    return _svg(title, parts, height=TOP + 36 + len(rows) * height)


def _apart(wanted: Mapping[str, float], gap: float = 18) -> dict[str, float]:
    """Move labels apart that would stand on each other."""
    placed: dict[str, float] = {}
    for name, y in sorted(wanted.items(), key=lambda item: -item[1]):
        placed[name] = min(y, min(placed.values(), default=y + gap) - gap)
    return placed


def _frame(axes: Axes) -> str:
    parts = []
    for level in axes.levels:
        y = axes.y(level)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{FAINT}"/>')
        parts.append(_text(LEFT - 8, y + 4, f"{level:.0%}", INK, anchor="end"))
    ticks = axes.ticks if axes.across else ()
    parts.extend(_text(axes.x(tick), HEIGHT - BOTTOM + 20, f"{tick:g}", INK, anchor="middle") for tick in ticks)
    parts.append(_text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, axes.across, INK, anchor="middle"))
    parts.append(_text(LEFT - 44, TOP - 12, axes.up, INK))
    return "\n".join(parts)


def _text(
    x: float, y: float, text: str, colour: str, *, anchor: str = "start", weight: str = "normal", family: str = "", size: int = 13
) -> str:
    face = f' font-family="{family}"' if family else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" text-anchor="{anchor}" font-weight="{weight}"{face}'
        f' font-size="{size}">{escape(text)}</text>'
    )


def _svg(title: str, parts: Sequence[str], height: int = HEIGHT) -> str:
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        f' font-family="system-ui, \'DejaVu Sans\', sans-serif" font-size="13">\n<title>{escape(title)}</title>\n'
        f'<rect width="100%" height="100%" rx="8" fill="#ffffff"/>\n'
        f"{_text(WIDTH / 2, 20, title, INK, anchor='middle', weight='bold', size=15)}\n{body}\n</svg>\n"
    )
