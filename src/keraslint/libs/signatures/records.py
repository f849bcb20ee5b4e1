"""What one stored description says, as typed records: parameters, signatures, versions."""

from __future__ import annotations

import enum
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

JSON = Any
"""A value as ``json.loads`` returns it."""


class Kind(enum.Enum):
    """How a parameter takes its argument."""

    POSITIONAL_ONLY = enum.auto()
    POSITIONAL_OR_KEYWORD = enum.auto()
    VAR_POSITIONAL = enum.auto()
    KEYWORD_ONLY = enum.auto()
    VAR_KEYWORD = enum.auto()


BY_POSITION: Final = {Kind.POSITIONAL_ONLY, Kind.POSITIONAL_OR_KEYWORD}
BY_KEYWORD: Final = {Kind.POSITIONAL_OR_KEYWORD, Kind.KEYWORD_ONLY}
VARIADIC: Final = {Kind.VAR_POSITIONAL, Kind.VAR_KEYWORD}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a function, method or constructor."""

    name: str
    kind: Kind
    required: bool = False
    has_default: bool = False
    """There is a default and it is a plain value; sequences are tuples."""
    default: Any = None
    shown: str = ""
    """How Python shows a default that is not a plain value."""
    since: str | None = None
    """The first version of Keras 3 that we know to have it so, if the symbol itself is older."""
    until: str | None = None
    """The last version of Keras 3 that we know to have it so, if the symbol itself lives on."""

    @property
    def variadic(self) -> bool:
        """Whether it takes any number of arguments, as ``*args`` and ``**kwargs`` do."""
        return self.kind in VARIADIC


class Binding(NamedTuple):
    """Which argument of a call goes to which parameter, and what is wrong with the rest."""

    arguments: Mapping[str, int | str]
    """By parameter: the index of a positional argument, or the keyword."""
    variadic: tuple[int, ...]
    """Positional arguments that ``*args`` takes."""
    surplus: tuple[int, ...]
    """Positional arguments for which there is no parameter."""
    repeated: tuple[str, ...]
    """Keywords for parameters that a positional argument has already."""
    unexpected: tuple[str, ...]
    """Keywords that are not accepted."""
    missing: tuple[str, ...]
    """Required parameters that are not given."""


@dataclass(frozen=True, slots=True)
class Signature:
    """How something is called in one version of Keras."""

    parameters: tuple[Parameter, ...]
    extra: frozenset[str] = frozenset()
    """Keywords that are accepted through ``**kwargs``."""
    swallows: bool = False
    """Any other keyword is accepted as well, and ignored."""
    certain: bool = True
    """False when we could not find out what ``**kwargs`` accepts."""
    _named: dict[str, Parameter] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the parameters that can be given by name."""
        self._named.update({parameter.name: parameter for parameter in self.parameters if parameter.kind in BY_KEYWORD})

    @property
    def positional(self) -> list[str]:
        """The names of the parameters that can be given by position, in order."""
        return [parameter.name for parameter in self.parameters if parameter.kind in BY_POSITION]

    def at(self, position: int) -> Parameter | None:
        """Return the parameter that a positional argument goes to, ``*args`` included."""
        places = [parameter for parameter in self.parameters if parameter.kind in BY_POSITION]
        if position < len(places):
            return places[position]
        return next((parameter for parameter in self.parameters if parameter.kind is Kind.VAR_POSITIONAL), None)

    def named(self, name: str) -> Parameter | None:
        """Return the parameter that a keyword goes to, if it is one of those spelled out."""
        return self._named.get(name)

    def accepts(self, keyword: str) -> bool:
        """Say whether a call may have ``keyword``; when in doubt it may."""
        return keyword in self._named or keyword in self.extra or self.swallows or not self.certain

    def bind(self, positional: int, keywords: Sequence[str] = ()) -> Binding:
        """Bind a call with so many positional arguments and these keywords."""
        taken = {index: parameter for index in range(positional) if (parameter := self.at(index)) is not None}
        arguments: dict[str, int | str] = {p.name: index for index, p in taken.items() if not p.variadic}
        repeated = tuple(keyword for keyword in keywords if keyword in arguments and keyword in self._named)
        fitting = [keyword for keyword in keywords if self.accepts(keyword) and keyword not in repeated]
        arguments.update({keyword: keyword for keyword in fitting})
        return Binding(
            arguments,
            variadic=tuple(index for index, parameter in taken.items() if parameter.variadic),
            surplus=tuple(range(len(taken), positional)),
            repeated=repeated,
            unexpected=tuple(keyword for keyword in keywords if not self.accepts(keyword)),
            missing=tuple(p.name for p in self.parameters if p.required and p.name not in arguments),
        )


_RANGE: Final = re.compile(r"(tf)?(?:([\d.]*)-([\d.]*)|(3))?")


