"""A survey from its inputs to its tables: cut into slices, sift, lint what is new, gather.

What is done is on disk, part by part, before anything depends on it, so the run can end at any moment and be begun again. Which
of several files of the same content is linted depends on their order alone, never on who was quicker.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath
from typing import Any, Final, TypeAlias

from keraslint.scale.charge import Charge
from keraslint.scale.executors import Executor, Lost
from keraslint.scale.index import Index
from keraslint.scale.inputs import Slice
from keraslint.scale.inputs.resolve import Wanted, slices
from keraslint.scale.lint import Batch, Row, lint, missing, total, whole
from keraslint.scale.sift import sift, unsifted
from keraslint.scale.store import LINTED, SIFTED, Store
from keraslint.scale.summary import summary_of
from keraslint.scale.tables import Tables, clean

Progress: TypeAlias = Callable[[str, int, int], None]

BATCH: Final = 64
"""How many documents are linted in one go, at least where there are as many."""

BATCHES: Final = 16
"""A slice makes at most this many batches, for each of them reads it anew."""

FORMS: Final = (
    ("notebook", lambda path: path.suffix == ".ipynb"),
    ("test", lambda path: bool({"test", "tests"} & set(path.parts)) or path.name.startswith("test_")),
    ("example", lambda path: any(word in part.lower() for part in path.parts for word in ("example", "tutorial", "demo"))),
)
"""What a file is, going by its path, the first that fits; any other is a module."""


@dataclass(frozen=True, slots=True)
class Survey:
    """One survey: where it is kept, what is read, how it is linted, who does the work, and who is told how far it is."""

    store: Store
    wanted: Wanted
    charge: Charge
    executor: Executor
    progress: Progress

    def conduct(self) -> dict[str, Any]:
        """Do what is not done yet, write the tables, and return the summary.

        Raises:
            Failure: an input or the configuration is wrong.
        """
        self.store.keep_slices(slices(self.wanted))
        self._sift()
        self._lint()
        return self._gather()

    def _sift(self) -> None:
        count = sum(1 for _ in self.store.slices())
        waiting = [part.number for part in self.store.slices() if not self.store.has(SIFTED, part.number)]
        done = count - len(waiting)
        left = set(waiting)
        tasks = (part for part in self.store.slices() if part.number in left)
        for part, answer in self.executor.run(partial(sift, self.charge), tasks):
            self.store.keep(unsifted(part, answer.reason) if isinstance(answer, Lost) else answer, SIFTED, part.number)
            done += 1
            self.progress("reading the inputs", done, count)

    def _lint(self) -> None:
        """Lint in batches; a batch whose worker died is done again file by file, so that only the one to blame is lost."""
        count = sum(1 for _ in self.store.slices())
        with Index(self.store.parts / "index") as index:
            lost = []
            for batch, answer in self._run(self._batches(index, count)):
                if isinstance(answer, Lost):
                    lost.append(batch)
                else:
                    self._keep(batch, answer)
        single: dict[tuple[int, int], list[dict[str, Any]]] = {(batch.part.number, batch.number): [] for batch in lost}
        whole_batches = {(batch.part.number, batch.number): batch for batch in lost}
        for one, answer in self._run(one for batch in lost for one in batch.apart()):
            name = (one.part.number, one.number)
            single[name].extend([_lost(one, answer)] if isinstance(answer, Lost) else answer)
            if len(single[name]) == len(whole_batches[name].rows):
                self._keep(whole_batches[name], single.pop(name))

    def _run(self, tasks: Iterable[Batch]) -> Iterator[tuple[Batch, list[dict[str, Any]] | Lost]]:
        return self.executor.run(partial(lint, self.charge), tasks)

    def _keep(self, batch: Batch, answers: list[dict[str, Any]]) -> None:
        self.store.keep(whole(answers), LINTED, batch.part.number, batch.number)

    def _batches(self, index: Index, count: int) -> Iterator[Batch]:
        """Walk the batches that are not done: of each content the first file that has it."""
        for done, part in enumerate(self.store.slices()):
            self.progress("linting", done, count)
            for batch in _cut(part, self._new(index, part)):
                if not self.store.has(LINTED, part.number, batch.number):
                    yield batch

    def _new(self, index: Index, part: Slice) -> list[Row]:
        files = self.store.recall(SIFTED, part.number)["files"]
        return [Row(*file[:4]) for file in files if index.is_new(file[3])]

    def _gather(self) -> dict[str, Any]:
        counts: list[dict[str, int]] = []
        coverage: list[dict[str, int]] = []
        linted = 0
        with Index(self.store.parts / "index") as index, Tables(self.store.folder) as tables:
            for part in self.store.slices():
                sifted = self.store.recall(SIFTED, part.number)
                counts.append(sifted["counts"])
                new = _add_files(part, sifted["files"], index, tables)
                _add_errors(sifted["errors"], index, tables)
                for batch in _cut(part, new):
                    answer = self.store.recall(LINTED, part.number, batch.number)
                    linted += answer["linted"]
                    coverage.append(answer["coverage"])
                    _add_errors(answer["errors"], index, tables)
                    for row in answer["findings"]:
                        tables.add("findings", row)
                        index.add_finding(row)
                    for row in answer["setups"]:
                        tables.add("setups", row)
                counts, coverage = [total(counts)], [total(coverage)]
            return summary_of(index, self.wanted.inputs, {**total(counts), "linted": linted}, total(coverage))


def _lost(batch: Batch, answer: Lost) -> dict[str, Any]:
    """Return what is recorded of the only document of a batch."""
    return missing(batch.part, batch.rows[0], f"the process that linted it was lost: {answer.reason}")


def _cut(part: Slice, rows: list[Row]) -> Iterator[Batch]:
    """Cut what is new in a slice into batches."""
    size = max(BATCH, -(-len(rows) // BATCHES))
    for number, at in enumerate(range(0, len(rows), size)):
        yield Batch(number, part, tuple(rows[at : at + size]))


def _add_files(part: Slice, files: Iterable[list[Any]], index: Index, tables: Tables) -> list[Row]:
    """Add the files of a slice, and return which of them are the first with their content."""
    new = []
    for row, repository, path, key, size in files:
        first = index.is_new(key)
        if first:
            new.append(Row(row, repository, path, key))
        form = next((form for form, fits in FORMS if fits(PurePosixPath(path))), "module")
        index.add_copy(key, clean(repository), form)
        shown = path or f"row {row}"
        tables.add(
            "files",
            {
                "input": part.source,
                "repository": repository,
                "path": shown,
                "content": key,
                "bytes": size,
                "form": form,
                "duplicate": not first,
            },
        )
    return new


def _add_errors(errors: Iterable[dict[str, Any]], index: Index, tables: Tables) -> None:
    for row in errors:
        tables.add("errors", row)
        index.add_failure({name: clean(value) for name, value in row.items()})
