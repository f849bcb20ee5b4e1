"""Read what Keras 1 and the package Keras 2.2 offered out of their source, which no Python of today can import."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from signatures.items import Item
from signatures.keywords import looked_up

Definition = ast.FunctionDef | ast.ClassDef

# Implementations, and modules for the tests of Keras itself, from which nobody imports.
SKIPPED = ("theano_backend", "cntk_backend", "test_utils", "interfaces")

# What every layer has in its own way and no program calls.
ROUTINE = {"assert_input_compatibility", "build", "call", "compute_mask", "compute_output_shape", "from_config", "get_config"}


class Sources:
    """The modules of one package, parsed."""

    def __init__(self, folder: Path) -> None:
        """Parse all modules below ``folder``, the package itself."""
        self.modules: dict[str, ast.Module] = {}
        self.packages: set[str] = set()
        self._exports: dict[str, dict[str, str]] = {}
        for path in sorted(folder.rglob("*.py")):
            if path.stem not in SKIPPED:
                parts = [folder.name, *path.relative_to(folder).with_suffix("").parts]
                if parts[-1] == "__init__":
                    parts.pop()
                    self.packages.add(".".join(parts))
                self.modules[".".join(parts)] = ast.parse(path.read_text(encoding="utf-8"))

    def exports(self, module: str) -> dict[str, str]:
        """Map the public names in ``module`` to where they are defined: ``keras.layers.core.Dense``."""
        if module not in self._exports:
            found = self._exports[module] = {}  # modules that import each other see what is there so far, as in Python
            for node in _statements(self.modules[module].body):
                found.update(self._named(node, module))
        return {name: target for name, target in self._exports[module].items() if not name.startswith("_")}

    def _named(self, node: ast.stmt, module: str) -> dict[str, str]:
        """Return the names that a statement of ``module`` gives to functions and classes."""
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                return {name: f"{module}.{name}"}
            case ast.Assign(targets=targets, value=ast.Name(id=other)) if other in self._exports[module]:
                return {target.id: self._exports[module][other] for target in targets if isinstance(target, ast.Name)}
            case ast.ImportFrom():
                return self._imported(node, module)
        return {}

    def _imported(self, node: ast.ImportFrom, module: str) -> dict[str, str]:
        """Return what an import from another module of the package brings, if people would import it from here."""
        source = self._absolute(node, module)
        if source not in self.modules or not self._passes_on(module, source):
            return {}
        exports = self.exports(source)
        if node.names[0].name == "*":
            return exports
        return {alias.asname or alias.name: exports[alias.name] for alias in node.names if alias.name in exports}

    def _passes_on(self, module: str, source: str) -> bool:
        """Say whether what ``module`` imports from ``source`` counts as its own: packages collect, siblings share."""
        package = module if module in self.packages else module.rpartition(".")[0]
        is_engine = source.startswith("keras.engine") and (module == "keras.models" or package == "keras.layers")
        is_sibling = source not in self.packages and source.rpartition(".")[0] == package
        return module in self.packages or is_sibling or is_engine

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

    def public(self, canonical: Callable[[str], str]) -> dict[str, str]:
        """Map where things are defined to their canonical names."""
        found: dict[str, str] = {}
        for module in sorted(self.modules, key=_unusual):
            for name, target in self.exports(module).items():
                found.setdefault(target, canonical(f"{module}.{name}"))
        return found

    def other_spellings(self, canonical: Callable[[str], str]) -> dict[str, str]:
        """Map the spellings that ``canonical`` does not see through to canonical names."""
        public = self.public(canonical)
        written = {f"{module}.{name}": public[to] for module in self.modules for name, to in self.exports(module).items()}
        return {name: to for name, to in written.items() if canonical(name) != to}

    def symbols(self, canonical: Callable[[str], str]) -> dict[str, Any]:
        """Describe every public function and class under its canonical name, methods included."""
        public = self.public(canonical)
        found: dict[str, Any] = {}
        for target, name in sorted(public.items(), key=lambda pair: pair[1]):
            found.update(self._described(self.definition(target), name, target, public))
        return dict(sorted(found.items()))

    def _described(self, node: Definition, name: str, target: str, public: dict[str, str]) -> Iterator[tuple[str, Any]]:
        if isinstance(node, ast.FunctionDef):
            yield name, describe_function(node, "function", bases=[])
            return
        ancestors = list(self._bases(node, target))
        bases = [public[base] for base in ancestors if base in public][:1]
        classes = [node, *(self.definition(base) for base in ancestors)]
        constructor = next((made for made in map(_constructor, classes) if made is not None), None)
        record = describe_function(constructor, "class", bases) if constructor else {"kind": "class", "parameters": []}
        yield name, {**record, **({"bases": bases} if bases else {})}
        for member in node.body:
            if isinstance(member, ast.FunctionDef) and _is_method(member):
                yield f"{name}.{member.name}", describe_function(member, "method", bases=[])

    def _bases(self, node: ast.ClassDef, target: str) -> Iterator[str]:
        """Yield where the classes are defined that a class inherits from, the nearest first."""
        exports = self._exports[target.rpartition(".")[0]] | self._imports_of(target.rpartition(".")[0])
        for base in node.bases:
            if isinstance(base, ast.Name) and base.id in exports:
                yield exports[base.id]
                definition = self.definition(exports[base.id])
                if isinstance(definition, ast.ClassDef):
                    yield from self._bases(definition, exports[base.id])

    def _imports_of(self, module: str) -> dict[str, str]:
        """Return all that a module imports by name, including what it does not pass on."""
        found: dict[str, str] = {}
        for node in self.modules[module].body:
            source = self._absolute(node, module) if isinstance(node, ast.ImportFrom) else ""
            if isinstance(node, ast.ImportFrom) and source in self.modules:
                exports = self.exports(source)
                found |= {alias.name: exports[alias.name] for alias in node.names if alias.name in exports}
        return found


def _constructor(node: Definition) -> ast.FunctionDef | None:
    return next((member for member in node.body if isinstance(member, ast.FunctionDef) and member.name == "__init__"), None)


def _is_method(node: ast.FunctionDef) -> bool:
    """Say whether a member of a class is a public method that programs call; properties are none."""
    is_property = any(ast.unparse(decorator).endswith(("property", ".setter")) for decorator in node.decorator_list)
    is_routine = node.name in ROUTINE or node.name.startswith(("_", "on_", "get_output_shape"))
    return not is_property and not is_routine


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
