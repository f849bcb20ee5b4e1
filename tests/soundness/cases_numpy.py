"""Programs over numpy: at least one for every entry."""

from __future__ import annotations

from soundness.draws import DTYPE, NUMBER, array, choice, ints, labels, mask, one_hot, text, words
from soundness.programs import Case, case

ANY = array(rank=(1, 2, 3))
FLAT = array(rank=1)
TABLE = array(rank=2)
POSITIVE = array(kinds=("positive", "unit", "pixels", "small"))
AXIS = choice(None, 0, -1)

LITERAL = text(
    "[1, 2, 3]", "[[0, 1], [1, 0]]", "[0, 1, 1, 0]", "[[0], [1], [1]]", "[0.5, -2.0]", "[-1, 1, -1]", "[0, 1, 2, 2]", "['a', 'b']",
    "[[1, 2], [3, 4.5]]", "[True, False]", "(1, 2)", "[[1, 0, 0], [0, 1, 0]]", "[[[1], [2]]]", "[]", "range(5)", "[1, 2, 4]", "[0, 0]",
    "[[1, 1], [0, 1]]", "7", "[x for x in range(3)]", "[-1, 0, 1]",
)  # fmt: skip

CREATION = [
    case("np.{name}({value})", name=text("array", "asarray", "ascontiguousarray", "asanyarray", "copy"), value=LITERAL),
    case(
        "np.array({value}, dtype={dtype})", value=text("[1, 2, 300]", "[0, 1, 1]", "[0.5, -2.7]", "[[0, 1], [1, 0]]"), dtype=DTYPE
    ),
    case("np.array([x, x])", x=TABLE),
    case("np.array(x, dtype={dtype})", x=ANY, dtype=DTYPE),
    *(case(f"np.{name}(x)", x=ANY) for name in ("float32", "float64", "int64", "int32", "float16", "uint8")),
    case("np.asmatrix(x)", x=TABLE),
    case("np.{name}({shape})", name=text("zeros", "ones"), shape=choice(3, (2, 3), [4, 1])),
    case("np.{name}({shape}, dtype={dtype})", name=text("zeros", "ones", "empty"), shape=choice(3, (2, 3)), dtype=DTYPE),
    case("np.ndarray({shape})", shape=choice((2, 3))),
    case("np.full({shape}, {value})", shape=choice(3, (2, 3)), value=NUMBER),
    case("np.full({shape}, {value}, dtype={dtype})", shape=choice((2, 3)), value=choice(1, 2.7, 0), dtype=DTYPE),
    case("np.{name}(x)", name=text("zeros_like", "ones_like", "empty_like"), x=ANY),
    case("np.{name}(x, dtype={dtype})", name=text("zeros_like", "ones_like"), x=ANY, dtype=DTYPE),
    case("np.full_like(x, {value})", x=ANY, value=choice(1, 2.7, 0, -3)),
    case("np.arange({stop})", stop=choice(0, 5, 3.5, 10)),
    case(
        "np.arange({start}, {stop}, {step})",
        start=choice(-3, 0, 2.5),
        stop=choice(0, 9, 4.5),
        step=choice(1, 2, -1, 0.5, 0.1, 0.3),
    ),
    case("np.arange({start}, {stop}, dtype={dtype})", start=choice(0, 2), stop=choice(7), dtype=DTYPE),
    case("np.linspace({start}, {stop}, {num})", start=choice(-1, 0, 2.5), stop=choice(-3, 1, 7), num=choice(1, 5)),
    case("np.linspace({start}, {stop})", start=choice(0), stop=choice(1)),
    case("np.logspace(0, 2, 5)"),
    case("np.geomspace(1, 100, 5)"),
    case("np.eye({n})", n=ints(1, 4)),
    case("np.eye({n}, {m})", n=ints(1, 4), m=ints(1, 4)),
    case("np.eye({n}, k={k})", n=ints(2, 4), k=ints(-1, 1)),
    case("np.identity({n}, dtype={dtype})", n=ints(1, 4), dtype=DTYPE),
    case("np.eye({n})[y]", n=choice(3, 4), y=labels()),
    case("np.fromiter(x, {dtype})", x=FLAT, dtype=text("'float64'", "float")),
]

