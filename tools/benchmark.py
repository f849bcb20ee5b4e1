"""Measure keraslint beside its peers, on files of packages from the index, and write ``docs/benchmarks.md``.

::

    python tools/benchmark.py --cache DIR [--scale 0.02] [--rounds 3] [--only NAME] [--write]

Downloads pinned packages and tools into DIR, outside of the checkout, where they stay for the next time. A scale of 1 is a
mono-repository of 20,000 files and takes about an hour; 0.02 takes two minutes.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

from bench import cases, packages, table, trees  # noqa: E402 - the path to the tools comes first

PAGE: Final = ROOT / "docs" / "benchmarks.md"


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cache", type=Path, required=True, metavar="DIR", help="where packages, tools and trees are kept")
    parser.add_argument("--scale", type=float, default=1.0, help="how large the trees are (default: 1)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each command runs at most (default: 3)")
    parser.add_argument("--only", action="append", choices=cases.CASES, help="measure this alone")
    parser.add_argument("--write", action="store_true", help="keep the result in docs/benchmarks.md")
    options = parser.parse_args()
    cache = options.cache.resolve()
    programs = {name: packages.environment(name, wanted, cache) for name, wanted in packages.TOOLS.items()}
    programs["keraslint"] = packages.environment("keraslint", (packages.LIBCST, str(ROOT)), cache, anew=True)
    bench = cases.Bench(trees.build(cache, options.scale), programs, cases.scratch(cache), options.rounds)
    for title in options.only or cases.CASES:
        print(f"{title} ...", file=sys.stderr, flush=True)
        cases.CASES[title](bench)
    command = f"python tools/benchmark.py --scale {options.scale:g} --rounds {options.rounds}"
    page = table.report(bench.rows, bench.growths, command)
    print(page)
    if options.write:
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
