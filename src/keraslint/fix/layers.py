"""Edits of the layers of a model: take one out, put one in (in a list, by ``add``, in a chain of calls), adapt one."""

from __future__ import annotations

from typing import Final

import libcst as cst

from keraslint.change import AdaptLayer, InsertLayer, RemoveLayer
from keraslint.fix.document import CannotLower
from keraslint.fix.flow import runs_often
from keraslint.fix.items import Items
from keraslint.fix.job import Job
from keraslint.fix.names import dotted
from keraslint.fix.splice import Splice
from keraslint.fix.statements import insert_behind, insert_in_front, remove_statement, small_statement
from keraslint.source import Place

INPUT_ARGUMENTS: Final = frozenset({"input_shape", "batch_input_shape", "batch_shape", "input_dim", "input_length"})
"""Arguments by which the first layer of a model declares its input: they stay with whatever layer comes first."""

VOCABULARY: Final = frozenset({"input_dim", "input_length"})
"""What means something else to an ``Embedding``."""

PLACELESS: Final = frozenset({"trainable", "layers", "summary", "name", "trainable_weights", "weights"})
"""Attributes of a layer that say nothing of the model in which it stands."""

INPUTS: Final = frozenset({"Input", "InputLayer"})
INPUT: Final = "keras.Input"
"""What declares the shape by itself, so that nothing has to be handed on to it."""


def remove_layer(job: Job, change: RemoveLayer) -> None:
    """Take a layer out."""
    node = _made(job, change.place)
    _keep_input(node)
    call = _called(job, node, change.call)
    if call is not None:
        _remove_application(job, call)
        return
    node = _standing(job, node)
    element, added = _element(job, node), _added(job, node)
    if element is not None:
        items, index = element
        items.removed.add(index)
    elif added is not None:
        remove_statement(job, small_statement(job.document, added))
    else:
        raise CannotLower("it is not seen where the layer joins the model")


def insert_layer(job: Job, change: InsertLayer) -> None:
    """Put a layer in."""
    node = _made(job, change.place)
    if _is_input(node) and not change.after:
        raise CannotLower("nothing comes before the input")
    call = _called(job, node, change.call)
    if call is not None:
        _insert_application(job, call, change)
        return
    made, node = node, _standing(job, node)
    element, added = _element(job, node), _added(job, node)
    if element is not None:
        items, index = element
        content = _new_layer(job, made, change)
        job.add(*(items.after(index, content) if change.after else items.before(index, content)))
    elif added is not None:
        content = f"{job.document.code(added.func)}({_new_layer(job, made, change)})"
        (insert_behind if change.after else insert_in_front)(job, small_statement(job.document, added), content)
    elif _is_input(made):
        _insert_behind_input(job, made, change)
    else:
        raise CannotLower("it is not seen where the layer joins the model")


def adapt_layer(job: Job, change: AdaptLayer) -> None:
    """Call ``adapt`` on the training data, in front of the statement that gives these to the model."""
    parent = job.document.parents[_made(job, change.place)]
    target = parent.targets[0].target if isinstance(parent, cst.Assign) and len(parent.targets) == 1 else None
    data = None if change.fact is None else job.expression(change.fact.place)
    if not isinstance(target, cst.Name) or not isinstance(data, cst.Name) or len(job.names.bindings[target.value]) != 1:
        raise CannotLower("the layer, or the data, have no name of their own")
    if job.document.function_of(target) is not job.document.function_of(data):
        raise CannotLower("the layer has no name where the data are used")
    insert_in_front(job, small_statement(job.document, data), f"{target.value}.adapt({data.value})")


def _called(job: Job, node: cst.BaseExpression, place: Place | None) -> cst.Call | None:
    """Return the call of the layer on a tensor, in a model that is built by such calls."""
    call = None if place is None else job.document.node(place)
    if isinstance(call, cst.Call) and call is not node:
        return None if _is_add(call) else call
    parent = job.document.parents[node]
    return parent if isinstance(parent, cst.Call) and parent.func is node else None


def _standing(job: Job, node: cst.BaseExpression) -> cst.BaseExpression:
    """Return the expression that puts a layer into its model: where its name is read, if that is all it is for."""
    parent = job.document.parents[node]
    if isinstance(parent, cst.Assign) and len(parent.targets) == 1:
        target = parent.targets[0].target
        if isinstance(target, cst.Name) and len(job.names.bindings[target.value]) == 1:
            used = [load for load in job.names.loads[target.value] if not _is_looked_at(job, load)]
            return used[0] if len(used) == 1 else node
    return node


def _is_looked_at(job: Job, load: cst.Name) -> bool:
    """Say whether a layer is read only for an attribute that has nothing to do with where it stands, as by ``trainable``."""
    parent = job.document.parents[load]
    return isinstance(parent, cst.Attribute) and parent.value is load and parent.attr.value in PLACELESS


def _made(job: Job, place: Place | None) -> cst.BaseExpression:
    """Return the expression that makes a layer, which must make one layer only."""
    node = job.expression(place)
    if runs_often(job.document, job.names, node):
        raise CannotLower("several layers are made by this text")
    return node


def _element(job: Job, node: cst.BaseExpression) -> tuple[Items, int] | None:
    """Return the list in which a layer stands, and where in it."""
    parent = job.document.parents[node]
    holder = job.document.parents[parent]
    if isinstance(parent, cst.Element) and isinstance(holder, cst.List | cst.Tuple):
        return job.sequences.elements(holder), list(holder.elements).index(parent)
    return None


