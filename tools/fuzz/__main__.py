"""``python tools/fuzz``: feed keraslint what nobody wrote, for so many seconds, and report what went wrong.

Kinds of input: programs and notebooks that are grown (``grown-*``), arbitrary Python (``python``, with hypothesmith), mutants of
the sources in a folder (``mutants``, with ``--sources``), and inputs that atheris finds by coverage (``coverage-*``). A
kind whose library is not installed is left out. Ends with 1 where anything went wrong; each such input lies in ``--keep``.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parents[1]))

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st

from fuzz import campaign, extremes, mutate, programs
from fuzz.targets import TARGETS
from keraslint.config.keys import KEYS

BATCH: Final = 50
"""Inputs that a strategy gives at a time."""

Inputs = Iterator[bytes]


def main() -> int:
    """Run the campaigns one after the other."""
    options = _options()
    folder = tempfile.TemporaryDirectory()
    keep = options.keep.resolve()
    sources = None if options.sources is None else options.sources.resolve()
    chosen = options.kinds or [*_kinds(), *(f"coverage-{name}" for name in TARGETS)]
    share = options.seconds / len(chosen)
    begun = os.getcwd()  # noqa: PTH109 - restored by the same name
    os.chdir(folder.name)  # nothing that is imported by a program may be found
    failed = False
    for kind in chosen:
        if kind.startswith("coverage-"):
            failed |= _with_coverage(kind.removeprefix("coverage-"), share, keep, options.seed)
            continue
        target, inputs = _kinds()[kind]
        stream = inputs(options.seed, sources)
        if stream is None:
            print(f"{kind}: left out")
            continue
        tally = campaign.run(kind, TARGETS[target], stream, share, keep, print)
        print(tally, flush=True)
        failed |= bool(tally.crashes or tally.hangs)
    os.chdir(begun)
    folder.cleanup()
    return int(failed)


def _kinds() -> dict[str, tuple[str, Callable[[int, Path | None], Inputs | None]]]:
    """Return the kinds of input: the target of each, and where it comes from, given a seed and a folder of sources."""

    def of(strategy: st.SearchStrategy[Any]) -> Callable[[int, Path | None], Inputs]:
        return lambda seed, _: examples(strategy, seed)

    return {
        "grown-programs": ("module", of(programs.PROGRAMS.map(lambda text: text.encode("utf-8", "replace")))),
        "grown-extremes": ("module", of(extremes.PROGRAMS.map(str.encode))),
        "grown-notebooks": ("notebook", of(programs.NOTEBOOKS)),
        "grown-comments": ("comments", of(programs.COMMENTS)),
        "grown-configurations": ("configuration", of(programs.configurations(list(KEYS)))),
        "python": ("module", _python),
        "mutants": ("module", _mutants),
    }


def examples(strategy: st.SearchStrategy[bytes], seed: int) -> Inputs:
    """Walk examples of a strategy without an end."""
    while True:
        yield from _batch(strategy, seed)
        seed += 1


def _batch(strategy: st.SearchStrategy[bytes], seed: int) -> list[bytes]:
    found: list[bytes] = []

    @seeded(seed)
    @settings(max_examples=BATCH, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(strategy)
    def collect(data: bytes) -> None:
        found.append(data)

    collect()
    return found


def _python(seed: int, _: Path | None) -> Inputs | None:
    if find_spec("hypothesmith") is None:
        return None
    import hypothesmith

    text: st.SearchStrategy[str] = hypothesmith.from_node()
    return examples(text.map(lambda made: f"import keras\n{made}".encode("utf-8", "replace")), seed)


def _mutants(seed: int, folder: Path | None) -> Inputs | None:
    texts = mutate.sources(folder) if folder is not None else [program.decode() for program in TARGETS["module"].seeds]
    if not texts:
        return None
    chance = random.Random(seed)  # noqa: S311 - nothing here is a secret
    return (mutate.mutant(texts, chance).encode("utf-8", "replace") for _ in iter(int, 1))


def _with_coverage(name: str, seconds: float, keep: Path, seed: int) -> bool:
    """Run atheris on a target in a process of its own, since it never gives one back; return whether it found anything."""
    if find_spec("atheris") is None:
        print(f"coverage-{name}: left out")
        return False
    worker = Path(__file__).parent / "coverage.py"
    done = subprocess.run([sys.executable, str(worker), name, str(int(seconds)), str(keep), str(seed)], check=False)
    return done.returncode != 0


def _options() -> argparse.Namespace:
    made = argparse.ArgumentParser(prog="python tools/fuzz", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    made.add_argument("kinds", nargs="*", metavar="KIND", help="kinds of input (default: all)")
    made.add_argument("--seconds", type=float, default=60, help="how long in all (default: 60)")
    made.add_argument("--seed", type=int, default=0, help="another seed gives other inputs")
    made.add_argument("--sources", type=Path, help="a folder whose Python files are mutated")
    made.add_argument("--keep", type=Path, default=Path("fuzz-findings"), help="where inputs go that something is wrong with")
    return made.parse_args()


if __name__ == "__main__":
    sys.exit(main())
