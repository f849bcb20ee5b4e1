"""Programs over Python's own functions and types."""

from __future__ import annotations

from soundness.draws import array, choice, ints, labels, text
from soundness.programs import Case, case

LISTS = text(
    "[1, 2, 3]", "(4, 5)", "[]", "range(4)", "'abc'", "{'a': 1, 'b': 2}", "[[1], [2]]", "{1, 2, 2}", "zip([1, 2], [3, 4])"
)

NUMBERS = [
    case("{name}({value})", name=text("int", "float", "abs", "bool", "round"), value=choice(3, -2.7, 0, True, 1.5)),
    case("int({word}, {base})", word=choice("11", "7f"), base=choice(16)),
    case("float('1e-3')"),
    case("{a} is {b}", a=text("1", "True", "None", "1.0"), b=text("True", "None")),
    case("list(range(9))[slice({a}, {b})]", a=text("None", "2", "-4"), b=text("None", "7", "-1")),
    case("x[slice(1, 3)]", x=array(shape=(4, 3), kinds=("unit",))),
    case("{name}(x)", name=text("int", "float", "abs", "round"), x=array(shape=(1,), kinds=("signed", "wide", "unit"))),
    case("abs(x)", x=array(rank=(1, 2))),
    case("int(np.ceil({n} / 32))", n=ints(1, 100)),
    case("round({value}, {n})", value=choice(3.14159, 2.5), n=ints(0, 3)),
    case("{name}({values})", name=text("min", "max", "sum", "sorted", "any", "all"), values=text("[3, 1, 2]", "(0.5, 2)", "range(1, 5)")),
    case("{name}(4, 2, 9)", name=text("min", "max")),
    case("sum([1, 2], 10)"),
    case("pow({a}, {b})", a=choice(2, 0.5), b=choice(2, 3)),
    case("sorted({values}, reverse=True)", values=text("[3, 1, 2]", "['b', 'a']")),
    *(case(f"math.{name}({{value}})", value=choice(0.5, 2, 9.7)) for name in (
        "ceil", "floor", "sqrt", "exp", "log", "log2", "log10", "log1p", "sin", "cos", "tan", "tanh", "atan", "radians", "degrees", "fabs",
        "trunc", "isnan",
    )),
    *(case(f"math.{name}({{a}}, {{b}})", a=choice(4, 9), b=choice(2, 3)) for name in ("pow", "gcd", "hypot", "isclose", "comb")),
    *(case(f"math.{name}") for name in ("pi", "e", "inf")),
    case("math.isnan(math.nan)"),
    case("np.isnan(np.nan)"),
]  # fmt: skip

SEQUENCES = [
    case(
        "{name}({values})",
        name=text("len", "list", "tuple"),
        values=text("[1, 2, 3]", "(4, 5)", "range(4)", "'abc'", "{'a': 1, 'b': 2}"),
    ),
    case("len({values})", values=text("{1, 2, 2}", "set([1, 1])", "frozenset([1, 2])")),
    case("len(x)", x=array(rank=(1, 2))),
    case("len(set(y))", y=labels()),
    case("list(set([3, 3]))"),
    case("list({f}({values}))", f=text("enumerate", "reversed", "iter"), values=text("[1, 2]", "(4, 5)")),
    case("list(enumerate([7, 8], 1))"),
    case("list(zip([1, 2], 'ab'))"),
    case("[a + b for a, b in zip([1, 2], [3, 4])]"),
    case("list(map(lambda v: v * 2, {values}))", values=text("[1, 2]", "range(50)")),
    case("list(filter(lambda v: v > 1, [1, 2, 3]))"),
    case("next(iter([1, 2]))"),
    case("sum(i * v for i, v in enumerate([1, 2]))"),
    case("r = print('x')"),
    case(
        "isinstance({value}, {kind})",
        value=text("1", "'a'", "[1]", "{}", "True", "1.5"),
        kind=text("int", "str", "list", "dict", "float"),
    ),
    case("a = [1]\na.append(2)\na.extend([3, 4])\na.insert(0, 9)\nr = a"),
    case("a = [1, 2, 3]\nb = a.pop()\nc = a.pop(0)\nr = [a, b, c]"),
    case("a = [3, 1, 2]\na.sort()\na.reverse()\nr = a"),
    case("a = [3, 1]\na.remove(3)\nr = a"),
    case("a = [3, 1]\nb = a.copy()\na.clear()\nr = [a, b]"),
    case("r = [[1, 2].index(2), [1, 1].count(1), (1, 2).index(1), (2, 2).count(2)]"),
    case("s = {1}\ns.add(2)\ns.update([3])\nr = s"),
    case("s = {1}\ns.clear()\nr = s"),
    case("d = collections.deque([1, 2])\nd.append(3)\nd.extend([4])\na = d.popleft()\nb = d.pop()\nr = [a, b]"),
    case("a = [1] * {n}\nr = len(a)", n=ints(0, 5)),
]

