"""Write the documentation pages of all rules to docs/rules; with --check only say which of them are not up to date.

A page is what ``keraslint rule NAME --output-format markdown`` prints.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "rules"
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "rules")]

from keraslint.commands.rule import describe  # noqa: E402 - the path to the sources comes first
from keraslint.report import catalogue  # noqa: E402
from keraslint.rules import load  # noqa: E402

HEAD = """# Rules

| code | name | what it finds | severity | fix |
|---|---|---|---|---|
"""


def pages() -> dict[str, str]:
    """Return what the folder should hold, by file name."""
    rows = [describe(rule) for rule in load()]
    lines = [
        f"| {row['code']} | [{row['name']}]({row['name']}.md) | {row['summary']} | {row['severity']} |"
        f" {row['fix_availability'].lower()} |\n"
        for row in rows
    ]
    written = {f"{row['name']}.md": catalogue.as_markdown([row], everything=False) for row in rows}
    return {"README.md": HEAD + "".join(lines), **written}


def stale(wanted: dict[str, str]) -> list[Path]:
    """Return the files that are missing, differ, or belong to no rule."""
    there = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    return [FOLDER / name for name in sorted(wanted.keys() | there.keys()) if wanted.get(name) != there.get(name)]


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
        if path.name in wanted:
            path.write_text(wanted[path.name], encoding="utf-8")
        else:
            path.unlink()
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
