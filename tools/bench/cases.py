"""The cases: what is run beside what, and the most that the one may cost in terms of the other."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bench.measure import Cost, Run, exponent, in_turn, measured
from bench.trees import Trees

HERE: Final = Path(__file__).parent
MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: what was measured beside what, in which unit, and the most that their ratio may be."""

    case: str
    other: str
    ours: float
    theirs: float
    target: float
    unit: str = "s"

    @property
    def ratio(self) -> float:
        """Ours over theirs."""
        return self.ours / self.theirs if self.theirs else float("inf")

    @property
    def met(self) -> bool:
        """Whether the target is met."""
        return self.ratio <= self.target


@dataclass(frozen=True, slots=True)
class Growth:
    """How time grows with size: sizes and seconds, and the power that fits them."""

    title: str
    points: tuple[tuple[int, float], ...]
    power: float


@dataclass
class Bench:
    """What the cases are run with: the trees, the programs by name, and how often; ``rows`` and ``growths`` collect results."""

    trees: Trees
    programs: Mapping[str, Path]
    scratch: Path
    rounds: int
    rows: list[Row] = field(default_factory=list)
    growths: list[Growth] = field(default_factory=list)

    def keraslint(self, *paths: Path, cores: int | None = 1, warm: bool = False) -> Run:
        """Lint with all default rules, with nothing kept from before unless it is to be ``warm``."""
        command = [str(self.programs["keraslint"] / "keraslint"), "check", "--isolated", "--exit-zero", *map(str, paths)]
        return self._cached(command, "KERASLINT_CACHE_DIR", cores, warm=warm)

    def ruff(self, *paths: Path, warm: bool = False) -> Run:
        """Lint with the one rule of ruff that is the cheapest to compare with: it has to parse and to resolve names."""
        program = str(self.programs["ruff"] / "ruff")
        command = [program, "check", "--isolated", "--no-respect-gitignore", "--select", "F401", "--exit-zero", *map(str, paths)]
        return self._cached(command, "RUFF_CACHE_DIR", None, warm=warm)

    def _cached(self, command: list[str], variable: str, cores: int | None, *, warm: bool) -> Run:
        kept = self.scratch / variable

        def run() -> Cost:
            shutil.rmtree(kept, ignore_errors=True)
            if warm:
                measured(command, self.scratch, settings={variable: str(kept)})
            return measured(command, self.scratch, cores=cores, settings={variable: str(kept)})

        return run

    def peer(self, name: str, *paths: Path) -> Run:
        """Lint with another tool, in one process where that can be chosen."""
        command = {
            "flake8": ["flake8", "--isolated", "-j1", "--exit-zero"],
            "torchfix": ["flake8", "--isolated", "-j1", "--exit-zero", "--select=TOR"],
            "fixit": ["fixit", "--quiet", "lint"],
            "pylint": ["pylint", "-E", "-j1", "--exit-zero", "--persistent=n", "--recursive=y"],
        }[name]
        whole = [str(self.programs[name] / command[0]), *command[1:], *map(str, paths)]
        return lambda: measured(whole, self.scratch)

    def parse(self, *paths: Path) -> Run:
        """Parse with LibCST and do nothing else."""
        return self.python(str(HERE / "parse.py"), *map(str, paths))

    def python(self, *arguments: str) -> Run:
        """Run Python with what keraslint is installed with."""
        return lambda: measured([str(self.programs["keraslint"] / "python"), *arguments], self.scratch)

    def compare(
        self, case: str, ours: Run, others: Mapping[str, tuple[Run, float]], rounds: int | None = None
    ) -> dict[str, Cost]:
        """Measure one run of ours in turn with others, which have targets, and add the rows of their CPU times."""
        runs = {"": ours, **{name: run for name, (run, _) in others.items()}}
        costs = in_turn(runs, self.rounds if rounds is None else rounds)
        self.rows.extend(Row(case, name, costs[""].cpu, costs[name].cpu, target) for name, (_, target) in others.items())
        return costs


def _single(bench: Bench) -> None:
    single = bench.trees.single
    often = bench.rounds * 4
    bare = {"python -c pass": (bench.python("-c", "pass"), 2.5)}
    bench.compare("one file without Keras", bench.keraslint(single / "plain.py"), bare, often)
    small = single / "small.py"
    others = {"import and parse": (bench.parse(small), 1.5), "fixit": (bench.peer("fixit", small), 0.5)}
    bench.compare("one Keras file of 300 lines, cold", bench.keraslint(small), others, often)