UNARY = (
    "exp", "expm1", "tanh", "arctan", "sinh", "deg2rad", "radians", "rad2deg", "sin", "cos", "cosh", "floor", "ceil", "rint", "trunc", "tan",
    "square", "sign", "abs", "absolute", "fabs",
)  # fmt: skip
ELEMENTWISE = [
    *(case(f"np.{name}(x)", x=ANY) for name in UNARY),
    case("np.negative(x)", x=ANY),
    *(case(f"np.{name}(x)", x=POSITIVE) for name in ("log", "log2", "log10", "log1p", "sqrt")),
    *(case(f"np.{name}({{value}})", value=choice(0.5, 1, 2)) for name in ("exp", "sqrt", "log", "floor", "tanh")),
    case(
        "np.{name}(x, y)",
        name=text("add", "subtract", "multiply", "divide", "true_divide", "maximum", "minimum", "fmax", "fmin"),
        x=ANY,
        y=array(rank=1, kinds=("positive", "small", "unit"), shape=(1,)),
    ),
    case("np.{name}(x, {n})", name=text("floor_divide", "mod", "remainder"), x=ANY, n=ints(1, 9)),
    case("np.power(x, {n})", x=ANY, n=choice(1, 2, 3, 0.5, 2.0)),
    case(
        "np.{name}(x, {n})",
        name=text("equal", "not_equal", "less", "less_equal", "greater", "greater_equal", "maximum", "minimum"),
        x=ANY,
        n=choice(0, 1, 2),
    ),
    case("np.{name}(x > 0, x < 2)", name=text("logical_and", "logical_or"), x=ANY),
    case("np.logical_not(x)", x=ANY),
    case("np.{name}(x)", name=text("isnan", "isfinite", "isinf"), x=ANY),
    case("np.isclose(x, x)", x=ANY),
    case("np.{name}(x, [0, 1])", name=text("isin"), x=ANY),
    case("np.clip(x, {lo}, {hi})", x=ANY, lo=choice(0, -1, 0.5), hi=choice(1, 100, 0.75)),
    case("x.clip({lo}, {hi})", x=ANY, lo=choice(0, None), hi=choice(1, 100)),
    case("np.clip(x, a_min={lo}, a_max={hi})", x=ANY, lo=choice(0, None), hi=choice(5)),
    case("np.{name}(x)", name=text("round", "around"), x=ANY),
    case("np.round(x, {n})", x=ANY, n=ints(1, 3)),
    case("x.round()", x=ANY),
    case("np.where(x > {n}, {a}, {b})", x=ANY, n=choice(0, 1), a=choice(0, 1, 0.5, -1), b=choice(0, 1, 2.5)),
    case("np.where(x > 0, x, {b})", x=ANY, b=choice(0, 1.5)),
    case("np.where(x > 0, 'a', 'b')", x=ANY),
    case("np.where(x > 0)", x=ANY),
    case("np.nan_to_num(x)", x=ANY),
    case("np.{name}(x, y)", name=text("dot", "matmul"), x=array(shape=(4, 3)), y=array(shape=(3, 2))),
    case("np.dot(x, y)", x=array(shape=(4, 3)), y=array(shape=(3,))),
    case("np.inner(x, y)", x=array(shape=(3,)), y=array(shape=(3,))),
    case("x.dot(y)", x=array(shape=(4, 3)), y=array(shape=(3, 2))),
    case("x @ y", x=array(shape=(4, 3)), y=array(shape=(3, 2))),
    case("x.astype({dtype})", x=ANY, dtype=DTYPE),
    case("y.astype({dtype})", y=labels(classes=2), dtype=DTYPE),
    case("y.astype({dtype})", y=one_hot(), dtype=DTYPE),
    case("y.astype({dtype})", y=labels(), dtype=text("str", "'float32'", "'uint8'")),
]

