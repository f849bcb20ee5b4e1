"""Merge snapshots of several versions into one table that says what they have in common and where they deviate."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import Any

from signatures.items import closed_keywords, merge_items

KERAS2 = "2"

# Spellings that people write, where Keras has another that would win by the rules of ``_rank``.
USUAL = {"keras.Input", "keras.Layer", "keras.Model", "keras.Sequential"}

UNUSUAL = re.compile(r"\.(experimental|legacy|dtensor|_legacy)\.")

# Of two modules that have the same thing, the one that people write comes first.
FAMILIES = (
    "layers",
    "models",
    "losses",
    "metrics",
    "datasets",
    "backend",
    "utils",
    "mixed_precision",
    "preprocessing",
    "ops",
    "saving",
)

Snapshot = dict[str, Any]


class Merger:
    """Snapshots by version, oldest first, seen as one library."""

    def __init__(self, snapshots: dict[str, Snapshot]) -> None:
        """Take the snapshots and settle on one canonical spelling for each object."""
        self.snapshots = snapshots
        self.versions = list(snapshots)
        self.keras3 = [version for version in self.versions if version != KERAS2]
        self.newest = self.snapshots[self.versions[-1]]
        self.canonical = self._canonical_names()
        self.spellings: dict[str, list[str]] = {}
        for name in sorted(self.canonical, key=lambda name: self._rank(name, "")):
            self.spellings.setdefault(self.canonical[name], []).append(name)

    def _canonical_names(self) -> dict[str, str]:
        """Map every spelling to the canonical one; where versions disagree on what is the same object, the newer one is right."""
        canonical: dict[str, str] = {}
        for version in reversed(self.versions):
            snapshot = self.snapshots[version]
            groups: dict[str, list[str]] = {}
            for name, key in snapshot["names"].items():
                groups.setdefault(key, []).append(name)
            for key, names in groups.items():
                called = snapshot["objects"][key].get("called", "")
                ranked = sorted(names, key=functools.partial(self._rank, called=called))
                known = [canonical[name] for name in ranked if name in canonical]
                for name in ranked:
                    canonical.setdefault(name, known[0] if known else ranked[0])
        return canonical | {name: name for name in self._ambiguous(canonical)}

    def _ambiguous(self, canonical: dict[str, str]) -> Iterator[str]:
        """Yield the spellings that name something else than the canonical one in some version."""
        for snapshot in self.snapshots.values():
            keys = snapshot["names"]
            both = ((name, target) for name, target in canonical.items() if name in keys and target in keys)
            yield from (name for name, target in both if keys[name] != keys[target])

    def _rank(self, name: str, called: str) -> tuple[Any, ...]:
        """Order spellings of one object, the best first."""
        parts = name.split(".")
        below_tensorflow = name in self.newest["tensorflow_only"]
        in_keras3 = name in self.newest["names"] and not below_tensorflow
        in_keras2 = name in self.snapshots.get(KERAS2, self.newest)["names"]
        family = FAMILIES.index(parts[1]) if parts[1] in FAMILIES else len(FAMILIES)
        return (
            name not in USUAL,
            bool(UNUSUAL.search(name)),
            (not in_keras3, not in_keras2),
            parts[-1] != called,
            len(parts) == len(("keras", "Dense")),
            len(parts),
            family,
            name,
        )

    def table(self) -> dict[str, Any]:
        """Return all that goes into the file."""
        symbols: dict[str, Any] = {}
        for name in self.spellings:
            records = {version: record for version in self.versions if (record := self._record(name, version))}
            symbols[name] = self._symbol(name, records)
            for member in sorted({member for record in records.values() for member in record.get("methods", {})}):
                having = {
                    version: record["methods"] for version, record in records.items() if member in record.get("methods", {})
                }
                symbols[f"{name}.{member}"] = self._symbol(name, {version: own[member] for version, own in having.items()})
        return {
            "versions": self.versions,
            "sources": {version: self.snapshots[version]["version"] for version in self.versions},
            "modules": self._modules(),
            "symbols": dict(sorted(symbols.items())),
            "spellings": self._other_spellings(symbols),
            "ignore_case": self._kinds_ignoring_case(),
            "strings": self._strings(),
            "by_shape": self._by_shape(),
        }

    def _record(self, name: str, version: str) -> dict[str, Any] | None:
        """Return the description of ``name`` in ``version``, under whatever spelling it had then."""
        snapshot = self.snapshots[version]
        for spelling in self.spellings.get(name, ()):
            if spelling in snapshot["names"]:
                return dict(snapshot["objects"][snapshot["names"][spelling]])
        return None

    def _symbol(self, owner: str, records: dict[str, dict[str, Any]]) -> dict[str, Any]:
        """Merge the descriptions of one symbol: those of Keras 3 into one, that of Keras 2 beside it as far as it differs."""
        tidy = {version: self._tidy(owner, version, record) for version, record in records.items()}
        keras3 = [version for version in self.keras3 if version in tidy]
        last = tidy[keras3[-1]] if keras3 else tidy[KERAS2]
        symbol: dict[str, Any] = {"kind": last["kind"]}
        symbol |= availability_field(self.available(owner, set(records)))
        for field in ("parameters", "rest", "bases"):
            merged = merge_items({version: tidy[version].get(field, []) for version in keras3 or [KERAS2]})
            if merged or (field == "parameters" and "parameters" in last):
                symbol[field] = merged
        if last.get("stub"):
            symbol["stub"] = True
        if KERAS2 in tidy and keras3:
            deviation = _deviation(tidy[KERAS2], symbol)
            symbol |= {"keras2": deviation} if deviation else {}
        return symbol

    def _tidy(self, owner: str, version: str, record: dict[str, Any]) -> dict[str, Any]:
        """Put canonical names into a description, and leave out what says nothing."""
        record = {key: value for key, value in record.items() if key not in {"called", "methods"}}
        if "bases" in record:
            record["bases"] = [self._by_key(key) for key in record["bases"]]
        if "rest" in record and record["kind"] != "method":
            record["rest"] = self._short_rest(owner, version, record)
        return {key: value for key, value in record.items() if value or key == "parameters"}

    def _by_key(self, key: str) -> str:
        """Return the canonical name of the object that a snapshot knows as ``key``."""
        return self.canonical.get(key, key)

    def _short_rest(self, owner: str, version: str, record: dict[str, Any]) -> list[str]:
        """Name a base class in place of all the keywords that it takes, if the class takes them too."""
        rest: list[str] = record["rest"]
        bases = self._ancestors(owner, version) if record["kind"] == "class" else ["keras.Layer"]
        for base in bases:
            inherited = closed_keywords(self._record(base, version) or {})
            inherited -= closed_keywords({**record, "rest": []})
            if len(inherited) > 1 and inherited <= set(rest):
                return [base, *(name for name in rest if name not in inherited)]
        return rest

    def _ancestors(self, name: str, version: str) -> list[str]:
        record = self._record(name, version) or {}
        nearest = [self._by_key(key) for key in record.get("bases", [])]
        return [*nearest, *(further for base in nearest for further in self._ancestors(base, version))]

    def available(self, owner: str, present: set[str]) -> str:
        """Say in which versions a symbol is there, as in ``2 3``, ``3.6-`` or ``2 tf``; the latter only below ``tensorflow``."""
        tensorflow = {version for version in present if self._is_below_tensorflow(owner, version)}
        return self._ranges(present - tensorflow, tensorflow)

    def _is_below_tensorflow(self, owner: str, version: str) -> bool:
        snapshot = self.snapshots[version]
        return {name for name in self.spellings[owner] if name in snapshot["names"]} <= set(snapshot["tensorflow_only"])

    def _ranges(self, plain: set[str], below_tensorflow: set[str]) -> str:
        parts = [KERAS2] if KERAS2 in plain else []
        for mark, found in (("", plain - {KERAS2}), ("tf", below_tensorflow - plain)):
            if found:
                first, last = (edge(map(self.keras3.index, found)) for edge in (min, max))
                start = "" if first == 0 else self.keras3[first]
                end = "" if last == len(self.keras3) - 1 else self.keras3[last]
                span = f"{start}-{end}" if start or end else ("" if mark else "3")
                parts.append(mark + span)
        return " ".join(parts)

    def _other_spellings(self, symbols: dict[str, Any]) -> dict[str, Any]:
        """Map spellings to canonical ones, together with their versions unless these are those of the symbol."""
        table: dict[str, Any] = {}
        for name, target in sorted(self.canonical.items()):
            holding = {version for version in self.versions if name in self.snapshots[version]["names"]}
            tensorflow = {version for version in holding if name in self.snapshots[version]["tensorflow_only"]}
            where = self._ranges(holding - tensorflow, tensorflow)
            if where != symbols[target].get("in", "2 3"):
                table[name] = {where: target}
            elif name != target:
                table[name] = target
        return table

    def _modules(self) -> dict[str, str]:
        """List the public modules with their versions."""
        found: dict[str, tuple[set[str], set[str]]] = {}
        for version, snapshot in self.snapshots.items():
            below_tensorflow = set(snapshot["tensorflow_only"])
            for name in snapshot["names"]:
                parts = name.split(".")
                for end in range(1, len(parts)):
                    found.setdefault(".".join(parts[:end]), (set(), set()))[name in below_tensorflow].add(version)
        return {path: self._ranges(*where) for path, where in sorted(found.items())}

    def _kinds_ignoring_case(self) -> list[str]:
        """List the kinds of string of which every one is accepted in upper and lower case alike."""
        tables = [(kind, table) for snapshot in self.snapshots.values() for kind, table in snapshot["strings"].items()]
        exact = {kind for kind, table in tables if any(table.get(s.lower()) != table.get(s.upper()) for s in table)}
        return sorted({kind for kind, _ in tables} - exact)

    def _strings(self) -> dict[str, dict[str, Any]]:
        """Map, by kind, each accepted string to what it means, with the versions unless it means that in all of them."""
        lower = self._kinds_ignoring_case()
        kinds = sorted({kind for snapshot in self.snapshots.values() for kind in snapshot["strings"]})
        by_kind = {kind: {version: snapshot["strings"][kind] for version, snapshot in self.snapshots.items()} for kind in kinds}
        return {
            kind: {s: to for s, to in self._merge_mapping(by_version).items() if kind not in lower or s == s.lower()}
            for kind, by_version in by_kind.items()
        }

    def _by_shape(self) -> dict[str, dict[str, Any]]:
        kinds = sorted({kind for snapshot in self.snapshots.values() for kind in snapshot["by_shape"]})
        return {kind: self._merge_mapping({v: s["by_shape"].get(kind, {}) for v, s in self.snapshots.items()}) for kind in kinds}

    def _merge_mapping(self, by_version: dict[str, dict[str, Any]]) -> dict[str, Any]:
        merged: dict[str, Any] = {}
        for string in sorted({string for mapping in by_version.values() for string in mapping}):
            meanings: dict[Any, set[str]] = {}
            for version, mapping in by_version.items():
                if string in mapping:
                    meanings.setdefault(self._meaning(mapping[string]), set()).add(version)
            ranges = {self._ranges(versions, set()): _plain(meaning) for meaning, versions in meanings.items()}
            merged[string] = ranges.get("2 3", ranges)
        return merged

    def _meaning(self, value: str | list[str]) -> Any:
        return self._by_key(value) if isinstance(value, str) else tuple(self._by_key(item) for item in value)


def availability_field(text: str) -> dict[str, str]:
    """Return the field for ``text``, or none when it says what is taken for granted."""
    return {} if text == "2 3" else {"in": text}


def _plain(meaning: Any) -> Any:
    return list(meaning) if isinstance(meaning, tuple) else meaning


def _deviation(record: dict[str, Any], symbol: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of ``record`` that are not the same in all of ``symbol``."""
    empty: dict[str, Any] = {"stub": False}
    fields = sorted({*record, *symbol} - {"in"})
    return {field: record.get(field, empty.get(field, [])) for field in fields if record.get(field) != symbol.get(field)}
