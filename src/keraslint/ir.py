"""The training setup that a program describes: what rules judge, what ``keraslint show`` prints, what an experiment rebuilds.

Everything here is immutable and free of syntax. A ``Fact`` is one recovered value with its place; what could not be recovered is
``Unknown`` with its reason and equals nothing, so a rule that matches on facts is silent where nothing is known.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, ClassVar, Final, Generic, TypeAlias, TypeVar

from keraslint.source import Place
from keraslint.values import Array, Origin, Reason, Shape, Step, Unknown

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

Path: TypeAlias = tuple[str | int, ...]
"""A stable address inside a ``Setup``, such as ``("model", "layers", 3, "arguments", "units")``."""


@dataclass(frozen=True, slots=True)
class Site:
    """Where an argument is written, or would be: parameter ``parameter`` of the call at ``call``.

    ``keyword`` is the keyword as written, ``None`` for a positional argument or one that is not written (``given`` tells which).
    """

    call: Place
    parameter: str
    keyword: str | None = None
    given: bool = True


@dataclass(frozen=True, slots=True)
class Fact(Generic[T_co]):
    """One recovered value.

    ``place`` is the expression that gives it, or the call that leaves it to its default. ``source`` is where the value itself is
    written, when that is elsewhere (a constant at the top of the file). ``path`` addresses the fact inside its setup.
    """

    value: T_co | Unknown
    place: Place | None = field(default=None, compare=False)
    origin: Origin = Origin.LITERAL
    path: Path = field(default=(), compare=False)
    site: Site | None = field(default=None, compare=False)
    source: Place | None = field(default=None, compare=False)

    @property
    def known(self) -> bool:
        """Whether the value was recovered."""
        return not isinstance(self.value, Unknown)

    @property
    def given(self) -> bool:
        """Whether the program states the value, rather than leaving it to a default."""
        return self.site.given if self.site is not None else self.origin is not Origin.DEFAULT

    @property
    def number(self) -> float | None:
        """The value as a number, or ``None`` when it is unknown or not a number."""
        match self.value:
            case bool():
                return None
            case int() | float() as number:
                return float(number)
        return None

    @property
    def reason(self) -> str | None:
        """Why the value is not known, as a phrase, or ``None`` when it is."""
        return self.value.explain() if isinstance(self.value, Unknown) else None


ABSENT: Final[Fact[Any]] = Fact(Unknown(Reason.ABSENT))


class Control(Enum):
    """What an event stands in."""

    LOOP = "loop"
    BRANCH = "branch"
    FUNCTION = "function"
    TAPE = "gradient tape"


@dataclass(frozen=True, slots=True)
class Context:
    """One surrounding construct of an event; ``detail`` is what a loop runs over or the function's name.

    ``turns`` is how often a loop runs, where that is known.
    """

    control: Control
    place: Place | None = field(default=None, compare=False)
    detail: str = ""
    turns: int | None = None


@dataclass(frozen=True, slots=True)
class Component:
    """An object made by a call of the library: a layer, an optimizer, a loss, a metric, a callback, a schedule, a scaler.

    ``kind`` is the canonical name of its class or function (``keras.optimizers.SGD``), or ``custom:NAME`` for the user's own.
    ``arguments`` holds every parameter of the signature, defaults included; ``unexpected`` the keywords that it does not have.
    ``written`` is the name as the program spells it, and ``guarded`` says that it runs only where a test of the version lets it.
    ``contexts`` are the loops, branches and functions around a call, outermost first; objects have none.
    """

    kind: str
    arguments: Mapping[str, Fact[Any]] = field(default_factory=dict)
    unexpected: Mapping[str, Fact[Any]] = field(default_factory=dict)
    place: Place | None = field(default=None, compare=False)
    path: Path = field(default=(), compare=False)
    written: str = field(default="", compare=False)
    guarded: bool = field(default=False, compare=False)
    contexts: tuple[Context, ...] = field(default=(), compare=False)

    @property
    def name(self) -> str:
        """The last part of the kind: ``SGD`` of ``keras.optimizers.SGD``."""
        return self.kind.rpartition(".")[2].rpartition(":")[2]

    @property
    def custom(self) -> bool:
        """Whether the user's own code decides what it does."""
        return self.kind.startswith("custom:")

    def __hash__(self) -> int:
        """Hash by kind, so that a fact which holds an object can be looked up in a set of names."""
        return hash(self.kind)

    def __getitem__(self, parameter: str) -> Fact[Any]:
        """Return the fact of a parameter; an ``ABSENT`` one where the class has no such parameter."""
        return self.arguments.get(parameter, ABSENT)


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a layer cannot take its inputs: ``expected`` completes "it expects ...", ``got`` are the shapes of the inputs.

    ``kind`` is ``rank``, ``count`` (of inputs), ``extent`` (one axis has the wrong length), ``elements`` (a reshape does not come
    out even), ``mismatch`` (inputs do not fit each other) or ``collapse`` (nothing is left of an axis).
    """

    kind: str
    expected: str
    got: tuple[Shape | None, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """One call of a layer in a model: a node of its graph.

    ``inputs`` are the indices, in ``Model.layers``, of the nodes that feed it. Nodes with equal ``identity`` are calls of one
    layer object, which shares its weights. ``output_shape`` starts with the batch axis. ``model`` is set where the layer is
    itself a model. A ``Layer`` of kind ``UNKNOWN`` stands for any number of layers that could not be followed.
    """

    UNKNOWN: ClassVar[str] = "unknown"

    component: Component
    identity: int
    inputs: tuple[int, ...] = ()
    input_shapes: tuple[Shape | None, ...] = ()
    output_shape: Shape | None = None
    output_dtype: str | None = None
    activation: Fact[str] = field(default_factory=lambda: ABSENT)
    trainable: Fact[bool] = field(default_factory=lambda: ABSENT)
    call_keywords: Mapping[str, Fact[Any]] = field(default_factory=dict)
    call_place: Place | None = field(default=None, compare=False)
    parameters: int | None = None
    model: Model | None = None
    reason: str | None = None
    problem: Problem | None = None

    @property
    def kind(self) -> str:
        """The canonical name of the layer's class."""
        return self.component.kind

    @property
    def name(self) -> str:
        """The class name alone."""
        return self.component.name

    @property
    def place(self) -> Place | None:
        """Where the layer is made."""
        return self.component.place

    @property
    def path(self) -> Path:
        """Its address in the setup."""
        return self.component.path

    @property
    def known(self) -> bool:
        """Whether this is a layer that was followed, rather than a stretch of unknown ones."""
        return self.component.kind != Layer.UNKNOWN

    def __getitem__(self, parameter: str) -> Fact[Any]:
        """Return the fact of a constructor parameter."""
        return self.component[parameter]


