"""Edits of the arguments of a call."""

from __future__ import annotations

from typing import Any, Final

import libcst as cst

from keraslint.change import RemoveArgument, RenameArgument, SetArgument, SetStep, SwapArguments, SwapStages
from keraslint.fix.document import CannotLower
from keraslint.fix.job import Job
from keraslint.fix.splice import Splice
from keraslint.ir import Fact, Site
from keraslint.values import Origin

LITERALS: Final = (
    cst.Integer, cst.Float, cst.SimpleString, cst.UnaryOperation, cst.BinaryOperation, cst.Tuple, cst.List, cst.Call, cst.Name,
)  # fmt: skip
"""What may stand where a value is written, to be replaced by another one."""


def set_argument(job: Job, change: SetArgument) -> None:
    """Replace the value of an argument, or write the argument."""
    fact = _fact(change.fact)
    if fact.site is None:
        if fact.origin is Origin.DEFAULT:
            raise CannotLower("there is no call to write the argument in")
        replace_expression(job, job.expression(fact.place), change.value)
        return
    call = call_of(job, fact.site)
    if fact.site.given:
        node = written_at(job, find(call, fact).value, fact)
        job.replace(node, job.speller.value(change.value, node))
    else:
        add(job, call, fact.site.parameter, change.value)


def remove_argument(job: Job, change: RemoveArgument) -> None:
    """Delete an argument."""
    fact = _fact(change.fact)
    if fact.site is None or not fact.site.given:
        raise CannotLower("the argument is not written")
    call = call_of(job, fact.site)
    take_out(job, call, find(call, fact))


def rename_argument(job: Job, change: RenameArgument) -> None:
    """Write an argument under another keyword; one that is positional gets the keyword."""
    fact = _fact(change.fact)
    if fact.site is None or not fact.site.given:
        raise CannotLower("the argument is not written")
    call = call_of(job, fact.site)
    argument = find(call, fact)
    if _has_keyword(call, change.name):
        raise CannotLower(f"{change.name} is given already")
    if argument.keyword is not None:
        job.replace(argument.keyword, change.name)
        return
    if _positional_behind(call, argument):
        raise CannotLower("positional arguments follow")
    job.insert(job.document.extent(argument)[0], f"{change.name}=")


def set_step(job: Job, change: SetStep) -> None:
    """Write a keyword of the call behind a step of data, or another value of it."""
    call = job.expression(change.place)
    if not isinstance(call, cst.Call):
        raise CannotLower("the step is no call")
    given = next((arg for arg in call.args if arg.keyword is not None and arg.keyword.value == change.parameter), None)
    if given is not None:
        job.replace(given.value, job.speller.value(change.value, given.value))
    else:
        add(job, call, change.parameter, change.value)


def swap_arguments(job: Job, change: SwapArguments) -> None:
    """Exchange the first two arguments of a call."""
    call = job.expression(change.place)
    first = call.args[:2] if isinstance(call, cst.Call) else ()
    if len(first) < 2 or any(arg.star for arg in first):
        raise CannotLower("the two arguments are not written out")
    extents = [job.document.outer_extent(arg.value) for arg in first]
    for (start, end), (other_start, other_end) in (extents, extents[::-1]):
        job.add(Splice(start, end, job.document.text[other_start:other_end]))


def swap_stages(job: Job, change: SwapStages) -> None:
    """Exchange two calls that follow each other in one chain: ``data.batch(32).shuffle(100)``."""
    later = job.expression(change.place)
    earlier = later.func.value if isinstance(later, cst.Call) and isinstance(later.func, cst.Attribute) else None
    if not isinstance(earlier, cst.Call) or not isinstance(earlier.func, cst.Attribute):
        raise CannotLower("the two stages do not stand one behind the other")
    start, middle, end = (job.document.outer_extent(node)[1] for node in (earlier.func.value, earlier, later))
    text = job.document.text
    if "#" in text[start:end]:
        raise CannotLower("there is a comment between the stages")
    job.add(Splice(start, end, text[middle:end] + text[start:middle]))


