"""Run a program statement by statement, so that one that fails costs what depends on it and no more."""

from __future__ import annotations

import ast
import signal
import sys
import types
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import MagicMock

import keras

from fidelity.real import files, legacy, observe
from fidelity.real.modules import install_stand_ins


class OutOfTime(BaseException):
    """The program has used up its time."""


def run(path: str, text: str, seconds: float, *, strict: bool) -> dict[str, Any]:
    """Run the program ``text`` as if it stood at ``path``, and return its setups and the statements that failed.

    With ``strict`` nothing is made up: a module that is missing is missing.
    """
    warnings.simplefilter("ignore")
    observe.start(path)
    if not strict:
        legacy.install()
        files.install()
        install_stand_ins(str(Path(path).parent))
    module = types.ModuleType("__main__")
    module.__file__ = path
    module.__dict__["get_ipython"] = MagicMock()
    sys.modules["__main__"] = module
    sys.path.insert(0, str(Path(path).parent))
    sys.argv = [path]
    failures: list[dict[str, Any]] = []
    finished = True
    signal.signal(signal.SIGALRM, _late)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        for statement in ast.parse(text, path).body:
            code = compile(ast.Module([statement], []), path, "exec")
            try:
                exec(code, module.__dict__)  # noqa: S102 - to run programs is what this is for
            except (Exception, SystemExit) as error:  # noqa: BLE001 - anything can go wrong in a program
                failures.append({"line": statement.lineno, "reason": f"{type(error).__name__}: {error}"[:300]})
                if strict:
                    finished = False
                    break
                _spoil(statement, module.__dict__)
    except OutOfTime:
        finished = False
        failures.append({"line": 0, "reason": "it takes too long"})
    except SyntaxError as error:
        finished = False
        failures.append({"line": error.lineno or 0, "reason": f"SyntaxError: {error.msg}"})
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
    return {"setups": observe.finish(), "failures": failures, "finished": finished}


def _late(_signal: int, _frame: object) -> None:
    raise OutOfTime


def _spoil(statement: ast.stmt, names: dict[str, Any]) -> None:
    """Unbind what a failed statement leaves in a state that the whole program would not have.

    These are the names that it binds, and the objects that it may have changed half-way.
    """
    for name in set(_touched(statement)):
        value = names.get(name)
        if isinstance(value, types.ModuleType | type) or (callable(value) and not isinstance(value, keras.Layer)):
            continue
        names.pop(name, None)


def _touched(statement: ast.stmt) -> Iterator[str]:
    for node in ast.walk(statement):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.Call(func=ast.Attribute(value=ast.Name(id=name))):
                yield name
            case ast.Attribute(value=ast.Name(id=name), ctx=ast.Store()):
                yield name
            case ast.Subscript(value=ast.Name(id=name), ctx=ast.Store()):
                yield name
