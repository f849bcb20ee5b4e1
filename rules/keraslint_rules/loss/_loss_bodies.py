"""What can be wrong with the arithmetic of a loss: a logarithm or divisor of 0, steps alone, NumPy, a sum over the batch."""

from __future__ import annotations

from collections.abc import Iterator

from keraslint.api import (
    Array,
    Call,
    Component,
    Confidence,
    Draft,
    Event,
    Fix,
    Interval,
    Program,
    Severity,
    Unknown,
    Variable,
    attained,
    finding,
    fix,
    relate,
    replace_call,
    set_argument,
)

MEANS = {"sum": "mean", "reduce_sum": "reduce_mean"}

ZEROS = {
    "true": "the true values of a batch, or of a sample, are all 0",
    "rounded": "no prediction of a batch, or of a sample, rounds up to 1",
    "predicted": "a prediction is 0",
}


FLOORS = {
    "keras.ops": ("keras.ops.maximum", ("x1", "x2"), "keras.config.epsilon"),
    "keras.backend": ("keras.backend.maximum", ("x", "y"), "keras.backend.epsilon"),
    "tensorflow": ("tensorflow.maximum", ("x", "y"), "keras.backend.epsilon"),
}
"""By the library of a function: what keeps a tensor above a number there, how it calls its arguments, and that number."""


def curved(program: Program, event: Event) -> Iterator[Draft]:
    """Find logarithms and roots of the predictions as they are."""
    written = {call.place: call for call in program.calls}
    for curve in event.details.get("curves", ()):
        call = written.get(curve.place)
        # A value that is known is none of the predictions: a fix has put it there.
        if call is not None and all(isinstance(fact.value, Unknown) for fact in call.arguments.values()):
            yield _at_zero(event, call, curve.argument, curve.at)


def _at_zero(event: Event, call: Component, argument: str, at: int) -> Draft:
    what = "is minus infinity" if call.name == "log" else "has an infinite slope"
    return finding(
        call.place,
        f"{call.name}({argument}) {what} where a prediction is {at}, and then all weights become NaN; use"
        f" {call.name}({argument} + keras.config.epsilon()), or clip the predictions first",
        related=relate((event.place, "this is the loss")),
        confidence=Confidence.MEDIUM,
        fix=_floor(call, argument) if argument.isidentifier() else None,
    )


def _floor(call: Component, name: str) -> Fix | None:
    """Return the fix that keeps the variable in a call above 0."""
    facts = list(call.arguments.values())
    libraries = [library for library in FLOORS if call.kind.startswith(library)]
    if len(facts) != 1 or not libraries:
        return None
    floor, (first, second), epsilon = FLOORS[libraries[0]]
    kept = Call(floor, {first: Variable(name), second: Call(epsilon)})
    return fix("Keep the predictions above 0", set_argument(facts[0], kept))


def stepped(event: Event) -> Iterator[Draft]:
    """Find a loss that changes by steps alone."""
    steps = event.details.get("steps", ())
    if not steps:
        return
    first, *others = steps
    yield finding(
        first.place,
        f"{event.name} looks at the predictions only through {first.name}, which has no slope: no gradient reaches the"
        " weights; compute the loss of the predictions themselves, and make this a metric",
        related=relate((event.place, "this is the loss"), *((other.place, f"{other.name} here") for other in others)),
        confidence=Confidence.MEDIUM,
    )


def divided(program: Program, event: Event) -> Iterator[Draft]:
    """Find divisions by what may be 0: one finding for a loss, as it takes one repair."""
    quotients = [
        part for part in event.details.get("quotients", ()) if part.whole or part.zero != "true" or _has_zero(program, event)
    ]
    if not quotients:
        return
    first, *others = quotients
    when = ZEROS[first.zero] if first.whole or first.zero != "true" else "a true value is 0"
    yield finding(
        first.place,
        f"{event.name} divides by 0 where {when}: one such batch makes all weights NaN; add a small number to the divisor, such"
        " as keras.config.epsilon()",
        related=relate((event.place, "this is the loss"), *((other.place, "the same here") for other in others)),
        confidence=Confidence.MEDIUM,
    )


def _has_zero(program: Program, event: Event) -> bool:
    """Say whether a model with this loss is trained on targets among which there is a 0."""
    for setup in program.setups:
        loss = setup.compile.loss
        if loss is not None and loss.kind.value == f"custom:{event.name}":
            for use in setup.fits:
                match use.y.value:
                    case Array(interval=Interval(lo=lo, hi=hi)) if lo <= 0 <= hi and (attained(use.y.value) or lo == 0):
                        return True
    return False


def in_numpy(program: Program, event: Event) -> Iterator[Draft]:
    """Find NumPy on the tensors of a loss, which runs in a graph unless the program says otherwise."""
    calls = event.details.get("numpy", ())
    if not calls or _is_eager(program):
        return
    (name, place), *others = calls
    yield finding(
        place,
        f"{event.name} calls {name} on a tensor that has no values while the loss is traced: training stops with an error; use"
        f" the function of the same name in {'tensorflow or ' if 'tensorflow' in program.framework.roots else ''}keras.ops",
        related=relate((event.place, "this is the loss"), *((other, "the same here") for _, other in others)),
        severity=Severity.ERROR,
    )


def _is_eager(program: Program) -> bool:
    called = any(
        call.kind.endswith(("run_functions_eagerly", "disable_eager_execution", "enable_eager_execution"))
        for call in program.calls
    )
    return called or any(setup.compile.call["run_eagerly"].value not in {None, False} for setup in program.setups)


def summed(program: Program, event: Event) -> Iterator[Draft]:
    """Find a loss that adds up the samples of a batch."""
    sums = event.details.get("sums", ())
    if not sums:
        return
    first, *others = sums
    calls = [call for call in program.calls if call.place in sums and call.name in MEANS]
    means = [replace_call(call, f"{call.kind.rpartition('.')[0]}.{MEANS[call.name]}") for call in calls]
    yield finding(
        first,
        f"{event.name} adds up all samples of a batch, so that loss and gradient grow with the batch size, and the learning rate"
        " has to be chosen anew for each; the losses of Keras take the mean over the samples",
        related=relate((event.place, "this is the loss"), *((other, "the same here") for other in others)),
        severity=Severity.INFO,
        confidence=Confidence.MEDIUM,
        fix=fix("Take the mean", *means) if len(means) == len(sums) else None,
    )
