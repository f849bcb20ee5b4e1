"""The requests that the worker knows."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import keras

from keraslint.confirm.blueprint import from_json
from keraslint.confirm.worker import checks
from keraslint.confirm.worker.session import Length, Session

Json = Any


class Service:
    """Answers requests; what was built for one serves the next."""

    def __init__(self, limits: Json) -> None:
        """Set Keras up as the limits say."""
        self._session = Session(limits["threads"])
        if self._session.backend == "jax":
            from keraslint.confirm.worker.jax_trainer import prepare

            prepare(limits["cache"])
        elif self._session.backend == "tensorflow":
            import tensorflow as tf

            tf.config.threading.set_intra_op_parallelism_threads(limits["threads"])
            tf.config.threading.set_inter_op_parallelism_threads(1)
        elif self._session.backend == "torch":
            import torch

            torch.set_num_threads(1)

    def serve(self, request: Json, say: Callable[[Json], None]) -> Json:
        """Answer one request; ``say`` takes what there is to tell on the way."""
        return getattr(self, f"_{request['do']}")(request, say)

    def _hello(self, request: Json, say: Callable[[Json], None]) -> Json:
        del request, say
        return {"keras": keras.__version__, "backend": self._session.backend, "device": _device(), "pid": os.getpid()}

    def _check(self, request: Json, say: Callable[[Json], None]) -> Json:
        del say
        variants = {name: from_json(data) for name, data in request["variants"].items()}
        if request.get("thorough", True):
            return {name: checks.check(one) for name, one in variants.items()}
        alike: dict[Any, Json] = {}
        for one in variants.values():
            key = checks.shape_key(one)
            if key not in alike:
                alike[key] = checks.check(one, thorough=False)
        return {name: alike[checks.shape_key(one)] for name, one in variants.items()}

    def _count(self, request: Json, say: Callable[[Json], None]) -> Json:
        del say
        return {name: checks.count(from_json(data)) for name, data in request["variants"].items()}

    def _has(self, request: Json, say: Callable[[Json], None]) -> Json:
        del say
        return [checks.has(name, argument) for name, argument in request["questions"]]

    def _train(self, request: Json, say: Callable[[Json], None]) -> Json:
        variants = {name: from_json(data) for name, data in request["variants"].items()}
        lanes = [(name, seed) for name, seed in request["lanes"]]

        def progress(done: int) -> None:
            say({"id": request["id"], "done": done})

        length = Length(request["samples"], request["updates"], request["segment"])
        return self._session.train(variants, lanes, length, progress)


def _device() -> str:
    """Return what computes: ``cpu`` or ``gpu``."""
    if keras.backend.backend() == "jax":
        import jax

        return str(jax.default_backend())
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        return "gpu" if tf.config.list_physical_devices("GPU") else "cpu"
    return "cpu"
