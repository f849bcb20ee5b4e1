"""Random numbers: the module's functions, and the methods of ``RandomState`` and ``Generator``."""

from __future__ import annotations

from typing import Final

from keraslint.libs.arrays import Rows, as_array, data, given, integer, loaded, number
from keraslint.libs.numpy.creation import integers
from keraslint.libs.registry import Call, entry, method
from keraslint.libs.shapes import sized
from keraslint.values import Array, Const, Encoding, Instance, Interval, Tuple, Value

NONE: Final = Const(None)
STATE: Final = "numpy.random.RandomState"
GENERATOR: Final = "numpy.random.Generator"


def _continuous(call: Call, size: Value, interval: Interval | None) -> Array:
    return loaded(call.step("load"), shape=sized(size), dtype="float64", interval=interval, encoding=Encoding.CONTINUOUS)


@entry("numpy.random.RandomState", "numpy.random.default_rng", "numpy.random.Generator", "numpy.random.SeedSequence")
def generator(call: Call, seed: Value = NONE) -> Value:
    """Make a random number generator."""
    kind = STATE if call.name == STATE else GENERATOR
    call.event("seed", value=seed)
    return Instance(kind, place=call.place)


@entry("numpy.random.seed", "numpy.random.set_state")
def seed(call: Call, seed: Value = NONE) -> Value:
    """Note that the generator is seeded."""
    call.event("seed", value=seed)
    return NONE


@entry("numpy.random.rand", "numpy.random.randn")
def by_extents(call: Call, *extents: Value) -> Value:
    """Draw numbers; the extents are given one by one."""
    interval = Interval(0.0, 1.0) if call.name.endswith("rand") else None
    return _continuous(call, Tuple(extents), interval)


@method(STATE, "rand", "randn")
def by_extents_of(call: Call, receiver: Instance, *extents: Value) -> Value:
    """Draw numbers from a generator."""
    return by_extents(call, *extents)


