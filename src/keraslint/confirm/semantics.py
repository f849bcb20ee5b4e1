"""What backends mean by a loss. TensorFlow looks behind a last sigmoid or softmax and computes crossentropies from its logits.

On JAX and PyTorch the probabilities count, cut off near 0 and 1, so that a surely wrong answer has no gradient. The same program
can thus be broken on one backend and sound on another, and is trained here as on the backend for which it was written.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from json import dumps
from typing import Final

from keraslint.confirm.blueprint import Blueprint, Node, Part
from keraslint.confirm.catalog import CROSSENTROPIES

RECOVERED: Final = frozenset({"sigmoid", "softmax"})
TENSORFLOW: Final = "tensorflow"
CLIPPED: Final = "clipped"
"""Marks a sparse crossentropy that is computed from the logarithm of the clipped output."""


@dataclass(frozen=True, slots=True)
class Ending:
    """What stands behind the numbers that a model gives: the activation that the loss wants done first, and the loss."""

    activation: str
    loss: Part

    @property
    def key(self) -> str:
        """A name that no other ending has."""
        return dumps(asdict(self), sort_keys=True)


NO_LOSS: Final = Part("")


def recovers(blueprint: Blueprint) -> bool:
    """Say whether TensorFlow computes the loss from what stands in front of the last activation."""
    return blueprint.loss.kind in CROSSENTROPIES and last_activation(blueprint) in RECOVERED and _ends_there(blueprint)


def as_tensorflow(blueprint: Blueprint) -> Blueprint:
    """Return a setup that trains on another backend as this one does on TensorFlow."""
    if blueprint.outputs:
        return _each_as_tensorflow(blueprint)
    if recovers(blueprint):
        return with_logits(blueprint)
    loss = blueprint.loss
    if loss.kind == "sparse_categorical_crossentropy" and loss.arguments.get("from_logits") is not True:
        # TensorFlow takes the logarithm first and then makes the rows sum to 1; the others do so the other way round.
        return replace(blueprint, loss=loss.with_argument(CLIPPED, True))
    return blueprint


def _each_as_tensorflow(blueprint: Blueprint) -> Blueprint:
    """Return the same of a setup with several outputs: each has a loss of its own."""
    losses = []
    for facet in blueprint.facets():
        meant = as_tensorflow(replace(facet, nodes=blueprint.nodes))
        blueprint = replace(blueprint, nodes=meant.nodes)
        losses.append(meant.loss)
    return replace(blueprint, loss=blueprint.loss.with_argument("losses", losses))


def last_activation(blueprint: Blueprint) -> str | None:
    """Return the activation that makes the output of the model, if one does."""
    node = _last(blueprint)
    if node.kind == "Softmax":
        return "softmax"
    if node.kind.startswith("ops."):
        return node.kind.removeprefix("ops.")
    found = node.part.arguments.get("activation")
    return found if isinstance(found, str) else None


def _ends_there(blueprint: Blueprint) -> bool:
    """Say whether nothing stands behind the output, which would get it as it is."""
    return not any(blueprint.output in node.inputs for node in blueprint.nodes)


def _last(blueprint: Blueprint) -> Node:
    return blueprint.nodes[blueprint.output]


def with_logits(blueprint: Blueprint) -> Blueprint:
    """Return the setup as TensorFlow trains it: the last activation taken off, the loss from logits."""
    return replace(without_activation(blueprint), loss=blueprint.loss.with_argument("from_logits", True))


def opened(blueprint: Blueprint) -> tuple[Blueprint, Ending]:
    """Return a setup without its ending, and the ending: setups that differ there alone can be trained by one program."""
    bare = replace(blueprint, loss=NO_LOSS)
    if blueprint.outputs or last_activation(blueprint) not in RECOVERED or not _comes_off(blueprint):
        return bare, Ending("", blueprint.loss)
    return without_activation(bare), Ending(last_activation(blueprint) or "", blueprint.loss)


def _comes_off(blueprint: Blueprint) -> bool:
    """Say whether the last activation can be done outside of the model, where nothing in it takes notice."""
    given = _last(blueprint).part.arguments
    return _ends_there(blueprint) and not given.get("activity_regularizer") and given.get("axis", -1) == -1


def without_activation(blueprint: Blueprint) -> Blueprint:
    """Return a setup with the last activation taken off."""
    node = _last(blueprint)
    if node.kind in {"Softmax", "Activation"} or node.kind.startswith("ops."):
        bare = replace(node, part=replace(node.part, kind="Identity", arguments={}))
    else:
        bare = replace(node, part=node.part.with_argument("activation", None))
    nodes = (*blueprint.nodes[: blueprint.output], bare, *blueprint.nodes[blueprint.output + 1 :])
    return replace(blueprint, nodes=nodes)