@dataclass(frozen=True, slots=True)
class Availability:
    """In which versions a name can be written."""

    versions: frozenset[str]
    """Those in which it is there as ``keras.…``, or as ``tf_keras.…``."""
    below_tensorflow: frozenset[str] = frozenset()
    """Versions of Keras 3 in which only ``tensorflow.keras.…`` has it."""

    @classmethod
    def parse(cls, text: str, versions: Sequence[str]) -> Availability:
        """Read the stored form, as in ``2 3``, ``1 2``, ``3.6-`` or ``2 tf``."""
        keras3 = [version for version in versions if version.startswith("3.")]
        plain: set[str] = set()
        below: set[str] = set()
        for part in text.split():
            found = _RANGE.fullmatch(part)
            if found is None or (found[1] is None and found[2] is None and found[4] is None):
                plain.add(part)
                continue
            first = keras3.index(found[2]) if found[2] else 0
            last = keras3.index(found[3]) if found[3] else len(keras3) - 1
            (below if found[1] else plain).update(keras3[first : last + 1])
        return cls(frozenset(plain), frozenset(below))

    def __contains__(self, version: object) -> bool:
        """Say whether a version has it, be it only below ``tensorflow``."""
        return version in self.versions or version in self.below_tensorflow

    def __bool__(self) -> bool:
        """Say whether it is there at all."""
        return bool(self.versions or self.below_tensorflow)

    def within(self, other: Availability) -> Availability:
        """Return where a member of something is there that is itself there in ``other``."""
        own = self.versions | self.below_tensorflow
        return Availability(own & other.versions, own & other.below_tensorflow)

    @property
    def removed(self) -> bool:
        """Whether it was there once and is in no version of Keras 3, not even below ``tensorflow``."""
        return not any(version.startswith("3.") for version in self.versions | self.below_tensorflow)


class Symbol(NamedTuple):
    """A canonical name and what it names."""

    name: str
    kind: str
    """``class``, ``function`` or ``method``."""
    availability: Availability
    """Where it is under any of its spellings; what Keras 2 has counts for the package Keras 2.2 as well."""
    stub: bool
    """In the newest version that has it, it does nothing but raise: removed API, or an abstract method."""


class ByShape(NamedTuple):
    """What ``compile`` makes of a string such as ``accuracy``, by the shapes of the targets and of the output."""

    binary: str
    sparse: str
    categorical: str


def parameters_of(items: Sequence[JSON], version: str, versions: Sequence[str]) -> tuple[Parameter, ...]:
    """Read a stored list of parameters as it is in ``version``."""
    present = [item for item in items if is_present(item, version, versions)]
    names = [name_of(item) for item in present]
    kind = Kind.POSITIONAL_ONLY if "/" in names else Kind.POSITIONAL_OR_KEYWORD
    found: list[Parameter] = []
    for name, item in zip(names, present, strict=True):
        if name == "/":
            kind = Kind.POSITIONAL_OR_KEYWORD
        elif name == "*":
            kind = Kind.KEYWORD_ONLY
        elif name.startswith("**"):
            found.append(_parameter(name[2:], Kind.VAR_KEYWORD, item))
        elif name.startswith("*"):
            found.append(_parameter(name[1:], Kind.VAR_POSITIONAL, item))
            kind = Kind.KEYWORD_ONLY
        else:
            found.append(_parameter(name, kind, item))
    return tuple(found)


def _parameter(name: str, kind: Kind, item: JSON) -> Parameter:
    if isinstance(item, str):
        return Parameter(name, kind, required=kind not in VARIADIC)
    if isinstance(item, list):
        return Parameter(name, kind, has_default=True, default=_frozen(item[1]))
    return Parameter(
        name,
        kind,
        required=kind not in VARIADIC and "default" not in item and "repr" not in item,
        has_default="default" in item,
        default=_frozen(item.get("default")),
        shown=item.get("repr", ""),
        since=item.get("since"),
        until=item.get("until"),
    )


def _frozen(value: JSON) -> Any:
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def name_of(item: JSON) -> str:
    """Return the name in an item of a stored list, stars included."""
    if isinstance(item, str):
        return item
    return str(item["name"] if isinstance(item, dict) else item[0])


def is_present(item: JSON, version: str, versions: Sequence[str]) -> bool:
    """Say whether an item of a stored list counts in ``version``."""
    if not isinstance(item, dict):
        return True
    at = versions.index(version)
    since, until = item.get("since"), item.get("until")
    return (since is None or versions.index(since) <= at) and (until is None or at <= versions.index(until))


def names_of(items: Collection[JSON], version: str, versions: Sequence[str]) -> list[str]:
    """Return the names in a stored list as it is in ``version``."""
    return [name_of(item) for item in items if is_present(item, version, versions)]
