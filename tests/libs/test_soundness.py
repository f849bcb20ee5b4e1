"""What the library entries say holds for what the real libraries do.

Every case is a small program. It is run for real on drawn values, and interpreted on abstract values that stand for them (and for
others); what really comes out must be a case of what was found. Every entry must be reached by some case, or be excused by name.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("numpy", reason="needs numpy")
pytest.importorskip("sklearn", reason="needs scikit-learn")
pytest.importorskip("pandas", reason="needs pandas")

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from keraslint.libs import registry
from keraslint.values import Unknown, Value
from soundness import (
    cases_files,
    cases_images,
    cases_keras,
    cases_numpy,
    cases_pandas,
    cases_python,
    cases_sklearn,
    cases_tensorflow,
)
from soundness.abstraction import misfit
from soundness.excused import reason_for
from soundness.programs import Case, abstractly, fill, really, variants

PLAIN = [
    *cases_python.CASES,
    *cases_numpy.CASES,
    *cases_pandas.CASES,
    *cases_sklearn.CASES,
    *cases_images.CASES,
    *cases_files.PLAIN,
]
KERAS = [*cases_tensorflow.CASES, *cases_keras.CASES, *cases_files.KERAS]
PACKAGES = {
    "tf": "tensorflow", "pd": "pandas", "np": "numpy", "Image": "PIL", "ImageOps": "PIL", "plt": "matplotlib",
    "mpimg": "matplotlib", "legacy_image": "keras", "legacy_text": "keras", "legacy_sequence": "keras",
}  # fmt: skip

pytestmark = pytest.mark.filterwarnings("ignore")


def settled(examples: int) -> Callable[[Any], Any]:
    return settings(
        max_examples=examples, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
    )


@pytest.mark.parametrize(
    "case",
    [*PLAIN, *(pytest.param(case, marks=pytest.mark.keras) for case in KERAS)],
    ids=[case.name for case in (*PLAIN, *KERAS)],
)
def test_what_is_found_holds(case: Case) -> None:
    for module in ("tf", *case.needs) if case in KERAS else case.needs:
        pytest.importorskip(PACKAGES.get(module, module), reason=f"needs {module}")

    @settled(10)
    @given(st.data())
    def check(data: st.DataObject) -> None:
        text = fill(case, data.draw)  # type: ignore[arg-type]
        pairs = {name: data.draw(strategy) for name, strategy in case.variables.items()}
        found = abstractly(text, {name: pair.abstract for name, pair in pairs.items()})
        try:
            concrete = really(text, {name: pair.concrete for name, pair in pairs.items()})
        except Exception:  # noqa: BLE001 - a program that fails says nothing about what it would give
            assume(False)
        reason = misfit(found, concrete)
        shown = {name: pair.abstract for name, pair in pairs.items()}
        assert reason is None, f"{text}\n{reason}\nfound: {found}\nfor: {shown}\nreal: {concrete!r:.300}"

    check()


class Watch:
    """Sees which entries, methods and attributes are looked up with success."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.seen: set[str] = set()
        self.known: set[str] = set()
        entry_for, method_for, attribute_for = registry.entry_for, registry.method_for, registry.attribute_for

        def entry(name: str) -> Any:
            self.seen.add(name)
            return entry_for(name)

        def method(kinds: tuple[str, ...], name: str) -> Any:
            self.seen.update(f"{kind}.{name}" for kind in kinds)
            return method_for(kinds, name)

        def attribute(kinds: tuple[str, ...], name: str) -> Any:
            self.seen.update(f"{kind}.{name}" for kind in kinds)
            return attribute_for(kinds, name)

        patch.setattr(registry, "entry_for", entry)
        patch.setattr(registry, "method_for", method)
        patch.setattr(registry, "attribute_for", attribute)


def found_in(case: Case) -> list[Value]:
    """Interpret every variant of a case on values drawn once."""
    results: list[Value] = []

    @settled(1)
    @given(st.data())
    def look(data: st.DataObject) -> None:
        values = {name: data.draw(strategy).abstract for name, strategy in case.variables.items()}
        results.extend(abstractly(text, values) for text in variants(case, data.draw))  # type: ignore[arg-type]

    look()
    return results


@pytest.mark.slow
def test_every_entry_is_tried_or_excused(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("tensorflow", reason="the cases over TensorFlow draw tensors")
    pytest.importorskip("PIL", reason="the cases over images draw pictures")
    watch = Watch(monkeypatch)
    for case in (*PLAIN, *KERAS):
        found_in(case)
    missing = {name for name in registry.everything() if name not in watch.seen and reason_for(name) is None}
    assert not missing, f"no case reaches these entries: {sorted(missing)}"


@pytest.mark.slow
def test_cases_are_not_empty_talk() -> None:
    """Nearly every case must know something: a model that always says unknown would pass every other test."""
    silent = [case.name for case in PLAIN if all(isinstance(value, Unknown) for value in found_in(case))]
    assert len(silent) < 0.12 * len(PLAIN), silent