OPERATORS = [case(f"x {operator} {{n}}", x=ANY, n=NUMBER) for operator in ("+", "-", "*", "/", "//", "%")] + [
    *(case(f"{{n}} {operator} x", x=array(kinds=("positive",)), n=NUMBER) for operator in ("+", "-", "*", "/", "//", "%")),
    *(
        case(f"x {operator} y\n".strip(), x=array(shape=(4, 3)), y=array(shape=(3,), kinds=("positive", "whole", "pixels")))
        for operator in "+-*"
    ),
    case("x / y", x=array(shape=(4, 3)), y=array(shape=(3,), kinds=("positive",))),
    case("x ** {n}", x=ANY, n=choice(1, 2, 3, 0.5, 2.0)),
    case("x * x", x=ANY),
    case("-x", x=array(kinds=("whole", "signed", "wide", "bytes", "pixels"))),
    case("~(x > 0)", x=ANY),
    case("(x > 0) & (x < {n})", x=ANY, n=ints(0, 5)),
    *(case(f"x {operator} {{n}}", x=ANY, n=choice(0, 1, 0.5)) for operator in ("<", ">", "<=", ">=", "==", "!=")),
    case("x / x.max()", x=array(kinds=("pixels", "positive"))),
    case("(x - x.min()) / (x.max() - x.min())", x=array(rank=(2, 3), kinds=("pixels", "whole", "wide"))),
    case("(x - np.min(x)) / (np.max(x) - np.min(x))", x=array(rank=(2, 3), kinds=("wide", "signed"))),
    case("(x - x.mean()) / x.std()", x=TABLE),
    case("(x - x.mean(axis=0)) / (x.std(axis=0) + 1e-7)", x=TABLE),
    case("x = x / {n}\nr = 2 * x - 1", x=array(kinds=("pixels",)), n=choice(255, 255.0)),
    case("(x - 127.5) / 127.5", x=array(kinds=("pixels",))),
    case("1 - y", y=labels(classes=2)),
    case("y - 1", y=labels()),
    case("(x > {n}).astype('int32')", x=ANY, n=choice(0, 1)),
    case("x += {n}\nr = x", x=array(kinds=("wide", "whole")), n=ints(1, 9)),
]