MAPPINGS = [
    case("dict(a=1, b=[2])"),
    case("dict([('a', 1), ('b', 2)])"),
    case("dict(zip(['a', 'b'], [1, 2]))"),
    case("collections.OrderedDict([('a', 1)])"),
    case("len(collections.Counter('aab'))"),
    case("d = collections.defaultdict(list)\nr = len(d)"),
    case("d = {'a': 1, 'b': 2}\nr = [list(d.keys()), list(d.values()), list(d.items()), len(d)]"),
    case("d = {'a': 1}\nd['b'] = 2\nd.update({'a': 3}, c=4)\nr = d"),
    case("d = {'a': 1}\nr = [d.get('a'), d.get('z'), d.get('z', 7), d.pop('a'), d.setdefault('q', 5), d]"),
    case("d = {'a': 1}\ne = d.copy()\nd.clear()\nr = [d, e]"),
    case("d = {'a': 1, 'b': 2}\ndel d['a']\nr = d"),
    case("a = [1, 2, 3]\ndel a[0]\nr = a"),
    case("{k: v * 2 for k, v in {'a': 1}.items()}"),
]

STRINGS = [
    *(case(f"'aXbXc '.{name}()") for name in (
        "lower", "upper", "strip", "lstrip", "rstrip", "title", "capitalize", "isdigit", "isalpha", "swapcase", "isupper", "islower", "casefold",
        "split", "splitlines", "rsplit", "encode",
    )),
    *(case(f"'aXbXc'.{name}('X')") for name in (
        "startswith", "endswith", "find", "rfind", "count", "split", "rsplit", "partition", "rpartition", "removeprefix", "removesuffix", "index",
    )),
    case("'7'.zfill(3)"),
    case("'aXb'.replace('X', '-')"),
    case("'{0}-{1:03d}-{name}'.format('a', 7, name='z')"),
    case("'-'.join(['a', 'b'])"),
    case("str({value})", value=choice(1, 2.5, "a", True)),
    case("os.path.join('a', 'b', 'c.txt')"),
    case("[os.path.basename('a/b.txt'), os.path.dirname('a/b.txt'), os.path.normpath('a/../b')]"),
]  # fmt: skip

LIBRARY = [
    case("f = functools.partial(max, 5)\nr = f(3)"),
    case("functools.reduce(lambda a, b: a + b, [1, 2, 3])"),
    case("[a * b for a, b in itertools.product([1, 2], [3, 4])]"),
    case("list(itertools.chain([1], [2, 3]))"),
    case("list(itertools.chain.from_iterable([[1], [2, 3]]))"),
    case("copy.{name}({value})", name=text("copy", "deepcopy"), value=text("[1, [2]]", "{'a': 1}", "3")),
    case("copy.copy(x)", x=array()),
    case("random.seed(0)\nr = random.{name}([1, 1])", name=text("choice")),
    case("random.{name}([3, 3], k=2)", name=text("sample", "choices")),
    case("a = [2, 2]\nrandom.shuffle(a)\nr = a"),
    case(
        "random.{call}", call=text("random()", "randint(0, 3)", "uniform(0, 1)", "gauss(0, 1)", "randrange(3)", "getrandbits(3)")
    ),
]

CASES: list[Case] = [*NUMBERS, *SEQUENCES, *MAPPINGS, *STRINGS, *LIBRARY]