def _added(job: Job, node: cst.BaseExpression) -> cst.Call | None:
    """Return the call ``model.add(node)``, if that is where the layer joins the model."""
    holder = job.document.parents[job.document.parents[node]]
    return _is_add(holder)


def _is_add(node: cst.CSTNode) -> cst.Call | None:
    adds = isinstance(node, cst.Call) and isinstance(node.func, cst.Attribute) and node.func.attr.value == "add"
    return node if isinstance(node, cst.Call) and adds and len(node.args) == 1 else None


def _is_input(node: cst.BaseExpression) -> bool:
    return _class_name(node) in INPUTS


def _class_name(node: cst.BaseExpression) -> str:
    return (dotted(node.func) or "").rpartition(".")[2] if isinstance(node, cst.Call) else ""


def _tensor(call: cst.Call) -> cst.BaseExpression:
    """Return the one tensor on which a layer is called."""
    if not call.args or call.args[0].star or isinstance(call.args[0].value, cst.List | cst.Tuple):
        raise CannotLower("the layer has several inputs")
    return call.args[0].value


def _remove_application(job: Job, call: cst.Call) -> None:
    """Put the tensor in the place of the call of a layer on it; drop the statement where it then says nothing."""
    if runs_often(job.document, job.names, call):
        raise CannotLower("the layer is called several times by this text")
    tensor = _tensor(call)
    parent = job.document.parents[call]
    if isinstance(parent, cst.Assign) and _is_rebinding(parent, tensor):
        remove_statement(job, parent)
        return
    start, end = job.document.outer_extent(tensor)
    job.add(Splice(*job.document.outer_extent(call), job.document.text[start:end]))


def _is_rebinding(statement: cst.Assign, tensor: cst.BaseExpression) -> bool:
    """Say whether a statement has the form ``x = layer(x)``."""
    target = statement.targets[0].target
    return (
        len(statement.targets) == 1
        and isinstance(target, cst.Name)
        and isinstance(tensor, cst.Name)
        and target.value == tensor.value
    )


def _insert_application(job: Job, call: cst.Call, change: InsertLayer) -> None:
    """Call the new layer on the input or the output of the call of another one."""
    if runs_often(job.document, job.names, call):
        raise CannotLower("the layer is called several times by this text")
    layer = job.speller.call(change.layer, call)
    statement = job.document.parents[call]
    if isinstance(statement, cst.Assign) and len(statement.targets) == 1 and isinstance(statement.targets[0].target, cst.Name):
        name = statement.targets[0].target.value
        if change.after:
            insert_behind(job, statement, f"{name} = {layer}({name})")
            return
        if _is_rebinding(statement, _tensor(call)):
            insert_in_front(job, statement, f"{name} = {layer}({name})")
            return
    elif isinstance(statement, cst.Assign) and change.after:
        raise CannotLower("the layer has several outputs")
    _wrap(job, call if change.after else _tensor(call), layer)


def _wrap(job: Job, tensor: cst.BaseExpression, layer: str) -> None:
    start, end = job.document.outer_extent(tensor)
    job.insert(start, f"{layer}(")
    job.insert(end, ")")


def _insert_behind_input(job: Job, node: cst.BaseExpression, change: InsertLayer) -> None:
    """Call the new layer on an input where the one layer behind it is called; the name of the input stays that of the input."""
    statement = job.document.parents[node]
    target = statement.targets[0].target if isinstance(statement, cst.Assign) and len(statement.targets) == 1 else None
    if not isinstance(target, cst.Name) or len(job.names.bindings[target.value]) != 1:
        raise CannotLower("the input is not bound to a name of its own")
    parents = job.document.parents
    users = [load for load in job.names.loads[target.value] if _is_layer_call(parents[parents[load]])]
    if len(users) != 1:
        raise CannotLower("several layers use the input")
    _wrap(job, users[0], job.speller.call(change.layer, users[0]))


def _is_layer_call(node: cst.CSTNode) -> bool:
    return isinstance(node, cst.Call) and isinstance(node.func, cst.Call) and len(node.args) >= 1


def _new_layer(job: Job, node: cst.BaseExpression, change: InsertLayer) -> str:
    """Return the call that makes the new layer; in front of the layer that declares the input, it takes that over."""
    content = job.speller.call(change.layer, node)
    if change.after or change.path[-1:] != (0,):
        return content
    taken = _input_arguments(node)
    written = job.names.resolve(_call(node).func) if taken else None
    if written is not None and ".layers." not in written:
        raise CannotLower("a model in the model declares the input")
    for argument in taken:
        job.sequences.arguments(_call(node)).removed.add(list(_call(node).args).index(argument))
    if change.layer.kind == INPUT:
        return content
    declared = "".join(f", {job.document.code(argument)}" for argument in taken)
    empty = content.endswith("()")
    return f"{content[:-1]}{declared[2:] if empty else declared})" if taken else content


def _keep_input(node: cst.BaseExpression) -> None:
    """Refuse to remove a layer that declares the input of its model."""
    if _input_arguments(node):
        raise CannotLower("the layer declares the input of the model")


def _input_arguments(node: cst.BaseExpression) -> list[cst.Arg]:
    if not isinstance(node, cst.Call):
        return []
    names = INPUT_ARGUMENTS - VOCABULARY if _class_name(node) == "Embedding" else INPUT_ARGUMENTS
    return [arg for arg in node.args if arg.keyword is not None and arg.keyword.value in names]


def _call(node: cst.BaseExpression) -> cst.Call:
    assert isinstance(node, cst.Call)
    return node
