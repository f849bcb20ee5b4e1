"""Changes to a training setup: stated once by a rule, lowered twice (to a text edit, and to the counterfactual of an experiment).

A change addresses facts by path, not by identity, so that it survives a trip through JSON. What it holds besides (a fact, a
place) says where the program writes it, and is needed for the text edit alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

from keraslint.ir import ABSENT, Component, Context, Event, Fact, Head, Layer, Path, Reference, Site, Use
from keraslint.replacement import Call, Name
from keraslint.source import Place
from keraslint.values import Array, Origin, Step


@dataclass(frozen=True, slots=True)
class SetArgument:
    """Give the argument at ``path`` the ``value``, writing it if it was left to its default. ``None`` as a value is written."""

    path: Path
    value: Any
    fact: Fact[Any] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class RemoveArgument:
    """Delete the argument at ``path``, so that the default applies."""

    path: Path
    fact: Fact[Any] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class RenameArgument:
    """Pass the argument at ``path`` under the keyword ``name``, with the value that it has."""

    path: Path
    name: str
    fact: Fact[Any] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ReplaceValue:
    """Replace a whole component, such as a loss object or an activation layer, by ``value`` (a string or a ``Call``)."""

    path: Path
    value: Any
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ReplaceCall:
    """Call ``kind`` (canonical name) with the arguments as they are; a name without dots is another method of the same object."""

    path: Path
    kind: str
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class RenameAttribute:
    """Use the attribute or key ``name`` in place of the one that is read, set or called at ``place``."""

    path: Path
    name: str
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class SwapArguments:
    """Exchange the first two arguments of the call at ``place``, keywords staying where they are."""

    path: Path
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ReplaceImport:
    """Import ``name`` (dotted, canonical) in the place of what is imported at ``place``, under the name that is bound now."""

    path: Path
    name: str
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ReplaceModule:
    """Import the names of a ``from`` statement, the one at ``place``, from the module ``name`` (dotted, canonical)."""

    path: Path
    name: str
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class ReplaceName:
    """Write the library name ``name`` (canonical), as the file reaches it, in the place of the one at ``place``."""

    path: Path
    name: str
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class RemoveElement:
    """Take a metric, a loss or a callback out of the list in which it stands."""

    path: Path
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class AppendElement:
    """Put ``value`` at the end of the list that is the argument at ``path``, writing a list of one where there is none."""

    path: Path
    value: Any
    fact: Fact[Any] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class RemoveLayer:
    """Take the layer at ``path`` out of its model, joining what was before and behind it. ``call`` is where it is applied."""

    path: Path
    place: Place | None = field(default=None, compare=False)
    call: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class InsertLayer:
    """Put a new layer before the one at ``path``, or behind it when ``after``."""

    path: Path
    layer: Call
    after: bool = False
    place: Place | None = field(default=None, compare=False)
    call: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class SwapStages:
    """Exchange a stage of a pipeline with the one before it; ``place`` is the call of the later one."""

    path: Path
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class InsertInLoop:
    """Write a call as the first statement in the body of the loop at ``place``."""

    path: Path
    call: Call
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class CallBefore:
    """Call another method of the same object, without arguments, before the call of a method at ``place``."""

    path: Path
    method: str
    place: Place | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class AdaptLayer:
    """Let the preprocessing layer at ``path`` learn from the data ``fact`` before the model gets them."""

    path: Path
    place: Place | None = field(default=None, compare=False)
    fact: Fact[Array] | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class SetStep:
    """Give the call behind a step on the way of data the keyword ``parameter``, wherever data come through that call.

    ``path`` names one such step (``("uses", 0, "stages", 1)``, ``("uses", 0, "x", 2)``), ``detail`` what it knows of the keyword.
    """

    path: Path
    parameter: str
    detail: str
    value: Any
    place: Place | None = field(default=None, compare=False)


OPERATIONS: Final = ("divide", "multiply", "subtract", "standardize", "one_hot", "above")
"""What ``TransformData`` can do.