@dataclass(frozen=True, slots=True)
class Head:
    """What one output of a model ends in.

    ``layer`` is the last layer with weights (Dense, Conv, ...) on the way to the output, ``activation`` the one in effect there
    (its own or that of an activation layer behind it), ``activations`` every activation that is applied from that layer on, in
    order. ``units`` is the extent of the last axis of the output.
    """

    layer: Layer
    activation: Fact[str]
    activations: tuple[Fact[str], ...]
    units: Fact[int]
    shape: Shape | None
    after: tuple[Layer, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """A model as a graph of layer calls in topological order. ``outputs`` are node indices; ``heads`` has one entry an output.

    ``identity`` is the ``subject`` of the events that happen to it.
    """

    kind: str
    layers: tuple[Layer, ...]
    inputs: tuple[Shape | None, ...] = ()
    outputs: tuple[int, ...] = ()
    heads: tuple[Head | Unknown, ...] = ()
    place: Place | None = field(default=None, compare=False)
    name: str = ""
    path: Path = field(default=(), compare=False)
    identity: int = field(default=0, compare=False)

    @property
    def complete(self) -> bool:
        """Whether every layer is known."""
        return all(layer.known for layer in self.layers)

    @property
    def head(self) -> Head | None:
        """The head of a model with one output, if it is known."""
        if len(self.heads) != 1 or isinstance(self.heads[0], Unknown):
            return None
        return self.heads[0]

    def flat(self) -> Iterator[Layer]:
        """Walk all layers, those of nested models in place of the model."""
        for layer in self.layers:
            if layer.model is None:
                yield layer
            else:
                yield from layer.model.flat()

    def consumers(self, index: int) -> tuple[int, ...]:
        """Return the nodes that node ``index`` feeds."""
        return tuple(at for at, layer in enumerate(self.layers) if index in layer.inputs)


@dataclass(frozen=True, slots=True)
class Loss:
    """A loss: ``kind`` is the canonical function name (``binary_crossentropy``) or ``custom:NAME``.

    ``form`` tells how it is written: ``string``, ``function``, ``instance``, ``class`` or ``default``.
    """

    kind: Fact[str]
    from_logits: Fact[bool]
    component: Component
    form: str = "string"

    @property
    def place(self) -> Place | None:
        """Where the loss is chosen."""
        return self.kind.place


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric: ``kind`` as for a loss (``accuracy`` stays as written); ``log_name`` is the key that Keras will log it under."""

    kind: Fact[str]
    log_name: Fact[str]
    component: Component
    form: str = "string"

    @property
    def place(self) -> Place | None:
        """Where the metric is named."""
        return self.kind.place


@dataclass(frozen=True, slots=True)
class Optimizer:
    """An optimizer: ``kind`` is the class name (``SGD``); ``learning_rate`` the value at step 0, that of a schedule included."""

    kind: Fact[str]
    learning_rate: Fact[float]
    component: Component
    schedule: Component | None = None
    identity: int = 0
    form: str = "string"

    @property
    def place(self) -> Place | None:
        """Where the optimizer is chosen."""
        return self.kind.place

    def __getitem__(self, parameter: str) -> Fact[Any]:
        """Return the fact of a constructor parameter."""
        return self.component[parameter]


@dataclass(frozen=True, slots=True)
class Compile:
    """A ``compile`` call. ``losses`` has one entry an output where the losses are given apart, else one."""

    losses: tuple[Loss, ...] | Unknown
    optimizer: Optimizer
    metrics: tuple[Metric, ...] | Unknown
    call: Component
    order: int = 0
    contexts: tuple[Context, ...] = ()

    @property
    def place(self) -> Place | None:
        """Where the call stands."""
        return self.call.place

    @property
    def loss(self) -> Loss | None:
        """The loss where there is one for all, else ``None``."""
        return self.losses[0] if not isinstance(self.losses, Unknown) and len(self.losses) == 1 else None


@dataclass(frozen=True, slots=True)
class Use:
    """A use of the compiled model on data: ``fit``, ``evaluate``, ``predict``, ``train_on_batch`` ...

    ``x``, ``y`` and the validation pair are arrays as the model gets them, taken out of a dataset where one is passed, whose
    ``stages`` (``validation_stages``) are then kept; ``batches`` is the number of batches that it gives, where that is known.
    ``kept`` says that the program does something with what the call returns.
    """

    method: str
    x: Fact[Array]
    y: Fact[Array]
    call: Component
    validation_x: Fact[Array] = field(default_factory=lambda: ABSENT)
    validation_y: Fact[Array] = field(default_factory=lambda: ABSENT)
    stages: tuple[Step, ...] = ()
    batches: int | None = None
    validation_stages: tuple[Step, ...] = ()
    kept: bool = True
    container: str = "array"
    callbacks: tuple[Component, ...] | Unknown = ()
    model: Model | Unknown = field(default_factory=lambda: Unknown(Reason.ABSENT))
    order: int = 0
    contexts: tuple[Context, ...] = ()

    @property
    def place(self) -> Place | None:
        """Where the call stands."""
        return self.call.place

    def __getitem__(self, parameter: str) -> Fact[Any]:
        """Return the fact of an argument of the call (``epochs``, ``batch_size`` ...)."""
        return self.call[parameter]


@dataclass(frozen=True, slots=True)
class Framework:
    """Which Keras a program runs on: ``flavour`` is ``keras3``, ``keras2`` or ``keras1``; ``roots`` the packages it imports.

    ``lowest`` is the first version of ``package`` (``keras`` or ``tensorflow``) that is possible and ``below`` the first one that
    is not; ``()`` is no bound.
    """

    flavour: str = "keras3"
    roots: frozenset[str] = frozenset()
    lowest: tuple[int, ...] = ()
    below: tuple[int, ...] = ()
    backend: str | None = None
    package: str = "keras"


@dataclass(frozen=True, slots=True)
class Setup:
    """One training setup: a model as compiled, and everything that is done with it until it is compiled again."""

    model: Model | Unknown
    compile: Compile
    uses: tuple[Use, ...] = ()
    framework: Framework = field(default_factory=Framework)
    program: Program | None = field(default=None, compare=False, repr=False)

    @property
    def head(self) -> Head | None:
        """The head of the model, where it has one output that is known."""
        return self.model.head if isinstance(self.model, Model) else None

    @property
    def fits(self) -> tuple[Use, ...]:
        """The uses that train: ``fit``, ``fit_generator`` and ``train_on_batch``."""
        return tuple(use for use in self.uses if use.method in {"fit", "fit_generator", "train_on_batch"})


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens in a program besides compile and fit, in order: an attribute set, a call, a transform."""

    kind: str
    name: str
    place: Place | None = field(default=None, compare=False)
    subject: int = 0
    details: Mapping[str, Any] = field(default_factory=dict)
    order: int = 0
    contexts: tuple[Context, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """A name of Keras or TensorFlow as a program writes it: what is imported, or a chain of attributes (``tf.keras.layers``).

    ``through`` is the statement of an import. ``guarded`` says that the program is prepared for the name to be missing: the
    import stands in a ``try``, or behind a test of the version.
    """

    written: str
    place: Place
    through: Place | None = field(default=None, compare=False)
    guarded: bool = False
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class CustomClass:
    """A class of the program that derives from one of Keras, ``base``, and how its objects are made and stored.

    ``parameters`` are those of ``__init__`` by name, without ``self``; ``takes_rest`` says that it takes any further keyword.
    ``makes_base`` is false where ``__init__`` never calls that of a base. ``configured`` says that the class describes its
    objects itself, ``registered`` that a decorator tells Keras of it. ``maker`` is the place of ``__init__``.
    """

    name: str
    base: str
    place: Place | None = field(default=None, compare=False)
    maker: Place | None = field(default=None, compare=False)
    parameters: tuple[str, ...] = ()
    takes_rest: bool = True
    makes_base: bool = True
    configured: bool = False
    registered: bool = False


@dataclass(frozen=True, slots=True)
class Program:
    """What was recovered of one file: its setups, every library object that it makes, every library call, what happens in order.

    ``scalings`` are the places at which some data are brought into another range, whatever they are: where there is one, nobody
    may claim that nothing in the file scales. ``notes`` say what was skipped.
    """

    file: str
    setups: tuple[Setup, ...] = ()
    components: tuple[Component, ...] = ()
    calls: tuple[Component, ...] = ()
    events: tuple[Event, ...] = ()
    scalings: tuple[Place, ...] = ()
    imports: Mapping[str, Place] = field(default_factory=dict)
    references: tuple[Reference, ...] = ()
    classes: tuple[CustomClass, ...] = ()
    framework: Framework = field(default_factory=Framework)
    notes: tuple[str, ...] = ()
