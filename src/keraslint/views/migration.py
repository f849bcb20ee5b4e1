"""Views for the rules about versions: names and arguments that a version of Keras lacks, as the generated signatures say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from keraslint.ir import Component, Fact, Framework, Program, Reference
from keraslint.libs import signatures
from keraslint.libs.signatures.names import public_root
from keraslint.source import Place

ROOTS: Final = frozenset({"keras", "tensorflow.keras", "tensorflow.compat.v2.keras", "tensorflow"})
"""The ways to write the Keras that is installed; the others are private, or another package."""

REMAINING: Final = frozenset({
    "keras.activations", "keras.callbacks", "keras.constraints", "keras.initializers", "keras.layers", "keras.losses",
    "keras.metrics", "keras.regularizers",
})  # fmt: skip
"""Modules that every Keras has: what they have lost was renamed or removed, while elsewhere whole modules have moved."""


@dataclass(frozen=True, slots=True)
class Gone:
    """A name that the Keras of a program does not have (any more).

    ``public`` is the name below ``keras`` as written, and ``instead`` where the same thing is today, if anywhere. That is below
    ``tensorflow.keras`` where only this has kept it. ``uses`` are the names that are reached through a module imported here.
    """

    reference: Reference
    public: str
    root: str
    instead: str | None = None
    uses: tuple[Gone, ...] = ()

    @property
    def module(self) -> str:
        """The module in which the name is looked for."""
        return parent(self.public)

    @property
    def name(self) -> str:
        """The last part of the name."""
        return self.public.rpartition(".")[2]

    @property
    def moved(self) -> str | None:
        """The module that has, under the same names, everything that is reached through the module imported here."""
        homes = {parent(use.instead) if use.instead is not None and use.keeps_name else None for use in self.uses}
        return next(iter(homes)) if len(homes) == 1 else None

    @property
    def is_module(self) -> bool:
        """Whether a module is gone, rather than something in one."""
        loaded = signatures.load()
        # Keras 1 had both a module and a function keras.layers.merge.
        return bool(self.uses) or (loaded.module(self.public) is not None and self.name not in (loaded.module(self.module) or ()))

    @property
    def homes(self) -> tuple[str, ...]:
        """The modules in which the content of the module that is imported here is today, none for what is no module."""
        content = signatures.load().module(self.public) or ()
        found = {signatures.load().canonical(f"{self.public}.{name}") for name in content}
        return tuple(sorted({parent(name) for name in found if is_available(name) and name.count(".") > 1}))

    @property
    def keeps_name(self) -> bool:
        """Whether the same thing has the same last name today."""
        return self.instead is not None and self.instead.rpartition(".")[2] == self.name


@dataclass(frozen=True, slots=True)
class Removed:
    """An argument that the Keras of a program does not have, and that an older one had; ``since`` names that one."""

    call: Component
    name: str
    fact: Fact[Any]
    since: str


def parent(name: str) -> str:
    """Return the module or the class to which a dotted name belongs."""
    return name.rpartition(".")[0]


def judged_by(framework: Framework) -> str:
    """Return the version of Keras by which a program is to be judged: the newest that it may run on."""
    loaded = signatures.load()
    if framework.flavour == "keras1":
        return loaded.version("1")
    if framework.flavour == "keras2":
        bound = framework.below if framework.below and framework.package == "keras" and framework.below <= (2, 3) else None
        return loaded.version("2.2" if bound else "2")
    if framework.package == "keras" and framework.below > (3,):
        possible = [version for version in loaded.versions if version.startswith("3.") and _numbers(version) < framework.below]
        return possible[-1] if possible else loaded.version(None)
    return loaded.version(None)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))


def keras_of(version: str) -> str:
    """Return how a message calls a version."""
    return "Keras 3" if version.startswith("3.") else {"1": "Keras 1", "2.2": "Keras 2"}.get(version, "Keras 2")


def below(root: str, public: str) -> str:
    """Write a public name below the package that the program uses."""
    return root + public.removeprefix("keras") if root != "tensorflow" else "tensorflow.keras" + public.removeprefix("keras")


def gone(program: Program) -> Iterator[Gone]:
    """Walk the names of Keras in a program that its version does not have, in the order in which they are met.

    What is written below a name that is imported is a use of that. Names that never were public are passed over: they may be
    anything.
    """
    version = judged_by(program.framework)
    missing = [one for reference in relied_upon(program) if (one := _missing(reference, version)) is not None]
    imported = [one for one in missing if one.reference.through is not None]
    for one in imported:
        uses = tuple(other for other in missing if other.reference.through is None and _is_below(other.reference, one.reference))
        yield replace(one, uses=_longest(uses))
    free = [one for one in missing if not any(_is_same_or_below(one.reference, other.reference) for other in imported)]
    yield from _longest(free)


def relied_upon(program: Program) -> Iterator[Reference]:
    """Walk the names of libraries that a program cannot do without.

    It may be prepared for a name to be missing; and what is part of a library itself knows which names that has.
    """
    for reference in program.references:
        if not reference.guarded and reference.written.partition(".")[0] != program.package:
            yield reference


def is_of_keras(program: Program) -> bool:
    """Say whether a file is part of Keras itself, whose classes are not made as those of others are."""
    return program.package in {"keras", "tf_keras", "tensorflow"}


def is_guarded(program: Program, place: Place | None) -> bool:
    """Say whether a program is prepared for the call at a place to fail in some version of a library."""
    return any(call.guarded and call.place == place for call in program.calls)


def _longest(found: Iterable[Gone]) -> tuple[Gone, ...]:
    """Leave out the names that are only the beginning of another one: a chain of attributes is read step by step."""
    every = tuple(found)
    return tuple(one for one in every if not any(_is_below(other.reference, one.reference) for other in every))


def _is_below(inner: Reference, outer: Reference) -> bool:
    return inner.written.startswith(f"{outer.written}.")


def _is_same_or_below(inner: Reference, outer: Reference) -> bool:
    return inner.written == outer.written or _is_below(inner, outer)


def _missing(reference: Reference, version: str) -> Gone | None:
    """Return a reference to something public that ``version`` does not have, ``None`` for all others."""
    loaded = signatures.load()
    spelling = loaded.spelling(reference.written.removesuffix(".*"))
    if spelling.root not in ROOTS or _has(spelling.public, spelling.root, version) is not False:
        return None
    instead = None
    if _has(spelling.canonical, spelling.root, version):
        instead = spelling.canonical
    elif _has(spelling.public, "tensorflow.keras", version):
        instead = below("tensorflow.keras", spelling.public)
    return Gone(reference, spelling.public, spelling.root, instead)


def _has(public: str, root: str, version: str) -> bool | None:
    """Say whether a version has a name below one of the two roots; ``None`` where none ever had it."""
    known = signatures.load().availability(public)
    return None if known is None else version in known.versions or (root != "keras" and version in known.below_tensorflow)


def removed(call: Component, framework: Framework) -> Iterator[Removed]:
    """Walk the arguments of a call that its version of Keras refuses and that an older one has."""
    version = judged_by(framework)
    current = signatures.load().signature(call.kind, version)
    if current is None or not current.certain:
        return
    for name, fact in call.unexpected.items():
        since = _since(call.kind, name, version)
        if since is not None and not current.accepts(name):
            yield Removed(call, name, fact, since)


def swallowed(call: Component, framework: Framework) -> Iterator[Removed]:
    """Walk the arguments of a call that its version of Keras takes and ignores, and that meant something in an older one."""
    version = judged_by(framework)
    current = signatures.load().signature(call.kind, version)
    if current is None or not current.swallows:
        return
    for name, fact in (*call.unexpected.items(), *call.arguments.items()):
        if fact.given and current.named(name) is None and name not in current.extra:
            since = _since(call.kind, name, version)
            if since is not None:
                yield Removed(call, name, fact, since)


def unheard_of(call: Component, framework: Framework) -> Iterator[tuple[str, Fact[Any]]]:
    """Walk the keywords of a call that its version of Keras refuses and that no version is known to have had."""
    if not call.unexpected:  # for nothing the signatures of all versions need not be read
        return
    loaded = signatures.load()
    current = loaded.signature(call.kind, judged_by(framework))
    if current is None:
        return
    known = [signature for at in loaded.versions if (signature := loaded.signature(call.kind, at)) is not None]
    for name, fact in call.unexpected.items():
        spelled_out = any(signature.named(name) is not None or name in signature.extra for signature in known)
        if not spelled_out and not current.accepts(name):
            yield name, fact


def _since(kind: str, name: str, version: str) -> str | None:
    """Return the newest version before ``version`` in which an argument was spelled out."""
    loaded = signatures.load()
    older = loaded.versions[: loaded.versions.index(version)]
    for at in reversed(older):
        signature = loaded.signature(kind, at)
        if signature is not None and (signature.named(name) is not None or name in signature.extra):
            return at
    return None


def is_available(public: str, version: str | None = None) -> bool:
    """Say whether a version of Keras has a name, the newest one where none is given."""
    loaded = signatures.load()
    known = loaded.availability(public)
    return known is not None and loaded.version(version) in known.versions


def is_gone(method: str, version: str) -> bool:
    """Say whether only an older Keras has a method (``keras.Model.fit_generator``), or the newest one does nothing there.

    The methods of a class that is itself gone are not spoken of.
    """
    loaded = signatures.load()
    owner, _, name = method.rpartition(".")
    of_owner = loaded.availability(owner)
    if not owner.rpartition(".")[2][:1].isupper() or (of_owner is not None and version not in of_owner):
        return False
    names = [method, f"keras.Sequential.{name}"] if owner == "keras.Model" else [method]
    known = [found for candidate in names if (found := loaded.availability(candidate)) is not None]
    if not known:
        return False
    symbol = loaded.symbol(method)
    return not any(version in found for found in known) or (symbol is not None and symbol.stub and name in REFUSED)


REFUSED: Final = frozenset({"add_metric", "add_update"})
"""Methods that Keras 3 keeps only to say that they are gone; other methods that do nothing are for subclasses to define."""


def uses_keras(program: Program) -> bool:
    """Say whether a program writes any name of Keras."""
    loaded = signatures.load()
    return any(loaded.spelling(reference.written).root in ROOTS for reference in program.references)


def same_operation(name: str) -> str | None:
    """Return the function of ``keras.ops`` that takes the place of ``keras.backend.name``, if it takes the same arguments."""
    loaded = signatures.load()
    old, new = loaded.signature(f"keras.backend.{name}"), loaded.signature(f"keras.ops.{name}")
    if old is None or new is None or len(old.parameters) > len(new.parameters):
        return None
    pairs = zip(old.parameters, new.parameters, strict=False)
    alike = all((one.name, one.default, one.required) == (other.name, other.default, other.required) for one, other in pairs)
    more = any(parameter.required for parameter in new.parameters[len(old.parameters) :])
    return f"keras.ops.{name}" if alike and not more else None


def set_aside(program: Program) -> Iterator[Gone]:
    """Walk the optimizers of ``legacy`` and ``experimental``, which Keras 3 has in name at most."""
    loaded = signatures.load()
    for reference in relied_upon(program):
        spelling = loaded.spelling(reference.written)
        is_one = spelling.public.startswith(ASIDE) and spelling.public.count(".") == ASIDE[0].count(".")
        if is_one and spelling.root in ROOTS:
            today = f"keras.optimizers.{spelling.public.rpartition('.')[2]}"
            yield Gone(reference, spelling.public, spelling.root, today if is_available(today) else None)


ASIDE: Final = ("keras.optimizers.legacy.", "keras.optimizers.experimental.")


def accepts(kind: str, call: Component) -> bool:
    """Say whether ``kind`` takes the arguments that a call gives."""
    signature = signatures.load().signature(kind)
    given = [name for facts in (call.arguments, call.unexpected) for name, fact in facts.items() if fact.given]
    return signature is not None and all(signature.named(name) is not None or name in signature.extra for name in given)


def string_of_old(kind: str, string: str, framework: Framework) -> tuple[bool, str | None]:
    """Say whether a string stood for a loss or metric once and does not any more, and which one to write today, if any.

    ``kind`` is ``losses`` or ``metrics``.
    """
    loaded, version = signatures.load(), judged_by(framework)
    if loaded.registered(kind, string, version) is not None or loaded.by_shape(kind, string, version) is not None:
        return False, None
    meant = loaded.registered(kind, string, loaded.version("2"))
    was_there = any(loaded.availability(f"keras.{place}.{string}") is not None for place in ("losses", "metrics"))
    if meant is None and not was_there:
        return False, None
    today = None if meant is None else meant.rpartition(".")[2]
    return True, today if today is not None and loaded.registered(kind, today, version) is not None else None


def root_of(written: str) -> str:
    """Return the package of Keras below which a name is written: ``tensorflow.python.keras``, empty for other names."""
    return signatures.load().spelling(written.removesuffix(".*")).root


def public_home(written: str) -> str | None:
    """Return the public name of what is taken from a private module of Keras; ``None`` where it has none."""
    spelling = signatures.load().spelling(written)
    found = next((name for name in (spelling.public, spelling.canonical) if is_available(name)), None)
    return None if found is None or written.endswith("*") else below(public_root(spelling.root), found)
