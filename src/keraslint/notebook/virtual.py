"""The cells of a notebook as one module in document order, the way the linter reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from keraslint import syntax
from keraslint.findings import Diagnostic, Edit
from keraslint.notebook.document import Notebook
from keraslint.notebook.edits import bare_lines
from keraslint.notebook.magics import Code, code_of
from keraslint.notebook.mend import forget, imported_names, mend
from keraslint.notebook.places import TAB, Fragment, Places
from keraslint.source import Span

_SEAM: Final = "# end of cell "
"""Marks a ``pass`` between cells, so that no bracket, string, decorator or block of one cell can go on in the next."""


@dataclass(frozen=True, slots=True)
class Virtual:
    """The Python of a notebook as one module: ``text``, and ``tree``, parsed of it, whose places are in cells.

    ``diagnostics`` are about cells that cannot be read; ``notes`` say what else was left out or put in. ``name`` is empty for the
    notebook's own module; ``written`` are those that it writes to disk, each under the name of its file. ``backends`` has the cells
    that choose a Keras backend, and which.
    """

    notebook: Notebook
    text: str
    tree: syntax.Tree
    places: Places
    diagnostics: tuple[Diagnostic, ...] = ()
    notes: tuple[str, ...] = ()
    name: str = ""
    written: tuple[Virtual, ...] = ()
    backends: tuple[tuple[int, str], ...] = ()

    def locate(self, span: Span) -> Span:
        """Return the span in a cell for a span of ``text``."""
        return self.places.locate(span)

    def cell_text(self, cell: int) -> str:
        """Return the source of a cell as it stands in the notebook."""
        return self.notebook.cell(cell).source

    def physical_line(self, cell: int, line: int) -> int:
        """Return the line of the file in which a line of a cell stands."""
        return self.notebook.physical_line(cell, line)

    def editable(self, span: Span) -> bool:
        """Say whether the text in ``span`` is what Python reads: no magic, and nothing that another text stands for."""
        fragment = None if span.cell is None else self.places.of_cell(span.cell)
        if fragment is None:
            return span.cell is not None
        if (span.line, span.column) == (span.end_line, span.end_column):
            return span.column == 1 or span.line not in fragment.code.foreign
        last = span.end_line - (span.end_column == 1)
        return fragment.code.foreign.isdisjoint(range(span.line, last + 1))

    def with_edits(self, edits: Sequence[Edit]) -> bytes:
        """Return the file's bytes after ``edits``, whose spans are in cells; everything outside of these cells stays as it is.

        Raises:
            ValueError: two edits overlap, or one would change a magic.
        """
        for edit in edits:
            if not self.editable(edit.span):
                raise ValueError(f"line {edit.span.line} of cell {edit.span.cell} holds a magic")
        return self.notebook.apply(self._fitted(edits)).dump()

    def _fitted(self, edits: Iterable[Edit]) -> Iterator[Edit]:
        """Indent what is put into an indented cell, and move what would stand before a cell magic behind it."""
        for edit in edits:
            assert edit.span.cell is not None
            fragment = self.places.of_cell(edit.span.cell)
            if fragment is None:
                yield edit
                continue
            span, code = edit.span, fragment.code
            if span.line <= code.magic_line:
                line = code.magic_line + 1
                span = Span(span.file, span.cell, line, code.margin[line - 1] + 1, line, code.margin[line - 1] + 1)
            margin = code.margin[span.line - 1] if span.line <= len(code.margin) else 0
            indent = fragment.lines[span.line - 1][:margin] if margin else ""
            yield Edit(span, edit.content.replace("\n", f"\n{indent}"))


def build(notebook: Notebook) -> Virtual:
    """Put the cells of a notebook together; one that does not parse is left out and reported."""
    readings = [(cell, code_of(cell.source, _parses)) for cell in notebook.code_cells if cell.source.strip()]
    kept = [Fragment(cell, code) for cell, code in readings if not code.skipped and code.text.strip()]
    files: dict[str, list[Fragment]] = {}
    notes = list(notebook.notes)
    for cell, code in readings:
        name = _written(code)
        if name:
            body = Fragment(cell, code)
            files[name] = [*files.get(name, ()), body] if code.argument.startswith("-a") else [body]
        elif code.skipped:
            notes.append(f"cell {cell.index} is left out ({code.skipped})")
    return replace(
        _assemble(notebook, kept, notes),
        written=tuple(replace(_assemble(notebook, fragments, []), name=name) for name, fragments in files.items()),
        backends=tuple((cell.index, code.argument) for cell, code in readings if code.magic == "backend"),
    )


def _written(code: Code) -> str:
    """Return the name of the Python file that a cell writes, or an empty string."""
    name = code.argument.rpartition(" ")[2].strip("\"'")
    return name if code.magic in {"writefile", "file"} and name.endswith(".py") else ""


def _assemble(notebook: Notebook, fragments: Sequence[Fragment], notes: list[str]) -> Virtual:
    diagnostics: list[Diagnostic] = []
    placed = _place(fragments)
    text = _text(placed)
    module = _parse_whole(text, placed)
    if module is None:
        settled = _settle(notebook, placed, diagnostics, notes)
        placed = _place(settled)
        text = _text(placed)
        module = syntax.parse(text)
    places = Places(placed)
    tree = syntax.Tree(notebook.path, module, places.locate)
    return Virtual(notebook, text, tree, places, tuple(diagnostics), tuple(notes))


def _place(fragments: Iterable[Fragment]) -> list[Fragment]:
    placed = []
    line = 1
    for fragment in fragments:
        placed.append(replace(fragment, start=line))
        line += len(fragment.code.lines) + 1
    return placed


def _text(fragments: Sequence[Fragment]) -> str:
    """Return the virtual module: the cells, and a seam between each two."""
    last = len(fragments) - 1
    parts = []
    for index, fragment in enumerate(fragments):
        parts += [fragment.code.text, f"pass  {_SEAM}{fragment.cell.index}\n" if index < last else ""]
    return "".join(parts)


def _parse_whole(text: str, fragments: Sequence[Fragment]) -> Any:
    """Parse all cells at once. ``None`` where one of them alone would not parse, or only with its tabs expanded."""
    try:
        module = syntax.parse(text)
    except syntax.SyntaxFailure:
        return None
    if "\t" in text and module.code != text:
        return None
    expected = [f"{_SEAM}{fragment.cell.index}" for fragment in fragments[:-1]]
    return module if _seams(module) == expected else None


def _seams(module: Any) -> list[str]:
    """Return the seams that stand between statements of a module; one inside a string is not among them."""
    found = []
    for statement in module.body:
        behind = getattr(statement, "trailing_whitespace", None)
        if behind is not None and behind.comment is not None and behind.comment.value.startswith(_SEAM):
            found.append(behind.comment.value)
    return found


def _settle(
    notebook: Notebook, fragments: Iterable[Fragment], diagnostics: list[Diagnostic], notes: list[str]
) -> Iterator[Fragment]:
    """Parse each cell alone, and mend or leave out those that do not parse."""
    imported: set[str] | None = None
    for fragment in fragments:
        cell, code = fragment.cell, fragment.code
        try:
            module = syntax.parse(code.text)
        except syntax.SyntaxFailure as failure:
            note = mend(code, _parses)
            if note is None:
                diagnostics.append(_diagnostic(notebook, fragment, failure))
                imported = imported if imported is not None else imported_names("\n".join(c.source for c in notebook.code_cells))
                forgotten = forget(code, imported)
                if forgotten is not None:
                    yield Fragment(cell, forgotten)
                continue
            if note:
                notes.append(f"cell {cell.index}: {note}")
            yield fragment
        else:
            yield _expand(fragment) if "\t" in code.text and module.code != code.text else fragment


def _expand(fragment: Fragment) -> Fragment:
    """Expand the tabs of a cell, as the parser had to."""
    return replace(fragment, code=replace(fragment.code, lines=[line.expandtabs(TAB) for line in fragment.code.lines]), expanded=True)


def _diagnostic(notebook: Notebook, fragment: Fragment, failure: syntax.SyntaxFailure) -> Diagnostic:
    line = min(failure.line, len(fragment.code.lines))
    column = failure.column
    at = Span(notebook.path, None, line, column, line, column + 1)
    return Diagnostic("invalid-syntax", failure.message, Places([replace(fragment, start=1)]).locate(at))


def _parses(text: str) -> bool:
    try:
        syntax.parse(text)
    except syntax.SyntaxFailure:
        return False
    return True