SHAPING = [
    case("np.reshape(x, {shape})", x=array(shape=(4, 3)), shape=choice((2, 6), (-1,), (12, 1), (-1, 2), (2, -1, 2), -1)),
    case("x.reshape({shape})", x=array(shape=(4, 3)), shape=choice((2, 6), (-1,), (-1, 2), -1)),
    case("x.reshape(2, -1)", x=array(shape=(4, 3))),
    case("x.reshape(x.shape[0], -1)", x=array(rank=(2, 3))),
    case("x.reshape((len(x), -1))", x=array(rank=(2, 3))),
    case("y.reshape(-1, 1)", y=labels()),
    case("y.{name}()", name=text("ravel", "flatten", "squeeze"), y=labels(column=True)),
    case("np.ravel(x)", x=ANY),
    case("np.expand_dims(x, {axis})", x=ANY, axis=choice(0, 1, -1)),
    case("np.squeeze(x)", x=array(rank=(2, 3))),
    case("np.squeeze(x, axis=1)", x=array(shape=(5, 1))),
    case("np.transpose(x)", x=ANY),
    case("np.transpose(x, {order})", x=array(rank=3), order=choice((0, 2, 1), (2, 0, 1))),
    case("np.permute_dims(x, (1, 0))", x=TABLE),
    case("x.transpose()", x=ANY),
    case("x.transpose(0, 2, 1)", x=array(rank=3)),
    case("x.T", x=ANY),
    case("np.moveaxis(x, {a}, {b})", x=array(rank=3), a=choice(0, -1), b=choice(0, 1, -1)),
    case("np.rollaxis(x, 2)", x=array(rank=3)),
    case("np.swapaxes(x, 0, 1)", x=array(rank=(2, 3))),
    case("x.swapaxes(0, -1)", x=array(rank=(2, 3))),
    case("np.{name}(x)", name=text("atleast_1d", "atleast_2d"), x=ANY),
    case("np.flip(x)", x=ANY),
    case("np.{name}(x)", name=text("fliplr", "flipud", "rot90"), x=TABLE),
    case("np.roll(x, 1)", x=ANY),
    case("np.broadcast_to(x, (2, 3))", x=array(shape=(3,))),
    case("np.tile(x, {reps})", x=ANY, reps=choice(2, (2, 1), (1, 2, 1))),
    case("np.repeat(x, {n})", x=ANY, n=ints(1, 3)),
    case("np.repeat(x, {n}, axis={axis})", x=TABLE, n=ints(1, 3), axis=choice(0, 1, -1)),
    case("x.repeat(2, axis=0)", x=ANY),
    case("np.pad(x, {width})", x=TABLE, width=choice(1, ((0, 1), (2, 0)))),
    case("np.pad(x, 1, mode={mode})", x=array(shape=(4, 3)), mode=choice("constant", "edge", "reflect", "symmetric", "wrap")),
    case("np.pad(x, ((0, 0), (1, 1)), 'constant', constant_values=5)", x=TABLE),
    case("np.take(x, [0, 1])", x=array(shape=(4, 3))),
    case("np.take(x, [0, 1], axis={axis})", x=array(shape=(4, 3)), axis=choice(0, 1)),
    case("x.take([2, 0], axis=0)", x=array(shape=(4, 3))),
    case("x.copy()", x=ANY),
    case("x.view()", x=ANY),
    case("r = x.reshape(-1, 1)[:, 0]", x=FLAT),
]

JOINING = [
    case("np.concatenate([x, y])", x=array(shape=(4, 3)), y=array(shape=(2, 3))),
    case("np.concatenate((x, y), axis={axis})", x=array(shape=(4, 3)), y=array(shape=(4, 2)), axis=choice(1, -1)),
    case("np.concatenate([x, y], axis=None)", x=array(shape=(4, 3)), y=array(shape=(2,))),
    case("np.concatenate(x)", x=array(rank=(2, 3))),
    case("np.concat([x, x])", x=TABLE),
    case("np.concatenate([y, z])", y=labels(), z=labels(classes=4)),
    case(
        "np.{name}([x, y])",
        name=text("vstack", "row_stack", "stack", "hstack", "column_stack", "dstack"),
        x=array(shape=(3,)),
        y=array(shape=(3,)),
    ),
    case(
        "np.{name}((x, y))", name=text("vstack", "hstack", "stack", "column_stack"), x=array(shape=(4, 3)), y=array(shape=(4, 3))
    ),
    case("np.vstack([x, y])", x=array(shape=(4, 3)), y=array(shape=(3,))),
    case("np.stack([x, y], axis={axis})", x=array(shape=(4, 3)), y=array(shape=(4, 3)), axis=choice(0, 1, -1)),
    case("np.append(x, y)", x=array(rank=(1, 2)), y=FLAT),
    case("np.append(x, y, axis=0)", x=array(shape=(4, 3)), y=array(shape=(2, 3))),
    case("np.append(y, {n})", y=labels(), n=ints(0, 9)),
    case("np.insert(x, 0, 9)", x=FLAT),
    case("np.insert(x, 0, 9, axis=1)", x=TABLE),
    case("np.delete(x, 0)", x=FLAT),
    case("np.delete(x, {i}, axis={axis})", x=array(shape=(4, 3)), i=choice(0, [0, 1]), axis=choice(0, 1)),
    case("np.delete(y, 0, axis=1)", y=one_hot()),
    case("np.split(x, {n})", x=array(shape=(4, 3)), n=choice(1, 2, 4, [1, 3], [2])),
    case("np.array_split(x, {n})", x=array(shape=(5, 2)), n=choice(2, 3)),
    case("np.{name}(x, 2)", name=text("vsplit", "hsplit"), x=array(shape=(4, 2))),
]

