"""Read what Keras 1 and the package Keras 2.2 offered out of their source, which no Python of today can import."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from signatures.items import Item
from signatures.keywords import looked_up

Definition = ast.FunctionDef | ast.ClassDef

# Implementations and helpers that nobody imports from.
SKIPPED = ("theano_backend", "cntk_backend", "test_utils", "interfaces")

# What every layer has in its own way and no program calls.
ROUTINE = {"assert_input_compatibility", "build", "call", "compute_mask", "compute_output_shape", "from_config", "get_config"}


class Sources:
    """The modules of one package, parsed."""

    def __init__(self, folder: Path) -> None:
        """Parse all modules below ``folder``, the package itself."""
        self.modules: dict[str, ast.Module] = {}
        self.packages: set[str] = set()
        for path in sorted(folder.rglob("*.py")):
            if path.stem not in SKIPPED:
                parts = [folder.name, *path.relative_to(folder).with_suffix("").parts]
                if parts[-1] == "__init__":
                    parts.pop()
                    self.packages.add(".".join(parts))
                self.modules[".".join(parts)] = ast.parse(path.read_text(encoding="utf-8"))

    def exports(self, module: str) -> dict[str, str]:
        """Map the public names in ``module`` to where they are defined: ``keras.layers.core.Dense``."""
        found: dict[str, str] = {}
        for node in _statements(self.modules[module].body):
            match node:
                case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                    found[name] = f"{module}.{name}"
                case ast.Assign(targets=targets, value=ast.Name(id=other)) if other in found:
                    found |= {target.id: found[other] for target in targets if isinstance(target, ast.Name)}
                case ast.ImportFrom():
                    found |= self._imported(node, module)
        return {name: target for name, target in found.items() if not name.startswith("_")}

    def _imported(self, node: ast.ImportFrom, module: str) -> dict[str, str]:
        """Return what an import from another module of the package brings."""
        source = self._absolute(node, module)
        if source not in self.modules:
            return {}
        exports = self.exports(source)
        if node.names[0].name == "*":
            return exports
        return {alias.asname or alias.name: exports[alias.name] for alias in node.names if alias.name in exports}

    def _absolute(self, node: ast.ImportFrom, module: str) -> str:
        if not node.level:
            return node.module or ""
        parts = module.split(".")
        base = parts[: len(parts) - node.level + (module in self.packages)]
        return ".".join([*base, *([node.module] if node.module else [])])

    def definition(self, target: str) -> Definition:
        """Return the definition that ``exports`` named."""
        module, _, name = target.rpartition(".")
        found = [n for n in _statements(self.modules[module].body) if isinstance(n, Definition) and n.name == name]
        return found[-1]

    def symbols(self, canonical: Callable[[str], str]) -> dict[str, Any]:
        """Describe every public function and class under its canonical name, methods included."""
        public: dict[str, str] = {}
        for module in sorted(self.modules, key=_unusual):
            for name, target in self.exports(module).items():
                public.setdefault(target, canonical(f"{module}.{name}"))
        found: dict[str, Any] = {}
        for target, name in sorted(public.items(), key=lambda pair: pair[1]):
            found.update(self._described(self.definition(target), name, target, public))
        return dict(sorted(found.items()))

    def _described(self, node: Definition, name: str, target: str, public: dict[str, str]) -> Iterator[tuple[str, Any]]:
        if isinstance(node, ast.FunctionDef):
            yield name, describe_function(node, "function", bases=[])
            return
        exports = self.exports(target.rpartition(".")[0])
        bases = [public[exports[base.id]] for base in node.bases if isinstance(base, ast.Name) and base.id in exports]
        methods = {member.name: member for member in node.body if isinstance(member, ast.FunctionDef)}
        constructor = methods.get("__init__")
        record = describe_function(constructor, "class", bases) if constructor else {"kind": "class", "parameters": ["**kwargs"]}
        if constructor is None and bases:
            record["rest"] = bases
        yield name, {**record, **({"bases": bases} if bases else {})}
        for member, method in methods.items():
            if not member.startswith("_") and member not in ROUTINE and not member.startswith("get_output_shape"):
                yield f"{name}.{member}", describe_function(method, "method", bases=[])


def _unusual(module: str) -> tuple[int, bool, str]:
    """Order modules such that the ones from which people import come first."""
    return module.count("."), module.startswith(("keras.engine", "keras.legacy")), module


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Yield the statements of a module, those under conditions too."""
    for node in body:
        yield node
        match node:
            case ast.If():
                yield from _statements(node.body)
                yield from _statements(node.orelse)
            case ast.Try():
                yield from _statements(node.body)


def describe_function(node: ast.FunctionDef, kind: str, bases: list[str]) -> dict[str, Any]:
    """Describe a function in the stored form; what a constructor does not look at in its ``**kwargs`` goes to its bases."""
    decorators = {ast.unparse(decorator) for decorator in node.decorator_list}
    skipped = 0 if kind == "function" or "staticmethod" in decorators else 1
    record: dict[str, Any] = {"kind": kind, "parameters": list(_items(node.args))[skipped:]}
    if node.args.kwarg is not None:
        names = {name for inner in ast.walk(node) for name in looked_up(inner, node.args.kwarg.arg)}
        names |= {name for inner in ast.walk(node) for name in _allowed(inner)}
        rest = sorted(names) + bases
        record |= {"rest": rest} if rest else {}
    return record


def _items(arguments: ast.arguments) -> Iterator[Item]:
    required = len(arguments.args) - len(arguments.defaults)
    for index, argument in enumerate(arguments.args):
        yield argument.arg if index < required else _with_default(argument.arg, arguments.defaults[index - required])
    if arguments.vararg is not None:
        yield f"*{arguments.vararg.arg}"
    if arguments.kwarg is not None:
        yield f"**{arguments.kwarg.arg}"


def _with_default(name: str, node: ast.expr) -> Item:
    try:
        return [name, ast.literal_eval(node)]
    except ValueError:
        return {"name": name, "repr": ast.unparse(node)}


def _allowed(node: ast.AST) -> Iterator[str]:
    """Yield the names in ``allowed_kwargs = {...}``."""
    match node:
        case ast.Assign(targets=[ast.Name(id="allowed_kwargs")], value=ast.Set(elts=elements)):
            yield from (str(element.value) for element in elements if isinstance(element, ast.Constant))
