"""The training setup that a program describes: what rules judge, what ``keraslint show`` prints, what an experiment rebuilds.

Everything here is immutable and free of syntax. A ``Fact`` is one recovered value with its place; what could not be recovered is
``Unknown`` with its reason and equals nothing, so a rule that matches on facts is silent where nothing is known.
"""

from keraslint.ir.facts import ABSENT, Component, Context, Control, Fact, Path, Site
from keraslint.ir.models import Head, Layer, Model, Problem
from keraslint.ir.programs import Curve, CustomClass, Event, Framework, Idle, Program, Quotient, Reference, Setup
from keraslint.ir.training import Compile, Loss, Metric, Optimizer, Use

__all__ = [
    "ABSENT",
    "Compile",
    "Component",
    "Context",
    "Control",
    "Curve",
    "CustomClass",
    "Event",
    "Fact",
    "Framework",
    "Head",
    "Idle",
    "Layer",
    "Loss",
    "Metric",
    "Model",
    "Optimizer",
    "Path",
    "Problem",
    "Program",
    "Quotient",
    "Reference",
    "Setup",
    "Site",
    "Use",
]
