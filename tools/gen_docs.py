"""Write the generated parts of docs/; with --check only say which of them are not up to date.

The page of a rule is what ``keraslint rule NAME --output-format markdown`` prints. The configuration keys and the JSON Schema
of a configuration file come from the table of keys. The pictures are drawn by ``why/pictures.py``.
"""

from __future__ import annotations

import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
FOLDER = DOCS / "rules"
MEASURED = DOCS / "measured.json"
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "rules"), str(ROOT / "tools" / "why")]

from pictures import pictures  # noqa: E402

from keraslint.commands.config import default  # noqa: E402 - the path to the sources comes first
from keraslint.commands.rule import describe  # noqa: E402 - the path to the sources comes first
from keraslint.config import schema  # noqa: E402
from keraslint.config.keys import KEYS  # noqa: E402
from keraslint.report import catalogue  # noqa: E402
from keraslint.rules import load  # noqa: E402

SHOWN = """
## What `keraslint confirm` shows on the examples

Each example, trained beside its repaired twin on a probe task. Skill is measured on held-out samples: 0 needs no inputs, 1 is
perfect.

"""

HEAD = """# Rules

| code | name | what it finds | severity | fix |
|---|---|---|---|---|
"""


KEYS_HEAD = """# Configuration keys

The keys of `keraslint.toml`, and of `[tool.keraslint]` in `pyproject.toml`. What they are for, and which file holds where, is in
[Configuration](configuration.md). `keraslint config KEY` prints the same.
"""


def pages() -> dict[Path, str]:
    """Return what should be there, by path."""
    keys = "".join(
        f"\n## `{key.name}`\n\n{key.text}\n\n- takes {key.kind.name}\n- default: `{default(key)}`\n\n"
        f"```toml\n{key.example}\n```\n"
        for key in KEYS.values()
    )
    return {
        **{FOLDER / name: text for name, text in rule_pages().items()},
        DOCS / "configuration-keys.md": KEYS_HEAD + keys,
        DOCS / "keraslint.schema.json": schema.as_text(),
        **pictures(),
    }


def measured() -> dict[str, str]:
    """Return, by code, what experiments on the examples of a rule have shown; what an older program has shown is left out."""
    found = json.loads(MEASURED.read_text(encoding="utf-8")) if MEASURED.exists() else {}
    sections = {}
    for rule in load():
        lines = []
        for number, example in enumerate(rule.documentation.examples):
            row = found.get(f"{rule.code}.{number}")
            if row and row["program"] == sha256(example.bad.encode()).hexdigest()[:12] and row["verdict"] != "not run":
                lines.append(f"- Example {number + 1}: **{row['verdict']}**{effect(row)}\n")
        if lines:
            sections[rule.code] = SHOWN + "".join(lines)
    return sections


def effect(row: dict[str, Any]) -> str:
    """Return the figures of an experiment in words."""
    if row["written"] is None or row["failed"][1] < 2:
        return f" ({row['reason'].split(':')[0]})" if row["reason"] else ""
    failed, seeds = row["failed"]
    skills = f"skill {row['written']:.2f} as written, {row['repaired']:.2f} repaired"
    return f" ({skills}; {failed} of {seeds} runs fail or fall far short as written; {row['backend']})"


def rule_pages() -> dict[str, str]:
    """Return what the folder of the rules should hold, by file name."""
    rows = [describe(rule) for rule in load()]
    lines = [
        f"| {row['code']} | [{row['name']}]({row['name']}.md) | {row['summary']} | {row['severity']} |"
        f" {row['fix_availability'].lower()} |\n"
        for row in rows
    ]
    seen = measured()
    written = {f"{row['name']}.md": catalogue.as_markdown([row], everything=False) + seen.get(row["code"], "") for row in rows}
    return {"README.md": HEAD + "".join(lines), **written}


def stale(wanted: dict[Path, str]) -> list[Path]:
    """Return the files that are missing, differ, or belong to no rule."""
    candidates = sorted({*wanted, *FOLDER.glob("*.md")})
    return [path for path in candidates if not path.exists() or path.read_text(encoding="utf-8") != wanted.get(path)]


def main(arguments: list[str]) -> int:
    """Run the tool and return its exit code."""
    wanted = pages()
    changed = stale(wanted)
    if arguments == ["--check"]:
        for path in changed:
            print(f"{path.relative_to(ROOT)} is not up to date; run tools/gen_docs.py")
        return 1 if changed else 0
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path in changed:
        if path in wanted:
            path.write_text(wanted[path], encoding="utf-8")
        else:
            path.unlink()
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
