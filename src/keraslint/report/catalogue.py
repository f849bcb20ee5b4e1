"""The documentation of rules as text, Markdown or JSON, from plain data."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeAlias

Row: TypeAlias = Mapping[str, Any]


def as_text(rows: Sequence[Row], *, everything: bool) -> str:
    """Return a table of all rules, or the documentation of each."""
    return _table(rows) if everything else "\n".join(_page(row, "=") for row in rows)


def as_markdown(rows: Sequence[Row], *, everything: bool) -> str:
    """Return the documentation of each rule as a Markdown page."""
    del everything
    return "\n".join(_page(row, "#") for row in rows)


def as_json(rows: Sequence[Row], *, everything: bool) -> str:
    """Return a list of all rules, or the one rule as an object; several named rules are a list too."""
    return json.dumps(rows if everything or len(rows) != 1 else rows[0], indent=2) + "\n"


FORMATS: Final[dict[str, Callable[..., str]]] = {"text": as_text, "json": as_json, "markdown": as_markdown}


def _table(rows: Sequence[Row]) -> str:
    widest = max((len(row["name"]) for row in rows), default=0)
    return "".join(
        f"{row['code']}  {row['name']:<{widest}}  {row['severity']:<7}  {row['tier']:<6}  {row['summary']}\n" for row in rows
    )


def _page(row: Row, mark: str) -> str:
    title = f"{row['code']} {row['name']}"
    head = f"# {title}" if mark == "#" else f"{title}\n{'=' * len(title)}"
    facts = (
        f"{row['severity']} · {row['category']} · confidence {row['confidence']} · {_tier(row['tier'])} · "
        f"Keras: {row['keras_versions']} · since {row['since']}"
    )
    return f"{head}\n\n{row['summary']}\n\n{facts}\n\n{row['fix']}\n\n{row['explanation']}\n"


def _tier(tier: str) -> str:
    return {"core": "on, core", "on": "on", "opt-in": "off unless selected"}[tier]
