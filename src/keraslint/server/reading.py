"""One version of a document, linted; and what its expressions are, worked out when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from keraslint.analysis import Failed, problem
from keraslint.findings import Diagnostic, Finding
from keraslint.interp.modules import Modules
from keraslint.interp.observe import Sighting, observe
from keraslint.ir import Layer, Model, Program
from keraslint.libs.keras import kinds
from keraslint.limits import KIND, UNSAFE
from keraslint.options import Failure
from keraslint.project import Project
from keraslint.recover.graph import graph
from keraslint.recover.program import program_of
from keraslint.server.documents import Document
from keraslint.source import Place, Span
from keraslint.values import Instance
from keraslint.weight import TooHeavy

if TYPE_CHECKING:
    from keraslint.engine import Engine
    from keraslint.rules import Rule


class Study:
    """What the expressions of a document are, with the models and training setups in it."""

    def __init__(self, document: Document, project: Project) -> None:
        """Run the document and keep what each of its expressions was; ``project`` has it parsed, if it was linted last.

        Raises:
            SyntaxFailure: it does not parse.
        """
        tree = project.open(document.file)
        observer = observe(tree, Modules(project).imports())
        self.program: Program = program_of(tree.file, observer.recorder)
        self.models: dict[int, Model] = {}
        """The models by the identity of the object."""
        self.layers: dict[object, Layer] = {}
        """The layers by the expression that makes them, and by the call on a tensor that puts them into the model."""
        for record in observer.recorder.compiles:
            if record.instance is not None and isinstance(record.model, Model):
                self._take(record.instance, record.model)
        for value in observer.values.values():
            if isinstance(value, Instance) and kinds.is_model(value.api) and value.identity not in self.models:
                found = graph(value)
                if isinstance(found, Model):
                    self._take(value, found)
        self._sightings = tuple(observer.sightings())

    def _take(self, instance: Instance, model: Model) -> None:
        self.models[instance.identity] = model
        for layer in model.flat():
            for place in (layer.place, layer.call_place):
                if place is not None and place.node is not None:
                    self.layers.setdefault(place.node, layer)

    def at(self, spot: Span) -> list[Sighting]:
        """Return the expressions that a reader who points at ``spot`` may mean, from the innermost out.

        A call is meant by the name that is called, not by what stands between its brackets.
        """
        found = [one for one in self._sightings if (one.function or one.place).span.contains(spot)]
        return sorted(found, key=_size)

    def layer_places(self) -> Iterator[tuple[Place, Layer]]:
        """Walk the layers of this document, each with the expression that is its whole: the call on a tensor, if there is one."""
        seen: set[int] = set()
        for model in self.models.values():
            for layer in model.layers:
                place = layer.call_place or layer.place
                if place is not None and place.node in self.layers and id(place.node) not in seen:
                    seen.add(id(place.node))
                    yield place, layer


def _size(sighting: Sighting) -> tuple[int, int]:
    span = sighting.place.span
    lines = span.end_line - span.line
    return lines, span.end_column - span.column if not lines else 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a training said of a finding: ``confirmed``, ``refuted`` and so on, and what it is based on."""

    word: str
    evidence: str


@dataclass(frozen=True)
class Reading:
    """One version of a document with what there is to say about it.

    ``rules`` are all that may speak there, by code; ``verdicts`` are by code and number of the setup.
    """

    document: Document
    findings: tuple[Finding, ...] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    rules: Mapping[str, Rule] = field(default_factory=dict)
    project: Project = field(default_factory=Project, repr=False)
    verdicts: Mapping[tuple[str, int], Verdict] = field(default_factory=dict)

    @cached_property
    def study(self) -> Study | None:
        """What the expressions of the document are; ``None`` where it does not parse."""
        try:
            return Study(self.document, self.project)
        except (Exception, TooHeavy):  # noqa: BLE001 - hovering over code that cannot be analysed shows nothing; the lint says why
            return None


def read(document: Document, engine: Engine) -> Reading:
    """Lint a version of a document."""
    try:
        engine.begin()
        how = engine.plan_for(document.path)
    except Failure as failure:
        return Reading(document, (), (problem(document.file.path, "invalid-configuration", str(failure)),))
    rules = {rule.code: rule for rule in how.known}
    try:
        remarks = engine.lint(document.file, how)
    except TooHeavy:
        heavy = problem(document.path, KIND, f"the file is not linted: {UNSAFE}")
        return Reading(document, (), (heavy,), rules, engine.project)
    except Failed as failed:
        return Reading(document, (), (failed.diagnostic,), rules, engine.project)
    return Reading(document, tuple(remarks.findings), tuple(remarks.diagnostics), rules, engine.project)
