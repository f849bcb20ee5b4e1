"""Code actions: the repairs that diagnostics carry, a comment that silences one, and all safe repairs at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from lsprotocol import converters, types

from keraslint.fix.apply import SAFE
from keraslint.server.diagnostics import SOURCE
from keraslint.server.reading import Reading

FIX_ALL: Final = "source.fixAll.keraslint"
FIX_ALL_NOTEBOOK: Final = "notebook.source.fixAll.keraslint"
KINDS: Final = (types.CodeActionKind.QuickFix.value, FIX_ALL, FIX_ALL_NOTEBOOK)

_CONVERTER: Final = converters.get_converter()


def quick_fixes(
    diagnostics: Iterable[types.Diagnostic], silence: Mapping[str, types.TextEdit], uri: str
) -> Iterator[types.CodeAction]:
    """Walk the actions for diagnostics as the client sends them back.

    ``silence`` has, by code, the edit that writes a comment at the place of the diagnostic.
    """
    for diagnostic in diagnostics:
        data = diagnostic.data
        if diagnostic.source != SOURCE or not isinstance(data, Mapping):
            continue
        code = str(data.get("code"))
        edits = _edits(data)
        if edits:
            title = f"keraslint ({code}): {data.get('title')}"
            yield types.CodeAction(
                title=title if data.get("safe") else f"{title} (unsafe: training will go differently)",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[diagnostic],
                edit=types.WorkspaceEdit(changes=edits),
                is_preferred=bool(data.get("safe")),
            )
        if code in silence:
            yield types.CodeAction(
                title=f"keraslint ({code}): Disable for this line",
                kind=types.CodeActionKind.QuickFix,
                diagnostics=[diagnostic],
                edit=types.WorkspaceEdit(changes={uri: [silence[code]]}),
            )


def _edits(data: Mapping[str, Any]) -> dict[str, Sequence[types.TextEdit]]:
    found = _CONVERTER.structure(data.get("edits") or {}, dict[str, list[types.TextEdit]])
    return dict(found)


def fix_all(reading: Reading) -> types.WorkspaceEdit | None:
    """Return all safe repairs of a document that do not get in each other's way, or ``None`` where there is nothing to repair.

    A text is replaced as a whole: editors compute the smallest difference themselves, and it needs no order among the edits.
    """
    fixes = [finding.fix for finding in reading.findings if finding.fix is not None and finding.fix.applicability in SAFE]
    if not any(fix.edits for fix in fixes):
        return None
    repaired, applied = reading.document.file.repaired(fixes)
    if not applied:
        return None
    changes: dict[str, Sequence[types.TextEdit]] = {}
    for cell, text in repaired.shown().items():
        before = reading.document.texts[cell]
        if text != before.content:
            changes[reading.document.uris[cell]] = [types.TextEdit(before.everything, text)]
    return types.WorkspaceEdit(changes=changes)


def fix_all_action(reading: Reading) -> types.CodeAction | None:
    """Return the action that repairs a document, under the kind that its editor asks for: notebooks have one of their own."""
    edit = fix_all(reading)
    if edit is None:
        return None
    return types.CodeAction(
        title="keraslint: Fix all auto-fixable problems",
        kind=FIX_ALL_NOTEBOOK if reading.document.notebook else FIX_ALL,
        edit=edit,
    )
