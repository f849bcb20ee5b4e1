"""Recovered values with their places, and the calls that they are arguments of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Final, Generic, TypeAlias, TypeVar

from keraslint.source import Place
from keraslint.values import Origin, Reason, Unknown

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
