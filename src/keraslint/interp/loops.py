"""Loops and comprehensions: run turn by turn where the turns are few and known, else once over what stands for all turns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial, reduce
from typing import Final, TypeAlias, TypeGuard

import libcst as cst

from keraslint.interp.concrete import note_loop
from keraslint.interp.journal import MISSING, Delta
from keraslint.interp.machine import Interpreter, Loop
from keraslint.interp.operators import truth
from keraslint.interp.protocols import iterated
from keraslint.interp.scope import Scope
from keraslint.interp.targets import assign, element_of, sequence_of
from keraslint.ir import Control
from keraslint.libs.sequences import looped, turn_count
from keraslint.nodes import children
from keraslint.values import Const, Dict, Gap, Instance, Opaque, Origin, Reason, Tuple, Unknown, Value, join

TURNS: Final = 40
"""A loop with more turns than this is run as one of unknown length."""

NESTED_TURNS: Final = 200
"""Loops inside loops share this many turns."""

PASSES: Final = 2
"""How often a body is run to find out what it changes before its turns are taken as a whole."""


def run_for(machine: Interpreter, node: cst.For) -> bool:
    """Run a ``for`` loop."""
    iterable = iterated(machine, machine.evaluate(node.iter), node.iter)
    note_loop(machine, iterable, node.iter)
    items = turns_of(iterable)
    place = machine.place(node)

    def body() -> bool:
        return machine.execute(node.body.body)

    with machine.within(Control.LOOP, place, loop_detail(iterable), turn_count(iterable)):
        if items is not None and len(items) <= TURNS and _affordable(machine, len(items)):
            behind, completed = _turn_by_turn(machine, (partial(assign, machine, node.target, item) for item in items), body)
        else:
            element = element_of(iterable)
            turn = element if element is not None else _any_element(machine, iterable, node.iter)
            count = None if _may_skip(node.body) else turn_count(iterable)
            behind, completed = _as_a_whole(machine, lambda: assign(machine, node.target, turn), body, count)
    return behind and _run_else(machine, node, completed)


def _run_else(machine: Interpreter, node: cst.For | cst.While, completed: bool | None) -> bool:
    """Run the ``else`` of a loop: after all of its turns, not after ``break``; ``None`` where it may have ended either way."""
    if node.orelse is None or completed is False:
        return True
    body = node.orelse.body.body
    if completed:
        return machine.execute(body)
    return machine.alternatives([lambda: machine.execute(body), lambda: True], machine.place(node.orelse))


def loop_detail(iterable: Value) -> str:
    """Describe in a word what a loop runs over, for the rules that tell loops over folds from loops over epochs."""
    match iterable:
        case Opaque(kind=kind):
            return kind
        case Unknown(detail=detail):
            return detail
        case Instance():
            return iterable.api
    return type(iterable).__name__.lower()


def _may_skip(node: cst.CSTNode) -> bool:
    """Say whether a part of a loop's body may be left out in a turn because something before it has failed."""
    kind = type(node)
    if kind is cst.SimpleStatementLine:  # most nodes are in these, and no other statement is
        return False
    return kind is cst.Try or kind is cst.TryStar or any(_may_skip(child) for child in children(node))


def _affordable(machine: Interpreter, turns: int) -> bool:
    nested = sum(1 for context in machine.contexts if context.control is Control.LOOP)
    return nested <= 1 or turns ** min(nested, 3) <= NESTED_TURNS


def turns_of(iterable: Value) -> list[Value] | None:
    """Return the values of a loop's turns, or ``None`` where they are not all known."""
    content = sequence_of(iterable)
    if content is not None:
        return [looped(value) for value in content.values] if content.complete else None
    match iterable:
        case Opaque(kind="range", parts=parts):
            numbers = [part.value for part in parts if isinstance(part, Const) and isinstance(part.value, int)]
            if len(numbers) != len(parts) or (len(numbers) == 3 and numbers[2] == 0):
                return None
            found = range(*numbers)
            return [Const(number, None, Origin.LOOP) for number in found] if len(found) <= TURNS else None
        case Opaque(kind="enumerate" | "zip" | "items" | "reversed", parts=(Tuple() as rows,)) if rows.complete:
            return list(rows.values)
        case Instance(kind="dict", fields={"items": Dict(complete=True) as entries}):
            return [Const(key, None, Origin.LOOP) for key, _ in entries.entries]
    return None


def _any_element(machine: Interpreter, iterable: Value, node: cst.CSTNode) -> Value:
    match iterable:
        case Unknown():
            return Unknown(iterable.reason, iterable.place, iterable.detail)
        case Opaque(kind="enumerate" | "zip" | "items" | "folds", parts=(_, Tuple() as row)):
            return row
        case Opaque(kind="range"):
            return machine.unknown(Reason.COUNTER, node)
    return machine.unknown(Reason.LOOP, node)