REDUCING = ("max", "min", "mean", "std", "var", "sum", "median", "ptp", "amax", "amin", "average", "nanmax", "nanmin", "nanmean", "nanmedian",
            "nanstd", "nansum")  # fmt: skip
STATISTICS = [
    *(case(f"np.{name}(x)", x=ANY) for name in REDUCING),
    *(case(f"np.{name}(x, axis={{axis}})", x=TABLE, axis=AXIS) for name in REDUCING),
    *(case(f"np.{name}(x, axis={{axis}}, keepdims=True)", x=TABLE, axis=AXIS) for name in ("max", "mean", "std", "sum")),
    *(case(f"x.{name}()", x=ANY) for name in ("max", "min", "mean", "std", "var", "sum", "prod")),
    *(
        case(f"x.{name}(axis={{axis}})", x=TABLE, axis=AXIS)
        for name in ("max", "mean", "std", "argmax", "argmin", "prod", "any", "all")
    ),
    *(case(f"np.{name}([1, 5, 3])") for name in ("max", "min", "sum", "prod", "mean")),
    case("np.mean(x, dtype='float64')", x=ANY),
    case("np.std(x, ddof=1)", x=array(shape=(4, 3))),
    case("np.prod(x)", x=array(kinds=("small", "unit"))),
    case("np.prod((28, 28))"),
    case("np.{name}(x, {q})", name=text("percentile", "nanpercentile"), x=ANY, q=choice(5, 50, 99.9)),
    case("np.quantile(x, 0.5, axis={axis})", x=TABLE, axis=AXIS),
    case("np.{name}(x)", name=text("argmax", "argmin", "nanargmax"), x=ANY),
    case("np.argmax(x, axis={axis})", x=array(rank=(2, 3)), axis=choice(0, 1, -1)),
    case("np.argmax(y, axis=1)", y=one_hot()),
    case("x.argmax()", x=ANY),
    case("np.argsort(x)", x=ANY),
    case("x.argsort()", x=FLAT),
    case("np.sort(x)", x=ANY),
    case("np.sort(y)", y=labels()),
    case("x.sort()\nr = x", x=ANY),
    case("np.unique(x)", x=ANY),
    case("np.unique(y, return_counts=True)", y=labels()),
    case("len(np.unique(y))", y=labels()),
    case("len(np.unique([0, 1, 2, 2]))"),
    case("np.linalg.norm(x)", x=TABLE),
    case("np.linalg.norm(x, axis=1, keepdims=True)", x=TABLE),
    case("np.{name}(x)", name=text("cumsum", "cumprod"), x=array(kinds=("small", "unit", "pixels"))),
    case("np.diff(x)", x=ANY),
    case("x.cumsum()", x=ANY),
    case("x.cumprod()", x=array(kinds=("small", "unit"))),
    case("np.{name}(x > 0)", name=text("any", "all", "count_nonzero"), x=ANY),
    case("np.{name}(x, axis=0)", name=text("any", "all"), x=TABLE),
    case("x.item(0)", x=ANY),
    case("x.fill({n})\nr = x", x=ANY, n=choice(1, 0)),
    case("x.tolist()", x=ANY),
    case("max(x)", x=FLAT),
    case("min(x)", x=FLAT),
]

