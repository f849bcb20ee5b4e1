"""The evidence page: one self-contained HTML file with verdicts, learning curves over seeds, and what explains them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from keraslint import __version__
from keraslint.confirm import decide
from keraslint.confirm.records import WRITTEN, Run, SetupVerdict, Verdict
from keraslint.confirm.report import evidence, line_of, place, signs, summary
from keraslint.report.style import markup

WIDTH: Final = 260
HEIGHT: Final = 120
LEFT: Final = 18
"""Where the curves begin, to the right of the figures."""
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
svg line{stroke:#999;stroke-dasharray:3}svg text{font-size:11px;fill:#777;text-anchor:end}
h3{font-size:1rem;margin:1.2rem 0 0}small{color:#555}
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
        f"{body}<p><small>keraslint {markup(__version__)}</small></p></body></html>\n"
    )


def _setup(setup: SetupVerdict) -> str:
    rows = "".join(_row(verdict) for verdict in setup.verdicts)
    said = "".join(f"<li>{markup(line)}</li>" for line in summary(setup))
    listed = f"<ul>{said}</ul>" if said else ""
    figures = "".join(_figure(name, runs) for name, runs in setup.curves.items())
    curves = f"<h3>Learning curves, a line for each seed</h3>\n{figures}" if figures else ""
    return (
        f"<h2>{markup(place(setup))}</h2>\n{listed}<table><tr><th>finding</th><th>verdict</th><th>evidence</th></tr>\n{rows}"
        f"</table>\n{curves}\n"
    )


def _row(verdict: Verdict) -> str:
    kind = CLASSES.get(verdict.verdict, "")
    told = "; ".join(one for one in (verdict.reason, evidence(verdict)) if one)
    signals = "".join(f"<li>{markup(sign)}</li>" for sign in signs(verdict))
    listed = f"<ul>{signals}</ul>" if signals else ""
    return (
        f"<tr><td><b>{markup(verdict.code)}</b> {markup(verdict.name)}<br><small>{line_of(verdict)}</small></td>"
        f'<td><span class="v {kind}">{markup(verdict.verdict)}</span></td><td>{markup(told)}{listed}</td></tr>\n'
    )


def _figure(name: str, runs: Sequence[Run]) -> str:
    """Return the learning curves of one variant; ``name`` lists the repairs that it has."""
    lines = "".join(f'<polyline points="{_points(run)}"/>' for run in runs if len(run.curve) > 1)
    marks = "".join(
        f'<line x1="{LEFT}" x2="{WIDTH}" y1="{_y(skill):.0f}" y2="{_y(skill):.0f}"/>'
        f'<text x="{LEFT - 4}" y="{_y(skill) + 4:.0f}">{skill}</text>'
        for skill in (0, 1)
    )
    title = name if name == WRITTEN else f"with {name}"
    return (
        f"<figure><figcaption><b>{markup(title)}</b></figcaption>"
        f'<svg width="{WIDTH}" height="{HEIGHT}" role="img" aria-label="skill of {markup(title)} by updates">{marks}{lines}</svg>'
        "<figcaption>skill, from the first to the last update</figcaption></figure>"
    )


def _points(run: Run) -> str:
    step = (WIDTH - LEFT) / (len(run.curve) - 1)
    return " ".join(f"{LEFT + at * step:.1f},{_y(value):.1f}" for at, value in enumerate(run.curve))


def _y(skill: float) -> float:
    """Return where a skill stands in a figure that reaches from -0.25 to 1.1."""
    low, high = -0.25, 1.1
    return HEIGHT - (min(max(skill, low), high) - low) / (high - low) * HEIGHT