Ending: TypeAlias = tuple[bool, bool | None]
"""How a loop ends: whether what stands behind it is reached, and whether it completes without ``break`` (``None``: it may)."""


def _turn_by_turn(machine: Interpreter, turns: Iterable[Callable[[], object]], body: Callable[[], bool]) -> Ending:
    """Run a body once for each turn; a turn binds what the body sees of it."""
    journal = machine.journal
    start = journal.mark()
    loop = Loop(start, start)
    machine.loops.append(loop)
    running = True
    for turn in turns:
        loop.mark, loop.turns = journal.mark(), []
        turn()
        reached = body()
        running = reached or bool(loop.turns)
        _join_turns(machine, loop, loop.mark, reached=reached)
        if not running:
            break
    machine.loops.pop()
    if not loop.exits:
        journal.release(start)
        return running, running
    deltas = [*loop.exits, journal.delta(start)] if running else loop.exits
    journal.undo(start)
    journal.merge(deltas)
    return True, None if running else False


def _join_turns(machine: Interpreter, loop: Loop, mark: int, *, reached: bool) -> None:
    """Join the states in which a turn ended through ``continue`` with that at the end of the body."""
    journal = machine.journal
    if not loop.turns:
        journal.release(mark)
        return
    deltas: list[Delta] = list(loop.turns)
    if reached:
        deltas.append(journal.delta(mark))
    journal.undo(mark)
    journal.merge(deltas)


def _as_a_whole(machine: Interpreter, bind: Callable[[], None], body: Callable[[], bool], turns: int | None = None) -> Ending:
    """Run a body for any number of turns: find out what it changes, widen that, then run it once more and record.

    Inside the finding-out of a loop around it one run is enough: the outer loop comes back to it, and the work stays linear in
    the depth of the nest. Where the number of ``turns`` is known, so is the length of a list to which each adds as much.
    """
    journal, recorder = machine.journal, machine.recorder
    active = recorder.active
    first: Delta = {}
    for _ in range(PASSES if active else 0):
        mark = journal.mark()
        recorder.active = False
        _one_turn(machine, bind, body)
        recorder.active = active
        before, after = journal.before(mark), journal.delta(mark)
        first = first or before
        journal.undo(mark)
        if not _widen(machine, before, after):
            break
    mark = journal.mark()
    ends = _one_turn(machine, bind, body)
    after = journal.delta(mark)
    before = journal.before(mark)
    journal.release(mark)
    _widen(machine, before, after)
    if active and turns and not ends:
        _count(machine, first, before, after, turns)
    return True, None


def _count(machine: Interpreter, first: Delta, before: Delta, after: Delta, turns: int) -> None:
    """Give the sequences their length to which every turn adds the same number of elements, seen in one that stands for any."""
    for cell, (cells, old) in before.items():
        start, new, widened = first.get(cell, (cells, MISSING))[1], after[cell][1], cells.get(cell[1])
        if not (isinstance(start, Tuple) and isinstance(old, Tuple) and isinstance(new, Tuple) and isinstance(widened, Tuple)):
            continue
        kept, added = len(old.items), Tuple(new.items[len(old.items) :]).length
        begins = widened.items[: len(start.items)] == start.items
        if new.items[:kept] == old.items and added and begins:
            element = element_of(Tuple(widened.items[len(start.items) :]))
            grown = Gap(Reason.LOOP, element, added * turns)
            machine.journal.write(cells, cell[1], Tuple((*start.items, grown), widened.place))


def _one_turn(machine: Interpreter, bind: Callable[[], None], body: Callable[[], bool]) -> bool:
    """Run a body once; return whether it may end the loop."""
    journal = machine.journal
    mark = journal.mark()
    loop = Loop(mark, mark)
    machine.loops.append(loop)
    bind()
    reached = body()
    machine.loops.pop()
    deltas = [*loop.turns, *loop.exits]
    if not deltas:
        journal.release(mark)
        return not reached
    if reached:
        deltas.append(journal.delta(mark))
    journal.undo(mark)
    journal.merge(deltas)
    return bool(loop.exits)


def _widen(machine: Interpreter, before: Delta, after: Delta) -> bool:
    """Give each changed cell a value that holds before, after and in between; return whether any had to change."""
    changed = False
    for cell, (cells, old) in before.items():
        new = after[cell][1]
        if not isinstance(old, VALUE) or not isinstance(new, VALUE) or old is new or old == new:
            continue
        widened = widen(old, new)
        if widened is not old and widened != old:
            machine.journal.write(cells, cell[1], widened)
            changed = True
    return changed


VALUE: Final = Value.__args__