SIZE = choice(None, 3, (2, 3))
RANDOM = [
    case("np.random.{name}(2, 3)", name=text("rand", "randn")),
    case("np.random.{name}({size})", name=text("random", "random_sample", "ranf", "sample", "standard_normal"), size=SIZE),
    case("np.random.uniform({lo}, {hi}, {size})", lo=choice(-1, 0), hi=choice(1, 5.5), size=SIZE),
    case("np.random.uniform(size={size})", size=SIZE),
    case("np.random.normal({loc}, 1.0, {size})", loc=choice(0, 5), size=SIZE),
    case("np.random.normal(loc=0, scale=2, size={size})", size=SIZE),
    case("np.random.{name}(size={size})", name=text("exponential", "laplace", "lognormal", "gumbel", "logistic"), size=SIZE),
    case("np.random.chisquare(2, {size})", size=SIZE),
    case("np.random.gamma(2.0, 1.0, {size})", size=SIZE),
    case("np.random.multivariate_normal([0, 0], [[1, 0], [0, 1]], {size})", size=SIZE),
    case("np.random.poisson(3, {size})", size=SIZE),
    case("np.random.geometric(0.5, {size})", size=SIZE),
    case("np.random.binomial({n}, 0.5, {size})", n=choice(1, 4), size=SIZE),
    case("np.random.randint({hi}, size={size})", hi=ints(1, 9), size=SIZE),
    case("np.random.randint({lo}, {hi}, {size})", lo=ints(-3, 2), hi=ints(3, 9), size=choice(4, (5, 1), (2, 2))),
    case("np.random.randint(0, 256, (3, 2), dtype='uint8')"),
    case("np.random.choice({n}, {size})", n=ints(1, 6), size=choice(3, (2, 2))),
    case("np.random.choice(y, {size})", y=labels(), size=choice(3, (2, 2))),
    case("np.random.choice(['a', 'b'], 4)"),
    case("np.random.permutation({n})", n=ints(0, 5)),
    case("np.random.permutation(x)", x=ANY),
    case("np.random.shuffle(x)\nr = x", x=ANY),
    case("x = [1, 2, 3]\nnp.random.shuffle(x)\nr = x"),
    case("np.random.seed(0)\nr = np.random.rand(3)"),
    case("g = np.random.RandomState(0)\nr = g.{name}(2, 3)", name=text("rand", "randn")),
    case(
        "g = np.random.RandomState(0)\nr = g.{name}({size})", name=text("random_sample", "random", "standard_normal"), size=SIZE
    ),
    case("g = np.random.RandomState(0)\nr = g.uniform(-1, 1, {size})", size=SIZE),
    case(
        "g = np.random.RandomState(0)\nr = g.{name}(size={size})",
        name=text("normal", "exponential", "laplace", "lognormal"),
        size=SIZE,
    ),
    case("g = np.random.RandomState(0)\nr = g.gamma(2.0, size={size})", size=SIZE),
    case("g = np.random.RandomState(0)\nr = g.randint(0, 3, 5)"),
    case("g = np.random.RandomState(0)\nr = g.choice(x, 3)", x=FLAT),
    case("g = np.random.RandomState(0)\nr = g.permutation(x)", x=ANY),
    case("g = np.random.RandomState(0)\ng.shuffle(x)\nr = x", x=ANY),
    case("g = np.random.RandomState()\ng.seed(1)\nr = g.rand(2)"),
    case("g = np.random.default_rng(0)\nr = g.{name}({size})", name=text("random", "standard_normal"), size=SIZE),
    case("g = np.random.default_rng(0)\nr = g.uniform(0, 2, {size})", size=SIZE),
    case(
        "g = np.random.default_rng(0)\nr = g.{name}(size={size})",
        name=text("normal", "exponential", "laplace", "lognormal"),
        size=SIZE,
    ),
    case("g = np.random.default_rng(0)\nr = g.gamma(2.0, size={size})", size=SIZE),
    case("g = np.random.default_rng(0)\nr = g.integers(0, {hi}, {size})", hi=ints(1, 5), size=SIZE),
    case("g = np.random.default_rng(0)\nr = g.integers(0, 3, 4, endpoint=True)"),
    case("g = np.random.default_rng(0)\nr = g.choice(x, 2)", x=ANY),
    case("g = np.random.default_rng(0)\nr = g.{name}(x)", name=text("permutation", "permuted"), x=ANY),
    case("g = np.random.default_rng(0)\ng.shuffle(x)\nr = x", x=ANY),
]

