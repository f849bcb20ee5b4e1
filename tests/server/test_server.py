"""The language server as an editor meets it: a process of its own, spoken to over its pipes."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("pygls", reason="the language server is an extra")

from server.client import PATIENCE, PULL, PUSH, Client, connected

URI = "file:///project/model.py"

FAULTY = """\
from keras import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((8,)), Dense(16, activation="relu"), Dense(1, activation="softmax")])
model.compile(optimizer="adam", loss="binary_crossentropy")
"""

CLEAN = FAULTY.replace("softmax", "sigmoid")

LEGACY = """\
from keras.optimizers import SGD

optimizer = SGD(lr=0.01)
"""


def at(text: str, needle: str, inside: int = 0) -> dict[str, int]:
    """Return the position of a piece of text, in UTF-16 units."""
    index = text.index(needle) + inside
    line = text.count("\n", 0, index)
    before = text[text.rfind("\n", 0, index) + 1 : index]
    return {"line": line, "character": len(before.encode("utf-16-le")) // 2}


def codes(diagnostics: list[dict[str, Any]]) -> list[str]:
    """Return the codes of diagnostics."""
    return [diagnostic["code"] for diagnostic in diagnostics]


def hover(client: Client, uri: str, position: dict[str, int]) -> str:
    """Return the text that is shown at a position."""
    shown = client.ask("textDocument/hover", {"textDocument": {"uri": uri}, "position": position})
    return "" if shown is None else str(shown["contents"]["value"])


def actions(client: Client, uri: str, diagnostics: list[dict[str, Any]], only: list[str] | None = None) -> list[dict[str, Any]]:
    """Return the code actions for diagnostics."""
    context: dict[str, Any] = {"diagnostics": diagnostics}
    if only is not None:
        context["only"] = only
    where = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
    found: list[dict[str, Any]] = client.ask(
        "textDocument/codeAction", {"textDocument": {"uri": uri}, "range": where, "context": context}
    )
    return found


def test_says_what_it_can_do() -> None:
    client = Client()
    try:
        capabilities = client.initialise(PUSH)
        assert capabilities["hoverProvider"]
        assert capabilities["inlayHintProvider"]
        assert capabilities["diagnosticProvider"]["identifier"] == "keraslint"
        assert capabilities["codeActionProvider"]["codeActionKinds"] == [
            "quickfix",
            "source.fixAll.keraslint",
            "notebook.source.fixAll.keraslint",
        ]
        assert "keraslint.applyAutofix" in capabilities["executeCommandProvider"]["commands"]
        assert client.end() == 0
    finally:
        client.kill()


def test_sends_diagnostics_of_unsaved_text_and_takes_them_back() -> None:
    with connected() as client:
        client.open(URI, FAULTY)
        [finding] = client.diagnostics(URI, 1)
        assert finding["code"] == "KL101"
        assert finding["source"] == "keraslint"
        assert finding["relatedInformation"]
        start = at(FAULTY, "softmax")
        client.change(
            URI, 2, {"range": {"start": start, "end": {**start, "character": start["character"] + 7}}, "text": "sigmoid"}
        )
        assert client.diagnostics(URI, 2) == []
        client.tell("textDocument/didClose", {"textDocument": {"uri": URI}})
        assert client.diagnostics(URI) == []


def test_a_client_that_asks_is_sent_nothing() -> None:
    with connected(PULL) as client:
        client.open(URI, FAULTY)
        report = client.ask("textDocument/diagnostic", {"textDocument": {"uri": URI}})
        assert report["kind"] == "full"
        assert codes(report["items"]) == ["KL101"]
        client.change(URI, 2, {"text": CLEAN})
        assert client.ask("textDocument/diagnostic", {"textDocument": {"uri": URI}})["items"] == []
        assert not client.received("textDocument/publishDiagnostics")


def test_only_the_last_of_many_versions_is_reported() -> None:
    with connected() as client:
        client.open(URI, FAULTY)
        client.diagnostics(URI, 1)
        for version in range(2, 30):
            client.change(URI, version, {"text": FAULTY + f"# {version}\n"})
        client.change(URI, 30, {"text": CLEAN})
        sent = client.request_of("textDocument/publishDiagnostics")["params"]
        assert (sent["version"], sent["diagnostics"]) == (30, [])


def test_answers_wait_for_the_version_that_was_asked_about() -> None:
    with connected(PULL) as client:
        client.open(URI, FAULTY)
        asked = [client.send("textDocument/diagnostic", {"textDocument": {"uri": URI}}) for _ in range(3)]
        client.change(URI, 2, {"text": CLEAN})
        for number in asked:
            assert codes(client.answer_to(number)["result"]["items"]) in ([], ["KL101"])
        assert client.ask("textDocument/diagnostic", {"textDocument": {"uri": URI}})["items"] == []


def test_a_syntax_error_is_a_diagnostic() -> None:
    with connected() as client:
        client.open(URI, "import keras\nmodel = (\n")
        [problem] = client.diagnostics(URI)
        assert problem["code"] == "invalid-syntax"
        assert problem["severity"] == 1


@pytest.mark.parametrize(("encodings", "column"), [(["utf-16"], 11), (["utf-8", "utf-16"], 14), ([], 11)])
def test_columns_are_in_the_units_of_the_client(encodings: list[str], column: int) -> None:
    text = 'from keras.optimizers import SGD\ns = "é𐐀"; SGD(lr=0.1)\n'
    general = {"general": {"positionEncodings": encodings}} if encodings else {}
    with connected({**PUSH, **general}) as client:
        client.open(URI, text)
        found = next(one for one in client.diagnostics(URI) if one["code"] == "KL801")
        assert found["range"]["start"] == {"line": 1, "character": column + 7}


def test_edits_behind_a_form_feed_land_where_the_client_means() -> None:
    with connected() as client:
        client.open(URI, "import keras\n\f\nx = 1\n" + LEGACY)
        client.diagnostics(URI, 1)
        start = {"line": 5, "character": 16}
        client.change(URI, 2, {"range": {"start": start, "end": {"line": 5, "character": 18}}, "text": "learning_rate"})
        assert client.diagnostics(URI, 2) == []


def test_repairs_silences_and_repairs_all() -> None:
    with connected() as client:
        client.open(URI, LEGACY)
        found = client.diagnostics(URI)
        fix, silence, everything = actions(client, URI, found)
        assert fix["title"] == "keraslint (KL801): Use learning_rate"
        assert fix["isPreferred"]
        [edit] = fix["edit"]["changes"][URI]
        assert edit["newText"] == "learning_rate"
        assert silence["title"] == "keraslint (KL801): Disable for this line"
        assert silence["edit"]["changes"][URI][0]["newText"] == "  # keraslint: ignore[KL801]"
        assert everything["kind"] == "source.fixAll.keraslint"
        assert everything["edit"]["changes"][URI][0]["newText"] == LEGACY.replace("lr=", "learning_rate=")
        assert [one["kind"] for one in actions(client, URI, found, ["source.fixAll"])] == ["source.fixAll.keraslint"]
        assert actions(client, URI, found, ["refactor"]) == []


def test_an_unsafe_repair_says_so_and_is_not_part_of_repairing_all() -> None:
    with connected() as client:
        client.open(URI, FAULTY)
        fixes = [one for one in actions(client, URI, client.diagnostics(URI)) if one.get("edit")]
        unsafe = next(one for one in fixes if "unsafe" in one["title"])
        assert not unsafe["isPreferred"]
        assert all(one["kind"] == "quickfix" for one in fixes)


def test_silencing_adds_to_the_comment_that_is_there() -> None:
    text = LEGACY.replace("0.01)", "0.01)  # keraslint: ignore[KL201]")
    with connected() as client:
        client.open(URI, text)
        found = client.diagnostics(URI)
        silence = next(one for one in actions(client, URI, found) if "Disable" in one["title"])
        [edit] = silence["edit"]["changes"][URI]
        assert edit["newText"] == "KL201, KL801"
        changed = {"range": edit["range"], "text": edit["newText"]}
        client.change(URI, 2, changed)
        assert [one["code"] for one in client.diagnostics(URI, 2)] == ["KL001"]  # KL201 never was found here


def test_the_command_applies_the_repairs() -> None:
    with connected() as client:
        client.open(URI, LEGACY)
        client.diagnostics(URI)
        number = client.send("workspace/executeCommand", {"command": "keraslint.applyAutofix", "arguments": [URI]})
        request = client.request_of("workspace/applyEdit")
        client.reply(request, {"applied": True})
        assert request["params"]["edit"]["changes"][URI][0]["newText"] == LEGACY.replace("lr=", "learning_rate=")
        assert "error" not in client.answer_to(number)


DATA = """\
import keras
import numpy as np

