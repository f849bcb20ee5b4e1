"""Write the documentation pages of all rules to docs/rules; with --check only say which of them are not up to date."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "rules"
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "rules")]

from keraslint.pages import index, page  # noqa: E402 - the path to the sources comes first
from keraslint.rules import load  # noqa: E402


def pages() -> dict[str, str]:
    """Return what the folder should hold, by file name."""
    rules = load()
    return {"README.md": index(rules), **{f"{rule.name}.md": page(rule) for rule in rules}}


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