ATTRIBUTES = [case(f"x.{name}", x=ANY) for name in ("shape", "ndim", "size", "dtype", "real", "flat")] + [
    case(f"np.{name}") for name in ("pi", "e", "inf", "newaxis")
]

IN_PLACE = [
    case("np.{name}(x, out=x)\nr = x", name=text("exp", "sqrt", "negative", "floor"), x=array(kinds=("positive",))),
    case("np.{name}(x, 2, out=x)\nr = x", name=text("multiply", "add", "divide"), x=array(kinds=("wide",))),
    case("np.clip(x, 0, 1, out=x)\nr = x", x=array(kinds=("wide", "unit"))),
    case("np.copyto(x, {n})\nr = x", x=ANY, n=choice(1, 3)),
    case("np.put(x, [0], 7)\nr = x", x=ANY),
    case("np.{name}(x, x > 0, 9)\nr = x", name=text("place", "putmask"), x=ANY),
    case("np.fill_diagonal(x, 5)\nr = x", x=TABLE),
    case("x.put([0], 6)\nr = x", x=FLAT),
]

INDEX = text(
    "0", "-1", "1:", ":2", "::2", "::-1", "...", ":, 0", ":, 1:", ":, :", "0, 0", ":, None", "..., None", "None", "[0, 1]", "[1, 0], :", ":, [0, 2]",
    "-2:", "1:1", ":, ::-1", "0, :", ":, np.newaxis", "..., np.newaxis", "1:3, 0:2", "np.arange(2)", "[0, 1], [1, 2]", "..., 0", "0:2, [0, 1]",
)  # fmt: skip
INDEXING = [
    case("import numpy as np\nr = x[{i}]", x=array(shape=(4, 3)), i=INDEX),
    case("import numpy as np\nr = x[{i}]", x=array(shape=(3, 4, 3)), i=INDEX),
    case("x[0, :, [0, 1]]", x=array(shape=(3, 4, 3))),
    case("x[x > 0]", x=ANY),
    case("x[m]", x=array(shape=(6, 2)), m=mask()),
    case("x[m, 0]", x=array(shape=(6, 2)), m=mask()),
    case("y[{i}]", y=one_hot(), i=text("0", ":2", ":, 0", ":, 1:", ":, :1", "[0, 1]", "..., None", "0, 1")),
    case("y[{i}]", y=labels(), i=text("0", ":2", "[0, 1]", ":, None", "::-1")),
    case("i = np.random.permutation(len(x))\nr = x[i]", x=array(rank=(1, 2))),
    case("x[1] = {n}\nr = x", x=array(shape=(4, 3)), n=choice(1, 0, 7)),
    case("x[x > {n}] = {n}\nr = x", x=array(kinds=("wide", "whole")), n=choice(1, 0, 7)),
    case("b = np.zeros((3, 2))\nfor i in range(3):\n    b[i] = x[i]\nr = b", x=array(shape=(3, 2))),
    case("rows = []\nfor i in range({n}):\n    rows.append(x[0])\nr = np.array(rows)", x=TABLE, n=choice(3, 60)),
    case("rows = [row / 2 for row in x]\nr = np.array(rows)", x=TABLE),
    case(
        "labels = []\nfor i in range(50):\n    if i % 2:\n        labels.append(0)\n    else:\n        labels.append(1)\nr = np.array(labels)"
    ),
    case("r = np.array([0] * 3 + [1] * 2)"),
    case("a, b = x / 2, x * 2\nr = a", x=ANY),
    case("w[{i}]", w=words(), i=text("0", ":2", "[0, 1]")),
]

CASES: list[Case] = [
    *CREATION, *ELEMENTWISE, *OPERATORS, *SHAPING, *JOINING, *STATISTICS, *RANDOM, *ATTRIBUTES, *IN_PLACE, *INDEXING,
]  # fmt: skip