def _trees(bench: Bench) -> None:
    mixed, large = bench.trees.mixed, bench.trees.large
    half = bench.compare("5 % Keras, cold", bench.keraslint(mixed, cores=None), {"ruff F401": (bench.ruff(mixed), 1.5)})[""]
    cold = bench.compare("mono-repository, cold", bench.keraslint(large, cores=None), {"ruff F401": (bench.ruff(large), 0.8)})
    warm = bench.keraslint(large, cores=None, warm=True), bench.ruff(large, warm=True)
    bench.compare("mono-repository, warm", warm[0], {"ruff F401": (warm[1], 0.6)})
    memory = cold[""].memory / MEGABYTE
    bench.rows.append(Row("memory on the mono-repository", "120 MB", memory, 120.0, 1.0, "MB"))
    bench.rows.append(Row("memory on the mono-repository", "on half of it", memory, half.memory / MEGABYTE, 1.1, "MB"))


def _dense(bench: Bench) -> None:
    dense, sample = bench.trees.dense, bench.trees.sample
    bench.compare("dense, cold", bench.keraslint(dense), {"parse": (bench.parse(dense), 1.5)})
    slow = {"fixit": 1 / 10, "pylint": 1 / 6, "torchfix": 1 / 15, "flake8": 1.0}
    others = {name: (bench.peer(name, sample), target) for name, target in slow.items()}
    bench.compare("dense, sample, cold", bench.keraslint(sample), others)
    warm = bench.keraslint(dense, warm=True), bench.ruff(dense, warm=True)
    bench.compare("dense, warm", warm[0], {"ruff F401": (warm[1], 1.2)})
    costs = in_turn({"1": bench.keraslint(dense), "2": bench.keraslint(dense, cores=2)}, max(bench.rounds // 2, 1))
    bench.rows.append(Row("dense, two cores, wall time", "one core", costs["2"].wall, costs["1"].wall, 1 / 1.6))


def _notebooks(bench: Bench) -> None:
    tree = bench.trees.notebooks
    bench.compare("notebooks, cold", bench.keraslint(tree), {"parse": (bench.parse(tree), 1.5)})


def _editor(bench: Bench) -> None:
    python, script = str(bench.programs["keraslint"] / "python"), str(HERE / "editor.py")
    command = [python, script, str(bench.trees.single / "lines_01000.py"), str(max(bench.rounds, 3))]
    done = subprocess.run(command, cwd=bench.scratch, check=True, capture_output=True, text=True)
    ours, theirs = map(float, done.stdout.split())
    bench.rows.append(Row("editor, 1,000 lines again", "parse", ours, theirs, 2.0))


def _growth(bench: Bench) -> None:
    start = in_turn({"": bench.keraslint(bench.trees.single / "plain.py")}, bench.rounds)[""].cpu
    load = in_turn({"": bench.keraslint(bench.trees.single / "small.py")}, bench.rounds)[""].cpu
    sizes = {int(path.stem.partition("_")[2]): (path,) for path in sorted(bench.trees.single.glob("lines_*.py"))}
    _grow(bench, "lines of one file", sizes, load)
    _grow(bench, "files with Keras", cumulated(bench.trees.dense), load)
    _grow(bench, "files without Keras", cumulated(bench.trees.large / "one"), start)
    _grow(bench, "files without Keras, warm", cumulated(bench.trees.large / "one"), start, warm=True)


def cumulated(tree: Path) -> dict[int, tuple[Path, ...]]:
    """Return the folders of a tree, more and more of them, by how many files they have together."""
    found: dict[int, tuple[Path, ...]] = {}
    taken: tuple[Path, ...] = ()
    for folder in sorted(path for path in tree.iterdir() if path.is_dir()):
        taken = (*taken, folder)
        found[sum(1 for path in taken for _ in path.rglob("*.py"))] = taken
    return found


def _grow(bench: Bench, title: str, sizes: Mapping[int, tuple[Path, ...]], start: float, *, warm: bool = False) -> None:
    rounds = max(bench.rounds // 2, 1)
    runs = {str(size): bench.keraslint(*paths, warm=warm) for size, paths in sizes.items()}
    points = tuple((int(size), cost.cpu) for size, cost in in_turn(runs, rounds).items())
    bench.growths.append(Growth(title, points, exponent(points, start)))


CASES: Final = {
    "single files": _single, "trees with few Keras files": _trees, "a dense tree": _dense, "notebooks": _notebooks,
    "the editor": _editor, "growth": _growth,
}  # fmt: skip


def scratch(cache: Path) -> Path:
    """Return an empty folder in which the tools run, so that no configuration is found."""
    folder = cache / "scratch"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
