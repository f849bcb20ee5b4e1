"""Which Keras a program runs on: judged by what it imports, by the environment that it sets, and by what its project requires."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from keraslint.ir import Event, Framework, Program
from keraslint.values import Const

Version: TypeAlias = tuple[int, ...]
Range: TypeAlias = tuple[Version, Version]
"""The lowest version that is possible and the first one that is not; ``()`` is no bound."""

KERAS3: Final = (3,)
WITH_KERAS3: Final = (2, 16)
"""The first TensorFlow whose ``tf.keras`` is Keras 3."""

OLD_KERAS: Final = "TF_USE_LEGACY_KERAS"
"""The variable of the environment that makes ``tf.keras`` the old Keras."""

NEGATIVE: Final = frozenset({"", "0", "false"})


def chooses_old_keras(value: str) -> bool:
    """Say whether a value of ``OLD_KERAS`` does so."""
    return value.lower() not in NEGATIVE


OWN: Final = frozenset({"keras", "tensorflow", "tf_keras"})
"""The packages by which a program gets at a Keras."""


def framework_of(
    imports: Iterable[str],
    events: Iterable[Event] = (),
    pins: Mapping[str, Range] | None = None,
    stated: Range | None = None,
    borrowed: Iterable[str] = (),
) -> Framework:
    """Return which Keras a program uses.

    ``pins`` are the versions of ``keras`` and ``tensorflow`` that its project requires. ``stated`` are those of Keras that the
    user states; they hold however Keras is imported. ``borrowed`` is what the modules import that it imports, which counts where
    it does not import any Keras itself.
    """
    roots = frozenset(name.partition(".")[0] for name in imports if not name.startswith("."))
    if roots.isdisjoint(OWN):
        roots |= OWN & {name.partition(".")[0] for name in borrowed}
    environment = dict(_environment(events))
    legacy = chooses_old_keras(environment.get(OLD_KERAS, ""))
    required = {"keras": stated} if stated is not None else pins or {}
    package = "keras" if "keras" in required and ("keras" in roots or stated is not None) else "tensorflow"
    lowest, below = required.get(package, ((), ()))
    flavour = "keras2" if "tf_keras" in roots or legacy else _required(package, below)
    return Framework(flavour, roots, lowest, below, environment.get("KERAS_BACKEND"), package)


def _required(package: str, below: Version) -> str:
    """Return the flavour that the newest version of a package brings which a project allows."""
    if package == "tensorflow":
        return "keras2" if below and below <= WITH_KERAS3 else "keras3"
    if not below or below > KERAS3:
        return "keras3"
    return "keras1" if below <= (2,) else "keras2"


def _environment(events: Iterable[Event]) -> Iterable[tuple[str, str]]:
    for event in events:
        match event:
            case Event(kind="environment", details={"variable": Const(str() as variable), "value": Const(value)}):
                yield variable, str(value)


def with_pins(program: Program, pins: Mapping[str, Range], stated: Range | None = None) -> Program:
    """Return a program as it is to be judged where the project requires these versions, or the user states that of Keras."""
    framework = framework_of(program.imports, program.events, pins, stated, program.framework.roots)
    made = replace(program, framework=framework)
    return replace(made, setups=tuple(replace(setup, framework=framework, program=made) for setup in program.setups))
