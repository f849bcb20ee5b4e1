"""The evidence page: one self-contained HTML file with verdicts, learning curves over seeds, and what explains them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from keraslint import __version__
from keraslint.confirm import decide
from keraslint.confirm.records import Contrast, Run, SetupVerdict, Verdict

WIDTH: Final = 260
HEIGHT: Final = 120
CLASSES: Final = {
    decide.CONFIRMED: "bad", decide.INTERMITTENT: "bad", decide.SLOWER: "warn", decide.WEAKER: "warn", decide.REFUTED: "good",
}  # fmt: skip

STYLE: Final = """
body{font:15px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:62rem;padding:0 1rem;color:#222;background:#fff}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.5rem;font-family:ui-monospace,monospace}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}
.v{border-radius:.3rem;padding:.1rem .45rem;background:#e6e6e6;white-space:nowrap}
.bad{background:#f8d0cc}.warn{background:#fbe8b6}.good{background:#cfe9d3}
figure{display:inline-block;margin:.6rem 1rem .6rem 0}figcaption{font-size:.85rem;color:#555}
svg{background:#fafafa;border:1px solid #ddd}polyline{fill:none;stroke:#3367a8;stroke-width:1.4;opacity:.65}
small{color:#555}
@media(prefers-color-scheme:dark){body{background:#16181b;color:#ddd}svg{background:#1e2125;border-color:#444}
th,td{border-color:#444}.v{color:#222}small,figcaption{color:#aaa}polyline{stroke:#7fb0ea}}
"""


def as_html(setups: Sequence[SetupVerdict]) -> str:
    """Return the page."""
    body = "".join(_setup(setup) for setup in setups) or "<p>No finding makes a prediction that could be tried.</p>"
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>keraslint: evidence</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>{STYLE}</style></head><body>\n<h1>What training says of the findings</h1>\n"
        "<p>Each setup was rebuilt from what was recovered of it and trained beside its repaired twins, with the same data and "
        "the same first weights by seed. Skill is measured on held-out samples: 0 needs no inputs, 1 is perfect.</p>\n"
        f"{body}<p><small>keraslint {escape(__version__)}</small></p></body></html>\n"
    )


def _setup(setup: SetupVerdict) -> str:
    rows = "".join(_row(verdict) for verdict in setup.verdicts)
    figures = "".join(_figure(name, runs) for name, runs in setup.curves.items())
    notes = "".join(f"<p>{escape(note)}</p>" for note in setup.notes)
    return (
        f"<h2>{escape(setup.filename)}:{setup.line}</h2>\n<table><tr><th>finding</th><th>verdict</th><th>evidence</th></tr>\n{rows}"
        f"</table>\n{_minimal(setup)}{notes}{figures}\n"
    )


def _row(verdict: Verdict) -> str:
    kind = CLASSES.get(verdict.verdict, "")
    contrast = "" if verdict.contrast is None else _evidence(verdict, verdict.contrast)
    reason = f"{escape(verdict.reason)}. " if verdict.reason else ""
    signals = "".join(f"<li>{escape(signal)}</li>" for signal in verdict.signals)
    how = ", ".join(one for one in (verdict.data, verdict.backend, f"shrunk: {verdict.shrunk}" if verdict.shrunk else "") if one)
    listed = f"<ul>{signals}</ul>" if signals else ""
    return (
        f"<tr><td><b>{escape(verdict.code)}</b> {escape(verdict.name)}<br><small>line {verdict.line}</small></td>"
        f'<td><span class="v {kind}">{escape(verdict.verdict)}</span></td>'
        f"<td>{reason}{contrast}{listed}<br><small>{escape(how)}, {verdict.seconds:.1f} s</small>"
        "</td></tr>\n"
    )


def _evidence(verdict: Verdict, contrast: Contrast) -> str:
    share = "" if verdict.shapley is None else f", share of the gain {verdict.shapley:.2f}"
    return (
        f"skill {contrast.written:.2f} without this repair and {contrast.repaired:.2f} with it; {contrast.failed} of "
        f"{contrast.seeds} seeds fail without, {contrast.fails} with it (p {contrast.p:.2g}{share})"
    )


def _minimal(setup: SetupVerdict) -> str:
    if () in setup.minimal:
        return "<p>The program learns this task as it is.</p>"
    if not setup.minimal:
        return ""
    sets = ", or ".join(" + ".join(map(escape, codes)) for codes in setup.minimal)
    return f"<p>The smallest set of repairs that makes it learn: <b>{sets}</b>.</p>"


def _figure(name: str, runs: Sequence[Run]) -> str:
    """Return the learning curves of one variant, a line for each seed."""
    lines = "".join(f'<polyline points="{_points(run)}"/>' for run in runs if len(run.curve) > 1)
    zero = HEIGHT - _height(0)
    return (
        f'<figure><svg width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="skill of {escape(name)} by updates">'
        f'<line x1="0" x2="{WIDTH}" y1="{zero:.0f}" y2="{zero:.0f}" stroke="#999" stroke-dasharray="3"/>{lines}</svg>'
        f"<figcaption>{escape(name)}: skill by updates, {len(runs)} seeds</figcaption></figure>"
    )


def _points(run: Run) -> str:
    step = WIDTH / (len(run.curve) - 1)
    return " ".join(f"{at * step:.1f},{HEIGHT - _height(value):.1f}" for at, value in enumerate(run.curve))


def _height(skill: float) -> float:
    """Return how high a skill stands in a figure that reaches from -0.25 to 1.05."""
    low, high = -0.25, 1.05
    return (min(max(skill, low), high) - low) / (high - low) * HEIGHT
