"""From the changes of a fix to edits of the text: one function for each kind of change, looked up in a table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from keraslint import change as changes
from keraslint.findings import Applicability, Edit, Fix
from keraslint.fix.arguments import remove_argument, rename_argument, set_argument, set_step, swap_arguments, swap_stages
from keraslint.fix.components import (
    append_element,
    remove_element,
    rename_attribute,
    replace_call,
    replace_import,
    replace_module,
    replace_name,
    replace_value,
)
from keraslint.fix.data import transform_data
from keraslint.fix.document import CannotLower, document
from keraslint.fix.job import Job
from keraslint.fix.layers import adapt_layer, insert_layer, remove_layer
from keraslint.fix.splice import loses_comment, to_edits
from keraslint.fix.statements import call_before, insert_in_loop
from keraslint.syntax import Tree

LOWERINGS: Final[dict[type, Callable[[Job, Any], None]]] = {
    changes.SetArgument: set_argument,
    changes.RemoveArgument: remove_argument,
    changes.RenameArgument: rename_argument,
    changes.ReplaceValue: replace_value,
    changes.ReplaceCall: replace_call,
    changes.SwapArguments: swap_arguments,
    changes.SwapStages: swap_stages,
    changes.ReplaceImport: replace_import,
    changes.ReplaceModule: replace_module,
    changes.ReplaceName: replace_name,
    changes.RenameAttribute: rename_attribute,
    changes.RemoveElement: remove_element,
    changes.AppendElement: append_element,
    changes.RemoveLayer: remove_layer,
    changes.InsertLayer: insert_layer,
    changes.InsertInLoop: insert_in_loop,
    changes.CallBefore: call_before,
    changes.AdaptLayer: adapt_layer,
    changes.SetStep: set_step,
}

MORE_CAREFUL: Final = {Applicability.SAFE: Applicability.UNSAFE}
"""What becomes of the applicability of a fix that would drop a comment; any other one is only displayed then."""


def lower(fix: Fix, tree: Tree, text: str) -> tuple[Edit, ...] | None:
    """Return the edits of ``text``, the text of ``tree``, that carry out the changes of ``fix``; ``None`` if not certain."""
    lowered = _lower(fix, tree, text)
    return None if lowered is None else lowered[0]


def lowered(fix: Fix, tree: Tree, text: str) -> Fix:
    """Return ``fix`` with its edits, none where it cannot be lowered; one that would drop a comment becomes less applicable.

    A fix that has nothing but edits, such as one about a comment, stays as it is.
    """
    if fix.edits is not None and not fix.changes:
        return fix
    found = _lower(fix, tree, text)
    if found is None:
        return replace(fix, edits=())
    edits, drops_comment = found
    applicability = MORE_CAREFUL.get(fix.applicability, Applicability.DISPLAY) if drops_comment else fix.applicability
    return replace(fix, edits=edits, applicability=applicability)


def why_not(fix: Fix, tree: Tree, text: str) -> str | None:
    """Return why a fix has no edits, or ``None`` where it has some."""
    try:
        _edits(fix, tree, text)
    except CannotLower as reason:
        return str(reason)
    return None


def _lower(fix: Fix, tree: Tree, text: str) -> tuple[tuple[Edit, ...], bool] | None:
    try:
        return _edits(fix, tree, text)
    except CannotLower:
        return None


def _edits(fix: Fix, tree: Tree, text: str) -> tuple[tuple[Edit, ...], bool]:
    file = document(tree, text)
    if not fix.changes:
        raise CannotLower("the fix states no change")
    if not file.editable:
        raise CannotLower("the positions in the text are not certain")
    job = Job(file)
    data = [change for change in fix.changes if isinstance(change, changes.TransformData)]
    for change in fix.changes:
        if change not in data:
            LOWERINGS[type(change)](job, change)
    if data:
        transform_data(job, data)
    splices = job.splices()
    if not splices:
        raise CannotLower("there is nothing to change")
    return to_edits(file, splices), loses_comment(file, splices)
