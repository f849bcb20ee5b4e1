"""What programs take out of a history or an evaluation that is not there."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import Draft, Event, Fix, Setup, Unknown, Use, finding, fix, logged, relate, rename_attribute, validates

SPELLINGS = {"acc": "accuracy", "accuracy": "acc", "lr": "learning_rate"}
"""Under which other name a value may be logged."""

RATE_LOGGING = frozenset({"ReduceLROnPlateau", "LearningRateScheduler"})
"""The callbacks that log the learning rate."""

OPEN_CALLBACKS = frozenset({"LambdaCallback", "CallbackList"})
"""Callbacks that run code of the program, which may log anything."""


def missing_entries(setup: Setup) -> Iterator[Draft]:
    """Find entries of a history that its training does not log, where every training that may be meant lacks them."""
    trained = {use.order: use for use in setup.fits}
    keys = {order: names for order, use in trained.items() if (names := _keys_of(setup, use)) is not None}
    asked = {event.details["use"] for event in _events(setup, "asked")}
    read = [event for event in _events(setup, "logged") if not event.guarded]

    def missing(event: Event) -> bool:
        of = event.details["use"]
        return of in keys and of not in asked and event.name not in keys[of]

    for event in read:
        if all(missing(other) for other in read if other.place == event.place and other.name == event.name):
            of = event.details["use"]
            yield _entry(setup, trained[of], event, keys[of])


def _keys_of(setup: Setup, use: Use) -> set[str] | None:
    """Return the keys of the history of one training; ``None`` where there may be others."""
    names, validated = logged(setup), validates(use)
    if names is None or isinstance(use.callbacks, Unknown):
        return None
    if any(not one.kind.startswith("keras.callbacks.") or one.name in OPEN_CALLBACKS for one in use.callbacks):
        return None
    rate = {"learning_rate"} if any(callback.name in RATE_LOGGING for callback in use.callbacks) else set()
    return names | rate | ({f"val_{name}" for name in names} if validated is not False else set())


def _entry(setup: Setup, use: Use, event: Event, names: set[str]) -> Draft:
    prefix = "val_" if event.name.startswith("val_") else ""
    meant = prefix + SPELLINGS.get(event.name.removeprefix(prefix), "")
    there = ", ".join(f"'{name}'" for name in sorted(names))
    if prefix and event.name.removeprefix(prefix) in names:
        advice = "fit gets no validation data, give it validation_split or validation_data"
    else:
        advice = f"use '{meant}'" if meant in names else "the names are those that compile is given"
    return finding(
        event.place,
        f"history.history has no '{event.name}', only {there}: {advice}",
        related=relate((setup.compile.place, "the metrics are chosen here"), (use.place, "the model is trained here")),
        fix=_renamed(event, meant) if meant in names else None,
    )


def _renamed(event: Event, meant: str) -> Fix | None:
    return fix(f"Use '{meant}'", rename_attribute(event, meant), safe=True)


def missing_numbers(setup: Setup) -> Iterator[Draft]:
    """Find evaluations that are taken apart into more or fewer numbers than they have."""
    names = logged(setup)
    if names is None or isinstance(setup.compile.metrics, Unknown) or len(names) != len(setup.compile.metrics) + 1:
        return
    uses = {use.order: use for use in setup.uses if use["return_dict"].value is False and not use.call.unexpected}
    events = list(_events(setup, "evaluated"))
    for event in events:
        use = uses.get(event.details["use"])
        if use is None or event.guarded or _has(event, len(names)):
            continue
        if all(other.details["use"] in uses for other in events if other.place == event.place):
            yield finding(
                event.place,
                _counted(use, event, names),
                related=relate(
                    (setup.compile.place, "the metrics are chosen here"), (use.place, "the numbers are computed here")
                ),
            )


def _has(event: Event, count: int) -> bool:
    """Say whether an evaluation of ``count`` numbers has what is taken out; one number stands by itself, in no list."""
    if "count" in event.details:
        return count > 1 and bool(event.details["count"] == count)
    return count > 1 and -count <= event.details["index"] < count


def _counted(use: Use, event: Event, names: set[str]) -> str:
    taken = (
        f"is unpacked into {event.details['count']} names"
        if "count" in event.details
        else f"is asked for [{event.details['index']}]"
    )
    if len(names) == 1:
        return (
            f"{use.method} gives one number here, the loss, and no list, since compile names no metrics; it {taken}, which raises"
        )
    there = ", ".join(["loss", *sorted(names - {"loss"})])
    return f"{use.method} gives {len(names)} numbers here ({there}); it {taken}, which raises"


def _events(setup: Setup, kind: str) -> Iterator[Event]:
    return (event for event in (() if setup.program is None else setup.program.events) if event.kind == kind)