def widen(old: Value, new: Value) -> Value:
    """Return a value that covers both and does not change again: numbers that differ are given up, sequences get a gap."""
    if isinstance(old, Const) and isinstance(new, Const):
        return Unknown(Reason.LOOP, new.place)
    if isinstance(old, Tuple) and isinstance(new, Tuple):
        return _widen_tuple(old, new)
    joined = join(old, new)
    return Unknown(Reason.LOOP) if isinstance(joined, Unknown) and joined.reason is Reason.BRANCHES else joined


def _widen_tuple(old: Tuple, new: Tuple) -> Value:
    joined = join(old, new)
    if not isinstance(joined, Tuple) or joined.complete:
        return joined
    items: list[Value | Gap] = []
    for item in joined.items:
        previous = items[-1] if items else None
        if _is_open(item) and _is_open(previous):
            parts = [gap.element for gap in (previous, item) if gap.element is not None]
            items[-1] = Gap(Reason.LOOP, reduce(join, parts) if parts else None)
        else:
            items.append(Gap(Reason.LOOP, item.element) if _is_open(item) else item)
    return Tuple(tuple(items), joined.place)


def _is_open(item: Value | Gap | None) -> TypeGuard[Gap]:
    """Say whether an item stands for a number of elements that is not known."""
    return isinstance(item, Gap) and item.count is None


def run_while(machine: Interpreter, node: cst.While) -> bool:
    """Run a ``while`` loop: turn by turn where that is seen to come to an end soon, else as one of unknown length."""

    def body() -> bool:
        return machine.execute(node.body.body)

    with machine.within(Control.LOOP, machine.place(node), "while"):
        known = _counted(machine, node, body)
        if known is not None:
            behind, completed = _turn_by_turn(machine, (partial(machine.evaluate, node.test) for _ in range(known)), body)
        else:
            behind, completed = _as_a_whole(machine, lambda: None, body)
    return behind and _run_else(machine, node, completed)


def _counted(machine: Interpreter, node: cst.While, body: Callable[[], bool]) -> int | None:
    """Return how many turns a ``while`` loop takes, found out by a trial; ``None`` where that does not settle it."""
    if isinstance(node.test, cst.Name | cst.Integer):
        return 0 if truth(machine, machine.evaluate(node.test)) is False else None
    journal, recorder = machine.journal, machine.recorder
    mark = journal.mark()
    active, recorder.active = recorder.active, False
    taken = 0

    def turns() -> Iterator[Callable[[], None]]:
        nonlocal taken
        while taken < TURNS and _affordable(machine, taken + 1) and truth(machine, machine.evaluate(node.test)):
            taken += 1
            yield _nothing

    _, completed = _turn_by_turn(machine, turns(), body)
    ended = completed is False or (completed is True and truth(machine, machine.evaluate(node.test)) is False)
    recorder.active = active
    journal.undo(mark)
    return taken if ended else None


def _nothing() -> None:
    """Bind nothing: a turn of a ``while`` loop has no name."""


def comprehension(machine: Interpreter, clause: cst.CompFor, produce: Callable[[], Value]) -> Tuple:
    """Return what a comprehension makes: all elements where the clauses are known and short, else a gap for any number."""
    found: list[Value | Gap] = []
    scope = Scope("comprehension", machine.scope.tree, machine.scope)
    with machine.scoped(scope), machine.within(Control.LOOP, machine.place(clause), "comprehension"):
        _clause(machine, clause, produce, found)
    return Tuple(tuple(found))


def _clause(machine: Interpreter, clause: cst.CompFor, produce: Callable[[], Value], found: list[Value | Gap]) -> None:
    iterable = iterated(machine, machine.evaluate(clause.iter), clause.iter)
    items = turns_of(iterable)
    known = items is not None and len(items) <= TURNS and _affordable(machine, len(items))
    if known:
        assert items is not None
        turns: list[Value] = items
    else:
        element = element_of(iterable)
        turns = [element if element is not None else _any_element(machine, iterable, clause.iter)]
    for item in turns:
        assign(machine, clause.target, item)
        tests = [truth(machine, machine.evaluate(test.test)) for test in clause.ifs]
        if False in tests:
            continue
        inner: list[Value | Gap] = []
        if clause.inner_for_in is not None:
            _clause(machine, clause.inner_for_in, produce, inner)
        else:
            inner.append(produce())
        if known and None not in tests:
            found.extend(inner)
        elif not known and not tests:
            found.extend(_all_turns(inner, turn_count(iterable)))
        else:
            found.extend(value if isinstance(value, Gap) else Gap(Reason.LOOP, value) for value in inner)


def _all_turns(one: list[Value | Gap], turns: int | None) -> Iterator[Gap]:
    """Return what all turns of a clause give, of which one that stands for any gives ``one``."""
    count = Tuple(tuple(one)).length
    total = None if count is None or turns is None else count * turns
    if len(one) == 1 and not isinstance(one[0], Gap):
        yield Gap(Reason.LOOP, one[0], total)
    elif one:
        yield Gap(Reason.LOOP, element_of(Tuple(tuple(one))), total)