def _fact(fact: Fact[Any] | None) -> Fact[Any]:
    if fact is None:
        raise CannotLower("it is not known where the argument is written")
    return fact


def call_of(job: Job, site: Site) -> cst.Call:
    """Return the call of a site."""
    node = job.document.node(site.call)
    if not isinstance(node, cst.Call):
        raise CannotLower("the arguments do not stand in a call")
    return node


def find(call: cst.Call, fact: Fact[Any]) -> cst.Arg:
    """Return the argument that gives a fact: by its keyword as written, else as the very expression."""
    assert fact.site is not None
    if fact.site.keyword is not None:
        found = [arg for arg in call.args if arg.keyword is not None and arg.keyword.value == fact.site.keyword]
    else:
        nodes = [place.node for place in (fact.place, fact.source) if place is not None]
        found = [arg for arg in call.args if not arg.star and any(arg.value is node for node in nodes)]
    if len(found) != 1:
        raise CannotLower("the argument is not written out in the call")
    return found[0]


def written_at(job: Job, node: cst.BaseExpression, fact: Fact[Any]) -> cst.BaseExpression:
    """Return the expression to change so that ``node`` has another value.

    That is the constant that a name stands for where the name is used for nothing else, and the name itself where it is used for
    more. A value that comes through a parameter or a loop may only be changed where it is written.
    """
    source = None if fact.source is None else fact.source.node
    elsewhere = isinstance(source, LITERALS) and source is not node and source in job.document.parents
    if isinstance(node, cst.Name) and elsewhere and job.names.exclusive(node.value):
        assert isinstance(source, LITERALS)
        if _feeds(job, source, job.names.bindings[node.value][0]):
            return source
    if fact.origin in {Origin.PARAMETER_DEFAULT, Origin.CALLER, Origin.LOOP} and source is not node:
        raise CannotLower("the value comes from somewhere else, and is used for more than this")
    return node


def _feeds(job: Job, source: cst.CSTNode, binding: cst.Name) -> bool:
    """Say whether ``source`` is what ``binding`` is directly bound to."""
    parents = job.document.parents
    holder, target = parents[source], parents[binding]
    match holder:
        case cst.Assign():
            return target in holder.targets and len(holder.targets) == 1
        case cst.AnnAssign() | cst.Param():
            return target is holder
        case cst.Arg():
            return isinstance(target, cst.Param)
        case cst.Element():
            return isinstance(target, cst.For | cst.CompFor)
    return False


def add(job: Job, call: cst.Call, parameter: str, value: Any) -> None:
    """Write a further keyword argument in a call."""
    if any(arg.star for arg in call.args) or _has_keyword(call, parameter):
        raise CannotLower(f"{parameter} may be given already")
    if len(call.args) == 1 and isinstance(call.args[0].value, cst.GeneratorExp) and not call.args[0].value.lpar:
        raise CannotLower("the only argument is a bare generator expression")
    job.sequences.arguments(call).appended.append(f"{parameter}={job.speller.value(value, call)}")


def take_out(job: Job, call: cst.Call, argument: cst.Arg) -> None:
    """Delete an argument from a call."""
    if argument.keyword is None and _positional_behind(call, argument):
        raise CannotLower("positional arguments follow")
    job.sequences.arguments(call).removed.add(list(call.args).index(argument))


def replace_expression(job: Job, node: cst.BaseExpression, value: Any) -> None:
    """Put a value in the place of an expression."""
    if isinstance(node, cst.List | cst.Dict | cst.Tuple):
        raise CannotLower("it is not known which element of the list it is")
    job.replace(node, job.speller.value(value, node))


def _has_keyword(call: cst.Call, name: str) -> bool:
    return any(arg.keyword is not None and arg.keyword.value == name for arg in call.args)


def _positional_behind(call: cst.Call, argument: cst.Arg) -> bool:
    behind = call.args[list(call.args).index(argument) + 1 :]
    return any(arg.keyword is None and arg.star != "**" for arg in behind)
