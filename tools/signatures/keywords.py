"""Find out which keyword names a callable takes through its ``**kwargs``.

Constructors are *tried*: each class is built with every plausible extra keyword, and one that it will not have under any value
does not count. Functions, which cannot be called without doing something, are *read*. Either way the answer is a sorted list of
names; ``*`` in it says that any further name is swallowed without complaint, ``?`` that we could not tell.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import logging
import warnings
from typing import TYPE_CHECKING, Any

from signatures.describe import only_raises, parameter_items, syntax_of
from signatures.samples import EXTRA_VALUES, sample_arguments

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ANYTHING = "*"
UNSURE = "?"
BOGUS = "no_such_keyword_anywhere"


def constructor_of(cls: type) -> Callable[..., Any]:
    """Return the function that says how ``cls`` is called: its ``__init__``, or one further up if that passes everything on."""
    makers = [maker for maker in _makers(cls) if not _passes_all_on(maker)]
    return makers[0] if makers else object.__init__


def _makers(cls: type) -> Iterator[Callable[..., Any]]:
    for owner in cls.__mro__:
        own = owner.__dict__
        maker = own.get("__init__") or own.get("__new__")
        if owner is not object and maker is not None:
            yield maker.__func__ if isinstance(maker, staticmethod) else maker


def _passes_all_on(function: Callable[..., Any]) -> bool:
    items = parameter_items(function, method=True)
    return items == ["*args", "**kwargs"] and not only_raises(function)


def accepted_by_class(cls: type) -> list[str]:
    """Build ``cls`` with one extra keyword after the other and list those that it accepts."""
    constructor = constructor_of(cls)
    arguments = sample_arguments(cls, constructor)
    if arguments is None or not _builds(cls, arguments):
        return [UNSURE]
    if _builds(cls, {**arguments, BOGUS: None}):
        return [ANYTHING]
    candidates = sorted(_candidates(cls) - _names(constructor))
    return [name for name in candidates if any(_builds(cls, {**arguments, name: value}) for value in _values(cls, name))]


def _builds(cls: type, arguments: dict[str, Any]) -> bool:
    """Say whether ``cls`` can be called like this; make no sound either way."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        logging.disable(logging.CRITICAL)
        try:
            cls(**arguments)
        except Exception:  # noqa: BLE001 - any failure at all means that this call is not accepted
            return False
        finally:
            logging.disable(logging.NOTSET)
    return True


def _constructors(cls: type) -> Iterator[Callable[..., Any]]:
    """Yield everything on the way up that may look into ``kwargs``."""
    for owner in cls.__mro__:
        for name in ("__init__", "_process_kwargs"):
            if inspect.isfunction(owner.__dict__.get(name)):
                yield owner.__dict__[name]


def _candidates(cls: type) -> set[str]:
    """Collect the names that some constructor declares or mentions."""
    found = set(EXTRA_VALUES)
    for function in _constructors(cls):
        found |= _names(function)
        tree = syntax_of(function)
        nodes = ast.walk(tree) if tree else ()
        found.update(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))
    return {name for name in found if name.isidentifier() and not name.startswith("_") and name != "self"}


def _names(function: Callable[..., Any], *, method: bool = True) -> set[str]:
    return set(_ordered_names(function, method=method))


def _ordered_names(function: Callable[..., Any], *, method: bool) -> list[str]:
    names = [_name(item).lstrip("*") for item in parameter_items(function, method=method) or []]
    return [name for name in names if name not in {"", "/"}]


def _name(item: str | list[Any] | dict[str, Any]) -> str:
    if isinstance(item, str):
        return item
    return str(item["name"] if isinstance(item, dict) else item[0])


def _values(cls: type, name: str) -> Iterator[Any]:
    """Yield values worth trying for ``name``: what some constructor has as its default, then one of each sort."""
    for function in _constructors(cls):
        parameter = inspect.signature(function).parameters.get(name)
        if parameter is not None and parameter.default is not parameter.empty:
            yield parameter.default
    if name in EXTRA_VALUES:
        yield EXTRA_VALUES[name]
    yield from (None, True, 1, 0.5, "x", (4,), [1])


def accepted_by_function(function: Callable[..., Any]) -> list[str]:
    """Read in the source of ``function`` which names it looks for in its ``**kwargs``, or what it hands them to."""
    tree = syntax_of(function)
    if tree is None or tree.args.kwarg is None:
        return [UNSURE]
    variable = tree.args.kwarg.arg
    names = {name for node in ast.walk(tree) for name in looked_up(node, variable)}
    if any(_complains(node, variable) for node in ast.walk(tree)):
        return sorted(names)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _hands_on(node, variable)]
    names |= _accepted_behind(inspect.unwrap(function), calls[0]) if len(calls) == 1 else {UNSURE}
    return sorted(names - _names(function, method=False), key=lambda name: (name == UNSURE, name))


def _hands_on(call: ast.Call, variable: str) -> bool:
    return any(keyword.arg is None and ast.unparse(keyword.value) == variable for keyword in call.keywords)


def _accepted_behind(function: Callable[..., Any], call: ast.Call) -> set[str]:
    """List what the callee of ``call`` accepts and is not given already, provided that ``function`` knows it as a global."""
    callee = _global(function, call.func)
    is_class = inspect.isclass(callee)
    if not is_class and not inspect.isfunction(callee):
        return {UNSURE}
    target = constructor_of(callee) if is_class else callee
    by_position = _ordered_names(target, method=is_class)[: len(call.args)]
    given = {*by_position, *(keyword.arg for keyword in call.keywords), _var_keyword(target)}
    rest = accepted_by_class(callee) if is_class else accepted_by_function(callee) if _var_keyword(callee) else []
    return (_names(target, method=is_class) | set(rest)) - given


def _global(function: Callable[..., Any], expression: ast.expr) -> Any:
    """Look up a dotted name among the globals of ``function``; ``None`` for anything else."""
    if isinstance(expression, ast.Attribute):
        return getattr(_global(function, expression.value), expression.attr, None)
    return function.__globals__.get(expression.id) if isinstance(expression, ast.Name) else None


def _var_keyword(function: Callable[..., Any]) -> str:
    parameters = inspect.signature(function).parameters.values()
    return next((parameter.name for parameter in parameters if parameter.kind is parameter.VAR_KEYWORD), "")


def looked_up(node: ast.AST, variable: str) -> Iterator[str]:
    """Yield the name for which ``node`` looks in the dictionary ``variable``, if it does."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=used), attr="pop" | "get"), args=[ast.Constant(value=str(name)), *_]):
            if used == variable:
                yield name
        case ast.Subscript(value=ast.Name(id=used), slice=ast.Constant(value=str(name))):
            if used == variable:
                yield name
        case ast.Compare(left=ast.Constant(value=str(name)), ops=[ast.In()], comparators=[ast.Name(id=used)]):
            if used == variable:
                yield name


def _complains(node: ast.AST, variable: str) -> bool:
    """Recognise ``if kwargs: ... raise``, which turns away every name that is left."""
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == variable
        and any(isinstance(inner, ast.Raise) for inner in ast.walk(node))
    )