(x, y), _ = keras.datasets.mnist.load_data()
x = x / 255.0

inputs = keras.Input((28, 28))
flat = keras.layers.Flatten()(inputs)
outputs = keras.layers.Dense(10, activation="softmax")(flat)
model = keras.Model(inputs, outputs)
model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
model.fit(x, y)
"""


def test_hovering_explains_layers_models_data_and_what_the_loss_gets() -> None:
    with connected() as client:
        client.open(URI, DATA)
        assert client.diagnostics(URI) == []
        assert "**Dense** → `(None, 10)` float32 · 7,850 parameters · softmax" in hover(client, URI, at(DATA, "Dense(10", 1))
        assert "| Flatten | `(None, 784)` | 0 |" in hover(client, URI, at(DATA, "model = ", 1))
        assert hover(client, URI, at(DATA, "flat = ", 1)) == "`flat`: Keras tensor `(None, 784)` float32"
        data = hover(client, URI, at(DATA, "fit(x", 4))
        assert "`(60000, 28, 28)` float64 · values 0..1" in data
        assert "comes from: `keras.datasets.mnist.load_data`, line 4" in data
        told = hover(client, URI, at(DATA, "compile", 1))
        assert "ends in `Dense(10, activation='softmax')` → `(None, 10)`" in told
        assert "labels class numbers" in told
        assert hover(client, URI, at(DATA, "import numpy", 1)) == ""


def test_hovering_over_a_finding_explains_the_rule() -> None:
    with connected() as client:
        client.open(URI, FAULTY)
        [finding] = client.diagnostics(URI)
        assert "**KL101 softmax-on-single-unit**" in hover(client, URI, finding["range"]["start"])


def test_hovering_over_a_code_in_a_comment_explains_the_rule() -> None:
    text = LEGACY.replace("0.01)", "0.01)  # keraslint: ignore[KL801]")
    with connected() as client:
        client.open(URI, text)
        assert client.diagnostics(URI) == []
        assert "**KL801 optimizer-legacy-kwarg**" in hover(client, URI, at(text, "KL801", 2))
        assert hover(client, URI, at(text, "keraslint:", 2)) == ""


def test_shapes_stand_behind_layers_unless_they_are_switched_off() -> None:
    everything = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
    ask = ("textDocument/inlayHint", {"textDocument": {"uri": URI}, "range": everything})
    with connected() as client:
        client.open(URI, DATA)
        found = client.ask(*ask)
        assert [one["label"] for one in found] == ["→ (None, 28, 28)", "→ (None, 784)", "→ (None, 10)"]
        assert found[2]["position"] == at(DATA, "(flat)\n", 6)
        client.tell("workspace/didChangeConfiguration", {"settings": {"keraslint": {"inlayHints": {"enable": False}}}})
        assert client.ask(*ask) == []


NOTEBOOK = "file:///project/book.ipynb"
CELLS = [
    ("c1", 1, "# prose, which clients keep to themselves"),
    (
        "c2",
        2,
        "%matplotlib inline\nfrom keras import Sequential\nfrom keras.layers import Dense\nfrom keras.optimizers import SGD",
    ),
    ("c3", 2, "model = Sequential()\nmodel.add(Dense(1, activation='softmax', input_shape=(8,)))"),
    ("c4", 2, "model.compile(loss='binary_crossentropy', optimizer=SGD(lr=0.01))"),
]


def open_notebook(client: Client) -> None:
    """Open a notebook whose model is made in one cell and compiled in another."""
    cells = [{"kind": kind, "document": name} for name, kind, _ in CELLS]
    texts = [{"uri": name, "languageId": "python", "version": 1, "text": text} for name, kind, text in CELLS if kind == 2]
    notebook = {"uri": NOTEBOOK, "notebookType": "jupyter-notebook", "version": 1, "cells": cells}
    client.tell("notebookDocument/didOpen", {"notebookDocument": notebook, "cellTextDocuments": texts})


NOTEBOOKS = {**PUSH, "notebookDocument": {"synchronization": {}}}


def test_a_notebook_is_one_program_with_diagnostics_by_cell() -> None:
    with connected(NOTEBOOKS) as client:
        open_notebook(client)
        assert client.diagnostics("c2") == []
        assert codes(client.diagnostics("c3")) == ["KL101"]
        [legacy] = client.diagnostics("c4")
        assert legacy["code"] == "KL801"
        assert "**Dense** → `(None, 1)`" in hover(client, "c3", {"line": 1, "character": 11})
        whole = actions(client, "c4", [legacy], ["notebook.source.fixAll.keraslint"])
        assert [one["kind"] for one in whole] == ["notebook.source.fixAll.keraslint"]
        assert whole[0]["edit"]["changes"] == {
            "c4": [
                {
                    "range": {"start": {"line": 0, "character": 0}, "end": {"line": 0, "character": 65}},
                    "newText": CELLS[3][2].replace("lr=", "learning_rate="),
                }
            ]
        }
        assert actions(client, "c4", [legacy], ["source.fixAll"]) == []


def test_cells_that_change_come_and_go() -> None:
    with connected(NOTEBOOKS) as client:
        open_notebook(client)
        client.diagnostics("c3"), client.diagnostics("c4")
        text = {"document": {"uri": "c3", "version": 2}, "changes": [{"text": CELLS[2][2].replace("softmax", "sigmoid")}]}
        book = {"uri": NOTEBOOK, "version": 2}
        client.tell("notebookDocument/didChange", {"notebookDocument": book, "change": {"cells": {"textContent": [text]}}})
        assert client.diagnostics("c3") == []
        assert codes(client.diagnostics("c4")) == ["KL801"]
        gone = {"array": {"start": 3, "deleteCount": 1}, "didClose": [{"uri": "c4"}]}
        book = {"uri": NOTEBOOK, "version": 3}
        client.tell("notebookDocument/didChange", {"notebookDocument": book, "change": {"cells": {"structure": gone}}})
        assert client.diagnostics("c4") == []
        client.tell(
            "notebookDocument/didClose",
            {"notebookDocument": {"uri": NOTEBOOK}, "cellTextDocuments": [{"uri": "c2"}, {"uri": "c3"}]},
        )


def test_a_module_that_a_cell_writes_is_linted_where_it_stands() -> None:
    cells = [("w1", "import keras\n"), ("w2", "%%writefile train.py\n" + LEGACY)]
    texts = [{"uri": name, "languageId": "python", "version": 1, "text": text} for name, text in cells]
    listed = [{"kind": 2, "document": name} for name, _ in cells]
    notebook = {"uri": NOTEBOOK, "notebookType": "jupyter-notebook", "version": 1, "cells": listed}
    with connected(NOTEBOOKS) as client:
        client.tell("notebookDocument/didOpen", {"notebookDocument": notebook, "cellTextDocuments": texts})
        [found] = client.diagnostics("w2")
        assert (found["code"], found["range"]["start"]) == ("KL801", at(cells[1][1], "0.01"))
        fix = actions(client, "w2", [found], ["quickfix"])[0]
        assert [edit["newText"] for edit in fix["edit"]["changes"]["w2"]] == ["learning_rate"]


def test_a_question_that_is_taken_back_is_not_answered_and_the_next_one_is() -> None:
    with connected(PULL) as client:
        client.open(URI, FAULTY * 30)
        taken_back = client.send("textDocument/diagnostic", {"textDocument": {"uri": URI}})
        client.tell("$/cancelRequest", {"id": taken_back})
        answer = client.answer_to(taken_back)
        assert answer.get("error", {}).get("code") == -32800 or answer["result"]["items"]
        assert codes(client.ask("textDocument/diagnostic", {"textDocument": {"uri": URI}})["items"]) == ["KL101"] * 30


def test_a_text_that_changes_while_it_is_linted_is_never_reported_as_it_was() -> None:
    long = FAULTY + "".join(f"layer_{n} = Dense({n}, activation='relu')\n" for n in range(1, 800))
    with connected() as client:
        client.open(URI, long)
        time.sleep(0.15)  # the first version is being linted now
        client.change(URI, 2, {"text": long.replace("softmax", "sigmoid")})
        sent = client.request_of("textDocument/publishDiagnostics")["params"]
        if sent["version"] == 1:  # it was faster than that
            assert codes(sent["diagnostics"]) == ["KL101"]
            sent = client.request_of("textDocument/publishDiagnostics")["params"]
        assert (sent["version"], sent["diagnostics"]) == (2, [])


def test_folders_of_a_workspace_come_and_go(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    (tmp_path / "two" / "keraslint.toml").write_text('ignore = ["KL101"]\n', encoding="utf-8")
    folders = [{"uri": (tmp_path / name).as_uri(), "name": name} for name in ("one", "two")]
    with connected({**PUSH, "workspace": {"workspaceFolders": True}}, workspaceFolders=folders[:1]) as client:
        client.open(f"{folders[0]['uri']}/m.py", FAULTY)
        assert codes(client.diagnostics(f"{folders[0]['uri']}/m.py")) == ["KL101"]
        client.tell("workspace/didChangeWorkspaceFolders", {"event": {"added": folders[1:], "removed": []}})
        client.open(f"{folders[1]['uri']}/m.py", FAULTY)
        assert client.diagnostics(f"{folders[1]['uri']}/m.py") == []


def test_offers_to_confirm_what_an_experiment_can_show() -> None:
    with connected() as client:
        client.open(URI, FAULTY)
        [lens] = client.ask("textDocument/codeLens", {"textDocument": {"uri": URI}})
        assert lens["command"] == {
            "title": "Confirm 1 warning by training",
            "command": "keraslint.confirm",
            "arguments": [URI],
        }


def test_tells_what_it_knows_for_a_bug_report() -> None:
    with connected() as client:
        client.open(URI, CLEAN)
        told = client.ask("workspace/executeCommand", {"command": "keraslint.printDebugInformation", "arguments": []})
        assert told["documents"] == [URI]
        assert told["encoding"] == "utf-16"


NOT_MESSAGES = (b'{"broken:', b"[]", b'{"jsonrpc": "2.0", "id": 77, "method": "no/such/method"}')


@pytest.mark.parametrize("message", NOT_MESSAGES)
def test_goes_on_after_a_message_that_is_none(message: bytes) -> None:
    with connected() as client:
        client.raw(b"Content-Length: %d\r\n\r\n%s" % (len(message), message))
        client.open(URI, FAULTY)
        assert codes(client.diagnostics(URI)) == ["KL101"]


def test_questions_about_documents_that_are_not_open_have_empty_answers() -> None:
    with connected() as client:
        there = {"textDocument": {"uri": "file:///nowhere.py"}}
        assert client.ask("textDocument/hover", {**there, "position": {"line": 0, "character": 0}}) is None
        assert client.ask("textDocument/codeLens", there) == []
        client.tell("textDocument/didClose", there)
        client.change("file:///nowhere.py", 2, {"text": "x"})
        client.open(URI, FAULTY)
        assert codes(client.diagnostics(URI)) == ["KL101"]


def test_ends_when_the_client_is_gone() -> None:
    client = Client()
    try:
        client.initialise(PUSH)
        client.open(URI, FAULTY)
        assert client.process.stdin is not None
        client.process.stdin.close()
        client.process.wait(PATIENCE)
    finally:
        client.kill()


def test_stays_responsive_while_it_lints() -> None:
    long = FAULTY + "".join(f"layer_{n} = Dense({n}, activation='relu')\n" for n in range(1, 1500))
    with connected() as client:
        client.open(URI, long)
        started = time.monotonic()
        client.ask("workspace/executeCommand", {"command": "keraslint.printDebugInformation", "arguments": []})
        answered = time.monotonic()
        client.diagnostics(URI)
        assert answered - started < time.monotonic() - started


def test_each_folder_has_its_configuration_and_its_changes_count(tmp_path: Path) -> None:
    quiet, loud = tmp_path / "quiet", tmp_path / "loud"
    for folder in (quiet, loud):
        folder.mkdir()
    configuration = quiet / "keraslint.toml"
    configuration.write_text('ignore = ["KL101"]\n', encoding="utf-8")
    with connected() as client:
        client.open((quiet / "m.py").as_uri(), FAULTY)
        assert client.diagnostics((quiet / "m.py").as_uri()) == []
        client.open((loud / "m.py").as_uri(), FAULTY)
        assert codes(client.diagnostics((loud / "m.py").as_uri())) == ["KL101"]
        configuration.write_text("ignore = []\n", encoding="utf-8")
        changed = {"changes": [{"uri": configuration.as_uri(), "type": 2}]}
        client.tell("workspace/didChangeWatchedFiles", changed)
        assert codes(client.diagnostics((quiet / "m.py").as_uri())) == ["KL101"]
        configuration.write_text('ignore = ["KL1O1"]\n', encoding="utf-8")
        client.tell("workspace/didChangeWatchedFiles", changed)
        [problem] = client.diagnostics((quiet / "m.py").as_uri())
        assert problem["code"] == "invalid-configuration"
        assert "KL1O1" in problem["message"]


def test_hovering_knows_what_an_imported_module_builds(tmp_path: Path) -> None:
    (tmp_path / "builder.py").write_text(
        "import keras\n\ndef build():\n    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(4)])\n",
        encoding="utf-8",
    )
    text = "import keras\nfrom builder import build\n\nmodel = build()\n"
    uri = (tmp_path / "use.py").as_uri()
    everything = {"start": {"line": 0, "character": 0}, "end": {"line": 99, "character": 0}}
    with connected() as client:
        client.open(uri, text)
        assert client.diagnostics(uri) == []
        assert "| Dense | `(None, 4)` | 16 |" in hover(client, uri, at(text, "model = ", 1))
        assert client.ask("textDocument/inlayHint", {"textDocument": {"uri": uri}, "range": everything}) == []


def test_saving_a_module_counts_for_those_that_import_it(tmp_path: Path) -> None:
    builder = tmp_path / "builder.py"
    made = (
        "import keras\n\ndef build():\n    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(1, activation='{}')])\n"
    )
    builder.write_text(made.format("sigmoid"), encoding="utf-8")
    text = "import keras\nfrom builder import build\n\nmodel = build()\nmodel.compile(loss='binary_crossentropy')\n"
    uri, other = (tmp_path / "use.py").as_uri(), (tmp_path / "other.py").as_uri()
    with connected() as client:
        client.open(uri, text)
        client.open(other, CLEAN)
        assert client.diagnostics(uri) == client.diagnostics(other) == []
        before = hover(client, uri, at(text, "model = ", 1))
        builder.write_text(made.format("sigmoid").replace("Dense(1", "Dense(2"), encoding="utf-8")
        client.tell("textDocument/didSave", {"textDocument": {"uri": builder.as_uri()}})
        client.diagnostics(uri)
        after = hover(client, uri, at(text, "model = ", 1))
        assert "| Dense | `(None, 1)` | 4 |" in before
        assert "| Dense | `(None, 2)` | 8 |" in after
        assert not client.received("textDocument/publishDiagnostics")  # nobody else was linted again


WITHOUT = "import sys; sys.path.insert(0, sys.argv.pop()); from keraslint.cli import main; sys.exit(main())"
"""A program that runs keraslint with a folder in front of all that is installed."""


def test_says_what_to_install_where_the_extra_is_missing(tmp_path: Path) -> None:
    (tmp_path / "pygls.py").write_text("raise ModuleNotFoundError(\"No module named 'pygls'\", name='pygls')\n")
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT, "server", str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert run.stderr == "error: the language server needs pygls: install it with `pip install 'keraslint[lsp]'`\n"