@entry("numpy.random.random", "numpy.random.random_sample", "numpy.random.ranf", "numpy.random.sample")
def random(call: Call, size: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Draw numbers between 0 and 1."""
    made = _continuous(call, size, Interval(0.0, 1.0))
    return made if not rest and not others else Array(made.shape, None, made.interval, made.encoding, steps=made.steps)


@method(STATE, "random_sample", "random")
@method(GENERATOR, "random")
def random_of(call: Call, receiver: Instance, size: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Draw numbers between 0 and 1 from a generator."""
    return random(call, size, *rest, **others)


@entry("numpy.random.uniform")
def uniform(call: Call, low: Value = Const(0.0), high: Value = Const(1.0), size: Value = NONE) -> Value:
    """Draw numbers between two ends."""
    ends = [number(low), number(high)]
    lo, hi = ends
    interval = Interval(min(lo, hi), max(lo, hi)) if lo is not None and hi is not None else None
    shape = size if given(size) or (isinstance(low, Const) and isinstance(high, Const)) else Const("?")
    return _continuous(call, shape, interval)


@method(STATE, "uniform")
@method(GENERATOR, "uniform")
def uniform_of(call: Call, receiver: Instance, low: Value = Const(0.0), high: Value = Const(1.0), size: Value = NONE) -> Value:
    """Draw numbers between two ends from a generator."""
    return uniform(call, low, high, size)


POSITIVE: Final = frozenset({"exponential", "chisquare", "gamma", "lognormal", "rayleigh", "weibull"})


@entry("numpy.random.normal", "numpy.random.exponential", "numpy.random.laplace", "numpy.random.lognormal", "numpy.random.gumbel",
       "numpy.random.logistic", "numpy.random.chisquare", "numpy.random.gamma")  # fmt: skip
def normal(call: Call, *parameters: Value, size: Value = NONE, **others: Value) -> Value:
    """Draw numbers of an unbounded distribution; those of a few distributions are at least not negative."""
    name = call.name.rpartition(".")[2]
    count = 1 if name in {"exponential", "chisquare"} else 2
    given_size = parameters[count] if len(parameters) > count else size
    constant = all(isinstance(value, Const) for value in (*parameters[:count], *others.values()))
    interval = Interval(0.0) if name in POSITIVE else None
    return _continuous(call, given_size if given(given_size) or constant else Const("?"), interval)


@method(STATE, "normal", "exponential", "laplace", "lognormal", "gamma")
@method(GENERATOR, "normal", "exponential", "laplace", "lognormal", "gamma")
def normal_of(call: Call, receiver: Instance, *parameters: Value, size: Value = NONE, **others: Value) -> Value:
    """Draw numbers of an unbounded distribution from a generator."""
    return normal(call, *parameters, size=size, **others)


@entry("numpy.random.standard_normal")
def standard_normal(call: Call, size: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Draw numbers of the standard normal distribution."""
    return _continuous(call, size, None)


@method(STATE, "standard_normal")
@method(GENERATOR, "standard_normal")
def standard_normal_of(call: Call, receiver: Instance, size: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Draw numbers of the standard normal distribution from a generator."""
    return _continuous(call, size, None)


@entry("numpy.random.multivariate_normal")
def multivariate_normal(call: Call, mean: Value, cov: Value, size: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Draw points of a normal distribution in several dimensions."""
    centre = data(mean)
    shape = sized(size)
    full = (*shape, *centre.shape) if shape is not None and centre.shape is not None else None
    return loaded(call.step("load"), shape=full, dtype="float64", encoding=Encoding.CONTINUOUS)


@entry("numpy.random.poisson", "numpy.random.binomial", "numpy.random.geometric")
def counts(call: Call, *parameters: Value, size: Value = NONE, **others: Value) -> Value:
    """Draw whole numbers from 0 up."""
    name = call.name.rpartition(".")[2]
    count = 2 if name == "binomial" else 1
    trials = parameters[0] if parameters else others.get("n", NONE)
    most = number(trials) if name == "binomial" else None
    given_size = parameters[count] if len(parameters) > count else size
    constant = all(isinstance(value, Const) for value in (*parameters[:count], *others.values()))
    interval = Interval(0.0, most if most is not None and most >= 0 else float("inf"), integer=True)
    labels = most == 1
    return loaded(
        call.step("load"),
        shape=sized(given_size) if given(given_size) or constant else None,
        dtype="int64",
        interval=interval,
        encoding=Encoding.BINARY if labels else None,
        classes=2 if labels else None,
    )


@entry("numpy.random.randint", "numpy.random.random_integers")
def randint(
    call: Call, low: Value, high: Value = NONE, size: Value = NONE, dtype: Value = Const("int64"), **others: Value
) -> Value:
    """Draw whole numbers; the upper end is left out."""
    from keraslint.libs import dtypes

    ends = [number(low), number(high)]
    lo, hi = ends if given(high) else (0.0, ends[0])
    included = call.name.endswith("random_integers") or others.get("endpoint") == Const(value=True)
    if call.name.endswith("random_integers") and not given(high):
        lo = 1.0
    top = hi if hi is None or included else hi - 1
    scalar = all(isinstance(end, Const) for end in (low, high))
    kind = dtypes.named(dtype) if given(dtype) else "int64"
    made = integers(call, size if given(size) or scalar else Const("?"), lo, top, kind or "int64")
    return made if kind is not None else Array(made.shape, None, made.interval, steps=made.steps)


@method(STATE, "randint")
@method(GENERATOR, "integers")
def randint_of(
    call: Call,
    receiver: Instance,
    low: Value,
    high: Value = NONE,
    size: Value = NONE,
    dtype: Value = Const("int64"),
    **others: Value,
) -> Value:
    """Draw whole numbers from a generator."""
    return randint(call, low, high, size, dtype, **others)


@entry("numpy.random.choice")
def choice(call: Call, a: Value, size: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Draw some of the given elements, or of the numbers below a number."""
    count = integer(a)
    if count is not None:
        return integers(call, size, 0.0, float(count - 1), "int64")
    pool = as_array(a)
    shape = sized(size)
    if pool is None:
        return Array(shape, steps=(call.step("load"),))
    inner = pool.shape[1:] if pool.shape else None
    column = pool.rank == 1 and shape is not None and len(shape) == 1
    return loaded(
        call.step("load"),
        shape=(*shape, *inner) if shape is not None and inner is not None else None,
        dtype=pool.dtype,
        interval=pool.interval,
        encoding=pool.encoding if column else None,
        classes=pool.classes if column else None,
    )


@method(STATE, "choice")
@method(GENERATOR, "choice")
def choice_of(call: Call, receiver: Instance, a: Value, size: Value = NONE, *rest: Value, **others: Value) -> Value:
    """Draw some of the given elements from a generator."""
    made = choice(call, a, size, *rest, **others)
    return Array(steps=made.steps) if "axis" in others and isinstance(made, Array) else made


@entry("numpy.random.permutation")
def permutation(call: Call, x: Value) -> Value:
    """Return the numbers below a number, or the rows of an array, in random order."""
    count = integer(x)
    if count is not None:
        interval = Interval(0.0, float(count - 1), integer=True) if count > 0 else None
        return loaded(call.step("shuffle"), shape=(count,), dtype="int64", interval=interval)
    array = data(x)
    if not isinstance(x, Array) and as_array(x) is None:
        return Array((None,), None, steps=(call.step("shuffle"),), identity=Rows())
    if array.shape == ():
        return Array((None,), "int64", Interval(0.0, integer=True), steps=(call.step("shuffle"),), identity=Rows())
    return array.then(call.step("shuffle"), container="ndarray", identity=None)


@method(STATE, "permutation")
@method(GENERATOR, "permutation", "permuted")
def permutation_of(call: Call, receiver: Instance, x: Value, *rest: Value, **others: Value) -> Value:
    """Return rows in random order."""
    return permutation(call, x)


@entry("numpy.random.shuffle")
def shuffle(call: Call, x: Value) -> Value:
    """Shuffle rows in place."""
    if isinstance(x, Array):
        call.replace(x, x.then(call.step("shuffle"), identity=None))
    elif isinstance(x, Instance) and x.kind == "list":
        from keraslint.libs.builtins.functions import shuffled

        shuffled(call, x)
    return NONE


@method(STATE, "shuffle")
@method(GENERATOR, "shuffle")
def shuffle_of(call: Call, receiver: Instance, x: Value, *rest: Value, **others: Value) -> Value:
    """Shuffle rows in place with a generator."""
    return shuffle(call, x)


@method(STATE, "seed", "get_state", "set_state")
def seed_of(call: Call, receiver: Instance, seed: Value = NONE) -> Value:
    """Note that the generator is seeded."""
    call.event("seed", value=seed)
    return NONE
