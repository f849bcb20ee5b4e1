"""The cells of a notebook as one module in document order, the way the linter reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from keraslint.findings import Applicability, Diagnostic, Edit, Fix
from keraslint.fix.apply import UNSAFE, apply_to_cells, parses
from keraslint.notebook.assemble import assemble
from keraslint.notebook.document import Cell, Notebook
from keraslint.notebook.edits import fitted
from keraslint.notebook.magics import Code, code_of
from keraslint.notebook.places import Fragment, Places
from keraslint.ondisk import OnDisk
from keraslint.source import Span

if TYPE_CHECKING:
    from keraslint.syntax import Tree


@dataclass(frozen=True, slots=True)
class NotebookFile:
    """A notebook as a run needs it. ``text`` is its Python as one module, ``tree`` what it parses to, with places in cells.

    ``problems`` are about cells that cannot be read; ``notes`` say what else was left out or put in, and which cells are for one
    backend of Keras only. ``name`` is empty for the notebook's own module; ``written`` are those that it writes to disk, each
    under the name of its file.
    """

    notebook: Notebook
    text: str
    tree: Tree
    places: Places
    problems: tuple[Diagnostic, ...] = ()
    notes: tuple[str, ...] = ()
    name: str = ""
    written: tuple[NotebookFile, ...] = ()

    @property
    def path(self) -> str:
        """The path as shown."""
        return self.notebook.path

    @property
    def ran_with(self) -> Mapping[str, str]:
        """The versions of Keras and TensorFlow that it last ran with, as far as its outputs show them."""
        return self.notebook.shown

    def __reduce__(self) -> tuple[Any, ...]:
        """Leave the tree behind when sent to another process, where a report wants nothing but lines."""
        return OnDisk, (self.path,)

    def locate(self, span: Span) -> Span:
        """Return the span in a cell for a span of ``text``."""
        return self.places.locate(span)

    def shown(self) -> dict[int | None, str]:
        """Return the text that a reader sees, by notebook cell."""
        return {cell.index: cell.source for cell in self.notebook.code_cells}

    def physical_line(self, cell: int, line: int) -> int:
        """Return the line of the file in which a line of a cell stands."""
        return self.notebook.physical_line(cell, line)

    def encoded(self) -> bytes:
        """Return the bytes of the file."""
        return self.notebook.dump()

    def with_edits(self, edits: Sequence[Edit]) -> bytes:
        """Return the bytes of the file after ``edits``, whose spans are in cells; what is not in these cells stays as it is.

        Raises:
            ValueError: two edits overlap, or one would change a magic.
        """
        notebook, applied = self._fixed([Fix("", (), Applicability.SAFE, tuple(edits))], lambda _: True)
        if edits and not applied:
            raise ValueError("two edits overlap, or one is about a magic or outside of the cell")
        return notebook.dump()

    def repaired(self, fixes: Sequence[Fix]) -> tuple[NotebookFile, tuple[Fix, ...]]:
        """Return the file after as many of ``fixes`` as do not overlap, and which these are."""
        notebook, applied = self._fixed(fixes, self._as_good)
        return (build(notebook), applied) if applied else (self, ())

    def _fixed(self, fixes: Iterable[Fix], valid: Callable[[Mapping[int | None, str]], bool]) -> tuple[Notebook, tuple[Fix, ...]]:
        candidates = []
        origins: dict[int, Fix] = {}
        for fix in fixes:
            edits = [self._fitted(edit) for edit in fix.edits or ()]
            if None not in edits:
                candidates.append(replace(fix, edits=tuple(edit for edit in edits if edit is not None)))
                origins[id(candidates[-1])] = fix
        before = self.shown()
        after, applied = apply_to_cells(before, candidates, UNSAFE, valid)
        return self.notebook.with_sources(_changed(before, after)), tuple(origins[id(fix)] for fix in applied)

    def _as_good(self, cells: Mapping[int | None, str]) -> bool:
        """Say whether with these sources no more cells are broken, left out or mended than are now."""
        return build(self.notebook.with_sources(_changed(self.shown(), cells))).faults() <= self.faults()

    def faults(self) -> int:
        """Return how much there is to say about what was read."""
        return len(self.problems) + len(self.notes) + sum(module.faults() for module in self.written)

    def _fragment(self, cell: int) -> Fragment | None:
        found = self.places.of_cell(cell)
        return found or next((fragment for module in self.written if (fragment := module.places.of_cell(cell))), None)

    def _fitted(self, edit: Edit) -> Edit | None:
        """Return an edit as it is to be made in the cell; ``None`` where it would touch a magic."""
        fragment = None if edit.span.cell is None else self._fragment(edit.span.cell)
        return None if fragment is None else fitted(fragment, edit)


def _changed(before: Mapping[int | None, str], after: Mapping[int | None, str]) -> dict[int, str]:
    return {index: text for index, text in after.items() if index is not None and text != before[index]}


def build(notebook: Notebook) -> NotebookFile:
    """Put the cells of a notebook together; one that does not parse is left out and reported."""
    readings = [(cell, code_of(cell.source, parses)) for cell in notebook.code_cells if cell.source.strip()]
    skipped = [
        f"cell {cell.index} is left out ({code.skipped})" for cell, code in readings if code.skipped and not _written(code)
    ]
    backends = [f"cell {cell.index} is for the {code.argument} backend" for cell, code in readings if code.magic == "backend"]
    own = [Fragment(cell, code) for cell, code in readings if not code.skipped and code.text.strip()]
    file = _file(notebook, own)
    return replace(
        file,
        notes=(*notebook.notes, *skipped, *backends, *file.notes),
        written=tuple(replace(_file(notebook, fragments), name=name) for name, fragments in _modules(readings).items()),
    )


def _modules(readings: Iterable[tuple[Cell, Code]]) -> dict[str, list[Fragment]]:
    """Return the Python files that cells write, by name; a later cell replaces the file or appends to it."""
    files: dict[str, list[Fragment]] = {}
    for cell, code in readings:
        name = _written(code)
        if name:
            before = files.get(name, []) if code.argument.startswith("-a") else []
            files[name] = [*before, Fragment(cell, code)]
    return files


def _file(notebook: Notebook, fragments: Iterable[Fragment]) -> NotebookFile:
    made = assemble(notebook.path, fragments, lambda: "\n".join(cell.source for cell in notebook.code_cells))
    return NotebookFile(notebook, made.text, made.tree, made.places, made.problems, made.notes)


def _written(code: Code) -> str:
    """Return the name of the Python file that a cell writes, or an empty string."""
    name = code.argument.rpartition(" ")[2].strip("\"'")
    return name if code.magic in {"writefile", "file"} and name.endswith(".py") else ""
