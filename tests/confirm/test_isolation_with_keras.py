"""No text of a program that is linted runs, is imported, or opens anything in the worker."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from confirm.programs import HEAD, rules
from keraslint.confirm.blueprint import to_json
from keraslint.confirm.client import PACKAGE
from keraslint.confirm.variants import variants_of
from keraslint.testing import lint

pytestmark = pytest.mark.keras
pytest.importorskip("keras")

MARK = "klmark"

HOSTILE = (
    HEAD
    + f"""
open("{MARK}_opened", "w")
points = np.random.rand(400, 8)
labels = np.random.randint(0, 2, 400)
model = keras.Sequential([
    keras.Input((8,), name="__import__('{MARK}')"),
    layers.Dense(16, activation="relu", name="{MARK}/../../etc"),
    layers.Dense(1, activation="softmax", name="exec('{MARK}')"),
], name="{MARK}")
model.compile(optimizer="adam", loss="binary_crossentropy", metrics=["{MARK}.module:metric", "accuracy"])
model.fit(points, labels, epochs=5, callbacks=[keras.callbacks.ModelCheckpoint("{MARK}.keras")])
"""
)

WATCHING = """
import json, os, sys
events = []
def watch(event, arguments):
    if event in {"open", "import", "exec", "compile", "os.system", "subprocess.Popen", "os.mkdir", "pickle.find_class"}:
        text = repr(arguments)[:4000]
        if MARK in text:
            events.append([event, text[:200]])
MARK = sys.argv[1]
from keraslint.confirm.worker.service import Service
served = Service({"threads": 1, "cache": None})
sys.addaudithook(watch)
answers = []
for number, line in enumerate(sys.stdin):
    try:
        answers.append(repr(served.serve({**json.loads(line), "id": number}, lambda said: None))[:60])
    except Exception as error:
        answers.append(f"refused: {error}")
print(json.dumps({"events": events, "answers": answers}))
"""


def served(requests: list[dict[str, object]], folder: Path) -> dict[str, list[object]]:
    """Return what a worker answers, and what it touches whose name has the mark."""
    environment = {**os.environ, "PYTHONPATH": str(PACKAGE), "KERASLINT_WORKER": json.dumps({"memory": 8 << 30, "threads": 1})}
    done = subprocess.run(
        [sys.executable, "-c", WATCHING, MARK], input="\n".join(map(json.dumps, requests)), capture_output=True, text=True,
        check=True, env=environment, cwd=folder,
    )  # fmt: skip
    answer: dict[str, list[object]] = json.loads(done.stdout.splitlines()[-1])
    return answer


def requests_of(text: str) -> list[dict[str, object]]:
    """Return what is asked of the worker for the findings of a program."""
    found = lint(text, rules())
    repairable = [one for one in found.findings if one.code == "KL101"]
    variants = {"+".join(map(str, key)) or "written": to_json(one) for key, one in
                variants_of(found.program.setups[0], repairable).blueprints.items()}  # fmt: skip
    train = {"do": "train", "variants": variants, "lanes": [[name, 0] for name in variants], "samples": 64, "segment": 0}
    return [
        {"do": "check", "variants": variants},
        {**train, "updates": dict.fromkeys(variants, 2)},
        {"do": "has", "questions": [[f"keras.{MARK}", None], [f"os.{MARK}", MARK]]},
    ]


def swapped(data: object, old: str, new: object) -> object:
    """Return data with one string replaced everywhere."""
    match data:
        case dict():
            return {key: swapped(value, old, new) for key, value in data.items()}
        case list() | tuple():
            return [swapped(value, old, new) for value in data]
    return new if data == old else data


def test_no_text_of_a_program_is_run_imported_or_opened(tmp_path: Path) -> None:
    requests = requests_of(HOSTILE)
    assert MARK in json.dumps(requests)
    check = requests[0]
    forged: list[dict[str, object]] = [
        dict(swapped(check, old, f"{MARK}.py"))  # type: ignore[call-overload]
        for old in ("Dense", "relu", "softmax", "Adam", "binary_crossentropy", "GlorotUniform", "Zeros")
        if old in json.dumps(check)
    ]
    lambdas = {"kind": "Lambda", "arguments": {"function": f"__import__('{MARK}')"}}
    forged.append(dict(swapped(check, "relu", lambdas)))  # type: ignore[call-overload]
    forged += [{"do": MARK}, {"do": "check", "variants": MARK}]
    seen = served([*requests, *forged], tmp_path)
    assert seen["events"] == []
    assert not list(tmp_path.iterdir())
    assert all(str(answer).startswith("refused") for answer in seen["answers"][len(requests) :])
    assert not str(seen["answers"][1]).startswith("refused")


def test_the_worker_has_two_places_that_run_code_and_both_have_to_be_asked_for() -> None:
    """``--data module:function`` and ``--exec``; nothing else of the worker evaluates, imports by name or unpickles."""
    found = set()
    for file in (PACKAGE / "keraslint/confirm").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        for word in ("eval(", "exec(", "import_module", "__import__", "pickle", "runpy", "load_model", "allow_pickle=True"):
            if word in text.replace("allow_pickle=False", ""):
                found.add((file.name, word))
    assert found == {("arrays.py", "import_module"), ("execution.py", "runpy")}
