"""Compare what two tables say about one version of Keras, whatever they call canonical."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from keraslint.libs.signatures import ByShape, Signatures
from signatures import SHAPE_DEPENDENT


def differences(stored: Signatures, fresh: Signatures, version: str) -> Iterator[str]:
    """Yield one line for each thing that ``stored`` says differently of ``version``."""
    names = {name for table in (stored, fresh) for name in table.names() if _has(table, name, version)}
    for name in sorted(names):
        if not _has(stored, name, version):
            yield f"{name} is missing"
        elif not _has(fresh, name, version):
            yield f"{name} is not there"
        elif _call(stored, name, version) != _call(fresh, name, version):
            yield f"{name} is called in another way: {_call(fresh, name, version)}"
        elif _bases(stored, stored, name, version) != _bases(stored, fresh, name, version):
            yield f"{name} has other bases: {_bases(stored, fresh, name, version)}"
    for kind, string in sorted({*stored.strings(), *fresh.strings()}):
        expected = fresh.registered(kind, string, version)
        if stored.registered(kind, string, version) != (expected and stored.canonical(expected)):
            yield f"{string!r} means {expected} to {kind}.get"
    for kind, string in product(("losses", "metrics"), SHAPE_DEPENDENT):
        chosen = fresh.by_shape(kind, string, version)
        if stored.by_shape(kind, string, version) != (chosen and ByShape(*map(stored.canonical, chosen))):
            yield f"{string!r} among {kind} means {chosen} to compile"


def _has(table: Signatures, name: str, version: str) -> bool:
    where = table.availability(name)
    return where is not None and version in where


def _call(table: Signatures, name: str, version: str) -> object:
    """Return a signature without the history of its parameters, which one version alone cannot tell."""
    signature = table.signature(table.canonical(name), version)
    if signature is None:
        return None
    parameters = [(p.name, p.kind.name, p.required, p.default, p.shown) for p in signature.parameters]
    return parameters, sorted(signature.extra), signature.swallows, signature.certain


def _bases(stored: Signatures, table: Signatures, name: str, version: str) -> list[str]:
    return sorted({stored.canonical(base) for base in table.bases(table.canonical(name), version)})