``one_hot`` takes the number of classes as its amount, ``standardize`` none; ``above`` gives 1 where a value is larger than the
amount, and else 0.
"""


@dataclass(frozen=True, slots=True)
class TransformData:
    """Apply one of ``OPERATIONS`` to the data of a use: ``path`` names the fact (``("uses", 0, "x")``).

    A repair scales data for every use at once, by one change each. Data that derive from other data of the fix change once.
    """

    path: Path
    operation: str
    amount: float | None = None
    fact: Fact[Array] | None = field(default=None, compare=False)


Change: TypeAlias = (
    SetArgument | RemoveArgument | RenameArgument | ReplaceValue | ReplaceCall | RenameAttribute | SwapArguments | ReplaceImport
    | ReplaceModule | ReplaceName | RemoveElement | AppendElement | RemoveLayer | InsertLayer | AdaptLayer | SetStep
    | TransformData | InsertInLoop | CallBefore | SwapStages
)  # fmt: skip


def set_argument(fact: Fact[Any], value: Any) -> SetArgument:
    """Return the change that gives ``fact`` another value."""
    return SetArgument(fact.path, value, fact)


def set_parameter(component: Component, parameter: str, value: Any) -> SetArgument | ReplaceValue:
    """Return the change that gives ``component`` an argument, however it is chosen.

    The argument may be one that the constructor takes through ``**kwargs``, such as ``trainable``. What is named by a string
    (``optimizer="adam"``) has no call to write the argument in, and becomes an object.
    """
    fact = component.arguments.get(parameter)
    if fact is not None and fact.site is not None:
        return set_argument(fact, value)
    if all(fact.site is None for fact in component.arguments.values()) or component.place is None:
        return replace_component(component, Call(component.kind, {parameter: value}))
    path = (*component.path, "arguments", parameter)
    site = Site(component.place, parameter, None, given=False)
    return SetArgument(path, value, Fact(ABSENT.value, component.place, Origin.DEFAULT, path, site))


def remove_argument(fact: Fact[Any]) -> RemoveArgument:
    """Return the change that leaves ``fact`` to its default."""
    return RemoveArgument(fact.path, fact)


def rename_argument(fact: Fact[Any], name: str) -> RenameArgument:
    """Return the change that passes ``fact`` under another keyword."""
    return RenameArgument(fact.path, name, fact)


def replace_component(component: Component, value: Any, place: Place | None = None) -> ReplaceValue:
    """Return the change that puts ``value`` in the place of ``component``."""
    return ReplaceValue(component.path, value, place or component.place)


def replace_call(component: Component, kind: str) -> ReplaceCall:
    """Return the change that calls ``kind`` where ``component`` is made, or a method of that name where it has no dots."""
    return ReplaceCall(component.path, kind, component.place)


def rename_attribute(event: Event, name: str) -> RenameAttribute:
    """Return the change that reads, sets or calls the attribute, or reads the key, ``name`` where ``event`` happens."""
    return RenameAttribute(("events", event.order), name, event.place)


def swap_arguments(event: Event) -> SwapArguments:
    """Return the change that exchanges the first two arguments of the call which ``event`` is."""
    return SwapArguments(("events", event.order), event.place)


def replace_import(written: str, name: str, place: Place) -> ReplaceImport:
    """Return the change that imports ``name`` where ``written`` is imported (a key and value of ``Program.imports``)."""
    return ReplaceImport(("imports", written), name, place)


def replace_module(reference: Reference, name: str) -> ReplaceModule:
    """Return the change that imports everything in the statement of ``reference`` from the module ``name``."""
    return ReplaceModule(reference.path, name, reference.through)


def replace_reference(reference: Reference, name: str) -> ReplaceName | ReplaceImport:
    """Return the change that writes the library name ``name`` where ``reference`` stands, be it an import or not."""
    if reference.through is not None:
        return ReplaceImport(reference.path, name, reference.place)
    return ReplaceName(reference.path, name, reference.place)


def remove_component(component: Component) -> RemoveElement:
    """Return the change that takes a metric, a loss or a callback out of its list."""
    return RemoveElement(component.path, component.place)


def append_element(fact: Fact[Any], value: Any) -> AppendElement:
    """Return the change that puts ``value`` at the end of the list that ``fact`` holds (``compile.call["metrics"]``)."""
    return AppendElement(fact.path, value, fact)


RESHAPING: Final = frozenset({
    "Flatten", "Reshape", "Permute", "RepeatVector", "Identity", "reshape", "squeeze", "expand_dims", "identity",
})  # fmt: skip
"""Layers that leave every value as it is, so that an element-wise activation may as well be applied in front of them."""


def set_activation(head: Head, name: str | None) -> SetArgument | ReplaceValue | InsertLayer:
    """Return the change that makes ``name`` the activation in effect at ``head``, wherever that is written.

    This is the argument of the layer itself or of an ``Activation`` layer behind it. An activation layer of another class is
    replaced by an ``Activation`` layer; where nothing there takes an activation, one is put behind the last layer.
    """
    in_effect = head.activation
    behind = next((layer for layer in reversed(head.after) if layer.activation is in_effect), None)
    if behind is not None and in_effect.site is None:
        return replace_component(behind.component, Call("keras.layers.Activation", {"activation": name or "linear"}))
    last = next((layer for layer in reversed(head.after) if layer.name not in RESHAPING), None)
    if in_effect.site is None or (in_effect.value == "linear" and last is not None and behind is None):
        return insert_after(last or head.layer, "keras.layers.Activation", activation=name or "linear")
    return set_argument(in_effect, name)


def remove_layer(layer: Layer) -> RemoveLayer:
    """Return the change that takes ``layer`` out of its model."""
    return RemoveLayer(layer.path, layer.place, layer.call_place)


def insert_before(layer: Layer, kind: str, **arguments: Any) -> InsertLayer:
    """Return the change that puts a new layer of ``kind`` in front of ``layer``."""
    return InsertLayer(layer.path, Call(kind, arguments), after=False, place=layer.place, call=layer.call_place)


def insert_after(layer: Layer, kind: str, **arguments: Any) -> InsertLayer:
    """Return the change that puts a new layer of ``kind`` behind ``layer``."""
    return InsertLayer(layer.path, Call(kind, arguments), after=True, place=layer.place, call=layer.call_place)


def in_setup(number: int, change: Change) -> Change:
    """Return a change of a setup as one of the program whose setup ``number`` it is."""
    return replace(change, path=("setups", number, *change.path))


def swap_stages(use: Use, index: int) -> SwapStages:
    """Return the change that exchanges stage ``index`` of the pipeline of ``use`` with the one before it."""
    return SwapStages((*use.call.path, "stages", index), use.stages[index].place)


def parallel_stage(use: Use, index: int) -> SetArgument:
    """Return the change that lets stage ``index`` of the pipeline of ``use`` work on several elements at once."""
    place = use.stages[index].place
    path = (*use.call.path, "stages", index, "parallel")
    site = None if place is None else Site(place, "num_parallel_calls", None, given=False)
    return SetArgument(path, Name("tensorflow.data.AUTOTUNE"), Fact(False, place, Origin.DEFAULT, path, site))


def insert_in_loop(loop: Context, kind: str) -> InsertInLoop:
    """Return the change that calls ``kind`` at the start of each turn of a loop."""
    return InsertInLoop(("calls",), Call(kind), loop.place)


def call_before(call: Component, method: str) -> CallBefore:
    """Return the change that calls ``method`` of the same object before ``call``."""
    return CallBefore(("calls",), method, call.place)


def transform_data(fact: Fact[Array], operation: str, amount: float | None = None) -> TransformData:
    """Return the change that applies ``operation`` to the data of ``fact``, such as ``use.x``."""
    return TransformData(fact.path, operation, amount, fact)


def adapt_layer(layer: Layer, fact: Fact[Array]) -> AdaptLayer:
    """Return the change that lets a preprocessing layer learn from the data of ``fact``, such as ``use.x``."""
    return AdaptLayer(layer.path, layer.place, fact)


def set_step(path: Path, step: Step, parameter: str, value: Any, detail: str = "") -> SetStep:
    """Return the change that gives the call behind ``step``, which stands at ``path``, a keyword."""
    return SetStep(path, parameter, detail or parameter, value, step.place)
