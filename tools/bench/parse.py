"""Does nothing but parse with LibCST: all Python files and the code of all notebooks below the paths that it is given."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import libcst


def texts(path: Path) -> Iterator[str]:
    """Walk the code of a file or folder; that of a notebook cell by cell."""
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.suffix == ".py":
            yield file.read_text(encoding="utf-8", errors="replace")
        elif file.suffix == ".ipynb":
            yield from (cell["source"] for cell in json.loads(file.read_text(encoding="utf-8"))["cells"])


def main() -> None:
    """Parse what the command line names."""
    for name in sys.argv[1:]:
        for text in texts(Path(name)):
            try:
                libcst.parse_module(text)
            except (libcst.ParserSyntaxError, ValueError):
                continue


if __name__ == "__main__":
    main()
