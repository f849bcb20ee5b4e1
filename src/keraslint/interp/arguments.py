"""Arguments of a call: evaluated in order, ``*`` and ``**`` unpacked where their content is known, and bound to parameters."""

from __future__ import annotations

from dataclasses import dataclass, field

import libcst as cst

from keraslint.interp.machine import Interpreter
from keraslint.interp.targets import sequence_of
from keraslint.values import Argument, Dict, Gap, Instance, Value


@dataclass(slots=True)
class Arguments:
    """The arguments of a call; ``exact`` is false where a ``*`` or ``**`` argument may hold more than was found.

    ``receiver`` is the object on which a method of the program is called.
    """

    positional: list[Argument] = field(default_factory=list)
    keywords: dict[str, Argument] = field(default_factory=dict)
    exact: bool = True
    receiver: Value | None = None

    @classmethod
    def of(cls, *values: Value, **keywords: Value) -> Arguments:
        """Return arguments that are not written anywhere."""
        return cls([Argument(value) for value in values], {name: Argument(value) for name, value in keywords.items()})

    def first(self, *names: str) -> Argument | None:
        """Return the first positional argument, or else the one given under any of ``names``."""
        if self.positional:
            return self.positional[0]
        return next((self.keywords[name] for name in names if name in self.keywords), None)


def evaluate_arguments(machine: Interpreter, nodes: object) -> Arguments:
    """Evaluate the arguments of a call."""
    found = Arguments()
    for node in nodes:  # type: ignore[attr-defined]
        assert isinstance(node, cst.Arg)
        value = machine.evaluate(node.value)
        place = machine.place(node.value)
        if node.star == "*":
            content = sequence_of(value)
            if content is None:
                found.exact = False
                continue
            for item in content.items:
                if isinstance(item, Gap):
                    found.exact = False
                    break
                found.positional.append(Argument(item, place, None, len(found.positional)))
        elif node.star == "**":
            entries = value.fields.get("items") if isinstance(value, Instance) and value.kind == "dict" else None
            if not isinstance(entries, Dict) or not entries.complete:
                found.exact = False
            if isinstance(entries, Dict):
                for key, item in entries.entries:
                    if isinstance(key, str):
                        found.keywords[key] = Argument(item, place, key)
        elif node.keyword is not None:
            found.keywords[node.keyword.value] = Argument(value, place, node.keyword.value)
        else:
            found.positional.append(Argument(value, place, None, len(found.positional)))
    return found


def bind_to(names: list[str], arguments: Arguments) -> tuple[dict[str, Argument], dict[str, Argument]]:
    """Bind arguments to parameters by position and name; return those bound and those that fit no parameter."""
    bound: dict[str, Argument] = {}
    unexpected: dict[str, Argument] = {}
    for index, argument in enumerate(arguments.positional):
        if index < len(names):
            bound[names[index]] = argument
        else:
            unexpected[f"#{index}"] = argument
    for name, argument in arguments.keywords.items():
        if name in names and name not in bound:
            bound[name] = argument
        else:
            unexpected[name] = argument
    return bound, unexpected
