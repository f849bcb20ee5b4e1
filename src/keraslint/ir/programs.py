"""Training setups, and everything else that was recovered of a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from keraslint.ir.facts import Component, Context, Path
from keraslint.ir.models import Head, Model
from keraslint.ir.training import Compile, Use
from keraslint.source import Place
from keraslint.values import Unknown


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
    """Something that happens in a program besides compile and fit, in order: an attribute set, a call, a transform.

    ``guarded`` says that the program is prepared for it to fail in some version of a library.
    """

    kind: str
    name: str
    place: Place | None = field(default=None, compare=False)
    subject: int = 0
    details: Mapping[str, Any] = field(default_factory=dict)
    order: int = 0
    contexts: tuple[Context, ...] = ()
    guarded: bool = False


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
class Idle:
    """A layer of a ``kind`` that the constructor of a class keeps in an attribute, for which nothing in the file ever asks."""

    attribute: str
    kind: str
    place: Place


@dataclass(frozen=True, slots=True)
class CustomClass:
    """A class of the program that derives from one of Keras, ``base``, and how its objects are made and stored.

    ``parameters`` are those of ``__init__`` by name, without ``self``; ``takes_rest`` says that it takes any further keyword.
    ``makes_base`` is false where ``__init__`` never calls that of a base. ``configured`` says that the class describes its
    objects itself, ``registered`` that a decorator tells Keras of it. ``maker`` is the place of ``__init__``, ``idle`` are layers
    that it makes for nothing.
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
    idle: tuple[Idle, ...] = ()


@dataclass(frozen=True, slots=True)
class Quotient:
    """A division whose divisor may be 0: ``zero`` is which of ``true``, ``predicted`` and ``rounded`` makes it so, if all are.

    ``whole`` says that it takes all values of the batch, or of a sample, to be 0 at once.
    """

    place: Place
    zero: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """A logarithm or root of the predictions, written ``argument``, which goes wrong where a prediction is ``at``."""

    place: Place
    argument: str
    at: int


@dataclass(frozen=True, slots=True)
class Program:
    """What was recovered of one file: its setups, every library object that it makes, every library call, what happens in order.

    ``scalings`` are the places at which some data are brought into another range, whatever they are: where there is one, nobody
    may claim that nothing in the file scales. ``notes`` say what was skipped. ``package`` is the outermost package that the file
    is a part of, empty for a script.
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
    package: str = ""
