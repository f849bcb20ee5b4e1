"""Edits of whole statements."""

from __future__ import annotations

import libcst as cst

from keraslint.change import CallBefore, InsertInLoop
from keraslint.fix.document import CannotLower, Document
from keraslint.fix.job import Job
from keraslint.fix.splice import Splice


def small_statement(document: Document, node: cst.CSTNode) -> cst.BaseSmallStatement:
    """Return the simple statement around a node.

    Raises:
        CannotLower: it stands in the head of a compound statement.
    """
    for candidate in (node, *document.ancestors(node)):
        if isinstance(candidate, cst.BaseSmallStatement):
            return candidate
        if isinstance(candidate, cst.BaseStatement | cst.Lambda):
            break
    raise CannotLower("not in a simple statement")


def insert_behind(job: Job, statement: cst.BaseSmallStatement, content: str) -> None:
    """Write a new statement behind one."""
    document = job.document
    end = document.extent(statement)[1]
    if not _alone(document, statement):
        job.insert(end, f"; {content}")
        return
    line = document.lines
    job.insert(line.end_of_line(end), f"{document.newline}{line.indentation(document.extent(statement)[0])}{content}")


def insert_in_front(job: Job, statement: cst.BaseSmallStatement, content: str) -> None:
    """Write a new statement in front of one, above the comments that speak of it."""
    document = job.document
    start = document.extent(statement)[0]
    if not _alone(document, statement):
        job.insert(start, f"{content}; ")
        return
    job.insert(start, f"{content}{document.newline}{document.lines.indentation(start)}")


def insert_in_loop(job: Job, change: InsertInLoop) -> None:
    """Write a call as the first statement in the body of a loop."""
    loop = job.document.node(change.place)
    body = loop.body if isinstance(loop, cst.For | cst.While) else None
    if not isinstance(body, cst.IndentedBlock):
        raise CannotLower("not a loop with a body of its own lines")
    first = body.body[0]
    start = job.document.extent(first)[0]
    content = job.speller.call(change.call, first)
    job.insert(start, f"{content}{job.document.newline}{job.document.lines.indentation(start)}")


def call_before(job: Job, change: CallBefore) -> None:
    """Write a call of another method of the same object in front of the statement around a call."""
    call = job.expression(change.place)
    if not isinstance(call, cst.Call) or not isinstance(call.func, cst.Attribute):
        raise CannotLower("not a call of a method")
    receiver = call.func.value
    if not isinstance(receiver, cst.Name | cst.Attribute):
        raise CannotLower("the object has no name")
    insert_in_front(job, small_statement(job.document, call), f"{job.document.code(receiver)}.{change.method}()")


def remove_statement(job: Job, statement: cst.BaseSmallStatement) -> None:
    """Delete a statement; a block that would be left empty gets a ``pass``."""
    document = job.document
    line = document.parents[statement]
    start, end = document.extent(statement)
    if not isinstance(line, cst.SimpleStatementLine | cst.SimpleStatementSuite) or not _alone(document, statement):
        _remove_from_line(job, statement)
        return
    block = document.parents[line]
    if isinstance(block, cst.IndentedBlock) and len(block.body) == 1:
        job.add(Splice(start, end, "pass"))
        return
    lines = document.lines
    stop = lines.start_of_next_line(end)
    begin = lines.start_of_line(start)
    if stop == len(document.text) and begin > 0 and stop == lines.end_of_line(end):
        # The last line of a text without a final line ending: the one before it goes instead.
        begin = lines.end_of_line(lines.starts[lines.position(begin)[0] - 2])
    job.add(Splice(begin, stop, ""))


def _remove_from_line(job: Job, statement: cst.BaseSmallStatement) -> None:
    document = job.document
    line = document.parents[statement]
    assert isinstance(line, cst.SimpleStatementLine | cst.SimpleStatementSuite)
    start, end = document.extent(statement)
    index = list(line.body).index(statement)
    if len(line.body) == 1:
        job.add(Splice(start, end, "pass"))
    elif index + 1 < len(line.body):
        job.add(Splice(start, document.extent(line.body[index + 1])[0], ""))
    else:
        job.add(Splice(document.extent(line.body[index - 1])[1], end, ""))


def _alone(document: Document, statement: cst.BaseSmallStatement) -> bool:
    """Say whether a statement has its lines for itself."""
    line = document.parents[statement]
    return isinstance(line, cst.SimpleStatementLine) and len(line.body) == 1
