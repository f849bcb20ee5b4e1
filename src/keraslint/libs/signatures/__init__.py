"""How everything in Keras is called, in every version of it, as generated from the libraries themselves.

``keras.json`` describes Keras 3 and Keras 2 (``tf_keras``), ``keras1.json`` what came before; ``tools/gen_signatures.py`` writes
them and explains their form. They are read when a name is first looked up.

Versions are named ``3.6`` and so on for Keras 3, ``2`` for Keras 2 as TensorFlow 2 has it, ``2.2`` for the Keras 2 that was a
package of its own, and ``1``. Any other one, such as ``3.7.1`` or ``2.15``, counts as the newest of these that is not newer.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from keraslint.libs.signatures.names import LeafIndex, split_root, tensorflow_alias, without_compat
from keraslint.libs.signatures.records import (
    JSON,
    Availability,
    Binding,
    ByShape,
    Kind,
    Parameter,
    Signature,
    Symbol,
    names_of,
    parameters_of,
)

__all__ = ["Availability", "Binding", "ByShape", "Kind", "Parameter", "Signature", "Signatures", "Spelling", "Symbol", "load"]

KERAS1: Final = "1"
STANDALONE: Final = "2.2"
KERAS2: Final = "2"

_PREFIX: Final = "keras."

_ALL: Final = "2 3"
"""Where a symbol is when its description does not say."""


class Spelling(NamedTuple):
    """A name as it is written in a program."""

    canonical: str
    """The one name for what it names."""
    public: str
    """The same spelling below ``keras``: what follows ``tensorflow.keras`` or ``keras.src`` is as written."""
    root: str
    """How Keras is called: ``keras``, ``tensorflow.keras``, ``keras.src`` and so on; empty for names that are not of Keras."""


class Signatures:
    """All names of Keras, their signatures, and the strings that stand for objects."""

    def __init__(self, folder: Path) -> None:
        """Read from the files in ``folder``, when they are needed."""
        self._folder = folder
        self._spellings: dict[str, Spelling] = {}
        self._availabilities: dict[str, Availability] = {}
        self._signatures: dict[tuple[str, str | None], Signature | None] = {}
        self._bases: dict[tuple[str, str | None], tuple[str, ...]] = {}

    @functools.cached_property
    def _table(self) -> Mapping[str, JSON]:
        return self._read("keras.json")

    @functools.cached_property
    def _old(self) -> Mapping[str, JSON]:
        return self._read("keras1.json")

    def _read(self, name: str) -> Mapping[str, JSON]:
        content: Mapping[str, JSON] = json.loads((self._folder / name).read_bytes())
        return content

    @functools.cached_property
    def versions(self) -> tuple[str, ...]:
        """All versions that can be told apart, oldest first."""
        known: list[str] = self._table["versions"]
        return (KERAS1, STANDALONE, *known)

    def version(self, text: str | None) -> str:
        """Return the version in ``versions`` that stands for ``text``; the newest one for ``None``."""
        if text is None:
            return self.versions[-1]
        numbers = [int(number) for number in text.split(".")[:2] if number.isdecimal()]
        if numbers[:1] == [1]:
            return KERAS1
        if numbers[:1] == [2]:
            return STANDALONE if numbers[1:] and numbers[1] <= 2 else KERAS2
        keras3 = [version for version in self.versions if version.startswith("3.")]
        older = [version for version in keras3 if [int(number) for number in version.split(".")] <= numbers]
        return older[-1] if older and len(numbers) > 1 else keras3[-1]

    # Names

    def canonical(self, name: str) -> str:
        """Return the one name for what ``name`` names; names that are not of Keras come back as they are."""
        return self.spelling(name).canonical

    def spelling(self, name: str) -> Spelling:
        """Take apart how a name of Keras is written."""
        known = self._spellings.get(name)
        if known is None:
            known = self._spellings[name] = self._taken_apart(name)
        return known

    def _taken_apart(self, name: str) -> Spelling:
        if (parts := split_root(name)) is not None:
            return Spelling(self._resolve(parts[1]), parts[1], parts[0])
        if (parts := tensorflow_alias(name)) is not None:
            canonical = self._resolve(parts[1])
            if canonical in self._table["symbols"]:
                return Spelling(canonical, parts[1], parts[0])
        plain = without_compat(name)
        return Spelling(plain, plain, "")

    def _resolve(self, public: str) -> str:
        """Find the canonical name for a spelling below ``keras``."""
        table = self._table
        target = table["spellings"].get(public)
        if target is not None:
            return str(target if isinstance(target, str) else next(iter(target.values())))
        if public in table["symbols"] or public in table["modules"]:
            return public
        owner, _, member = public.rpartition(".")
        if owner and self._is_class(canonical_owner := self._resolve(owner)):
            return f"{canonical_owner}.{member}"
        return self._by_leaf(public)

    def _by_leaf(self, public: str) -> str:
        """Find what an old or private module path leads to, if there is only one thing that it can be."""
        found = {self._resolve(spelling) for spelling in self._leaves.find(public)}
        if not found:
            old = self._old["spellings"].get(public)
            found = {old} if old else set(self._old_leaves.find(public))
        return found.pop() if len(found) == 1 else public

    def names(self) -> set[str]:
        """Return all spellings below ``keras`` that Keras 2 or 3 has, methods included."""
        return {*self._table["spellings"], *self._table["symbols"]}

    @functools.cached_property
    def _leaves(self) -> LeafIndex:
        symbols = self._table["symbols"]
        return LeafIndex({*self._table["spellings"], *(name for name, symbol in symbols.items() if symbol["kind"] != "method")})

    @functools.cached_property
    def _old_leaves(self) -> LeafIndex:
        return LeafIndex({*self._old[KERAS1], *self._old[STANDALONE]})

    def _is_class(self, name: str) -> bool:
        is_capitalised = name.rpartition(".")[2][:1].isupper()
        return is_capitalised and any(table.get(name, {}).get("kind") == "class" for table in self._tables())

    def _tables(self) -> Iterator[Mapping[str, JSON]]:
        """Yield the tables of symbols, newest first; the old ones are not even read when the first will do."""
        yield self._table["symbols"]
        yield self._old[STANDALONE]
        yield self._old[KERAS1]

    def availability(self, public: str) -> Availability | None:
        """Say in which versions a spelling below ``keras`` is there, be it of a module; ``None`` when it never was public."""
        table, old = self._table, self._old["modules"]
        owner, _, member = public.rpartition(".")
        if self._is_class(self._resolve(owner)):
            cls = self.availability(owner)
            return (cls and self._presence(self._resolve(owner), member).within(cls)) or None
        where = [*old.get(public, {}), table["modules"].get(public, "")]
        where += [versions for versions, names in old.get(owner, {}).items() if member in names]
        target = table["spellings"].get(public)
        if isinstance(target, dict):
            where.extend(target)
        elif (target or public) in table["symbols"]:
            where.append(table["symbols"][target or public].get("in", _ALL))
        return self._where(" ".join(where)) if any(where) else None

    def _presence(self, owner: str, *member: str) -> Availability:
        """Say where a canonical name, under whatever spelling, has a description; methods may be those of a base class."""
        names = [".".join((cls, *member)) for cls in (owner, *(self.bases(owner) if member else ()))]
        where = [version for version in (KERAS1, STANDALONE) if any(name in self._old[version] for name in names)]
        where += [self._table["symbols"][name].get("in", _ALL) for name in names if name in self._table["symbols"]]
        found = self._where(" ".join(where))
        return Availability(found.versions | {STANDALONE}, found.below_tensorflow) if KERAS2 in found else found

    def _where(self, text: str) -> Availability:
        """Read the stored form of an availability."""
        known = self._availabilities.get(text)
        if known is None:
            known = self._availabilities[text] = Availability.parse(text, self.versions)
        return known

    def module(self, path: str) -> frozenset[str] | None:
        """Return the public names that a module of Keras 1 or of the package Keras 2.2 had, as in ``keras.layers.core``."""
        known = self._old["modules"].get(path)
        return None if known is None else frozenset(name for names in known.values() for name in names)

    # Symbols

    def symbol(self, name: str) -> Symbol | None:
        """Return what a canonical name names."""
        record = next((table[name] for table in self._tables() if name in table), None)
        return record and Symbol(name, record["kind"], self._presence(name), record.get("stub", False))

    def bases(self, name: str, version: str | None = None) -> tuple[str, ...]:
        """Return all public classes that a class inherits from, the nearest first; none for what is not a class of Keras."""
        key = (name, version)
        if key not in self._bases:
            is_ours = name.startswith(_PREFIX)
            self._bases[key] = tuple(dict.fromkeys(self._walk_bases(name, version))) if is_ours else ()
        return self._bases[key]

    def _walk_bases(self, name: str, version: str | None) -> Iterator[str]:
        for at in self._in_question(version):
            record = self._record(name, at)
            if record is not None:
                nearest = names_of(record.get("bases", ()), at, self.versions)
                yield from nearest
                for base in nearest:
                    yield from self._walk_bases(base, at)
                return

    def signature(self, name: str, version: str | None = None) -> Signature | None:
        """Return how a canonical name is called, methods by their class; without a version, in the newest one that has it.

        The signature of ``keras.Model`` is that of a functional model.
        """
        key = (name, version)
        if key not in self._signatures:
            self._signatures[key] = self._made_signature(name, version) if name.startswith(_PREFIX) else None
        return self._signatures[key]

    def _made_signature(self, name: str, version: str | None) -> Signature | None:
        owner, _, member = name.rpartition(".")
        symbol = self.symbol(name) if version is None else None
        if symbol is not None and symbol.stub:  # the newest version has the name alone
            version = KERAS2
        for at in self._in_question(version):
            for candidate in (name, *(f"{base}.{member}" for base in self.bases(owner, at))):
                record = self._record(candidate, at)
                if record is not None:
                    return self._read_signature(record, at)
        return None

    def _read_signature(self, record: JSON, version: str) -> Signature:
        parameters = parameters_of(record["parameters"], version, self.versions)
        extra = self._extra(record, version)
        explicit = {parameter.name for parameter in parameters}
        return Signature(parameters, frozenset(extra - explicit - {"*", "?"}), "*" in extra, "?" not in extra)

    def _extra(self, record: JSON, version: str) -> set[str]:
        """Collect what ``**kwargs`` takes: a class among the names stands for all the keywords of its constructor."""
        found: set[str] = set()
        for name in names_of(record.get("rest", ()), version, self.versions):
            base = self.signature(name, version) if "." in name else None
            found |= {name} if base is None else {*base.extra, *(p.name for p in base.parameters if not p.variadic)}
        return found

    def _in_question(self, version: str | None) -> tuple[str, ...]:
        """Return the versions in which to look: the one that is asked for, or the newest one of each kind."""
        return (self.versions[-1], KERAS2, STANDALONE, KERAS1) if version is None else (self.version(version),)

    def _record(self, name: str, version: str) -> JSON:
        """Return the description of a canonical name in a version, ``None`` when it has none."""
        if version in {KERAS1, STANDALONE} and name in self._old[version]:
            return self._old[version][name]
        if version == KERAS1:
            return None
        at = KERAS2 if version == STANDALONE else version
        record = self._table["symbols"].get(name)
        if record is None or at not in self._where(record.get("in", _ALL)):
            return None
        return {**record, **record.get("keras2", {})} if at == KERAS2 else record

    # Strings

    def registered(self, kind: str, string: str, version: str | None = None) -> str | None:
        """Return what a string stands for: ``("losses", "mse")`` gives ``keras.losses.mean_squared_error``.

        ``kind`` is the name of the module whose ``get`` reads the string. Without a version, any that knows the string will do,
        the newest first. Case matters, as it does to Keras, which ignores it for optimizers alone.
        """
        wanted = string.lower() if kind in self._table["ignore_case"] else string
        found = self._meaning(self._table["strings"].get(kind, {}).get(wanted), version)
        return None if found is None else str(found)

    def strings(self) -> set[tuple[str, str]]:
        """Return all pairs of a kind and a string for which ``registered`` has a meaning."""
        return {(kind, string) for kind, strings in self._table["strings"].items() for string in strings}

    def by_shape(self, kind: str, string: str, version: str | None = None) -> ByShape | None:
        """Return what ``compile`` may make of a string when it looks at shapes: ``("metrics", "acc")``; case does not matter."""
        found = self._meaning(self._table["by_shape"].get(kind, {}).get(string.lower()), version)
        return None if found is None else ByShape(*found)

    def _meaning(self, stored: JSON, version: str | None) -> JSON:
        """Choose among what a string means in several versions."""
        if not isinstance(stored, dict):
            return stored
        meanings = [(self._where(where), meaning) for where, meaning in stored.items()]
        wanted = [self.version(version)] if version is not None else list(reversed(self.versions))
        return next((meaning for at in wanted for where, meaning in meanings if at in where), None)


@functools.cache
def load() -> Signatures:
    """Return the names and signatures that come with keraslint."""
    return Signatures(Path(__file__).parent)
