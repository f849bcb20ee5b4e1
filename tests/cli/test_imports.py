"""Programs of several files: what an imported module says is known where it is used, and each fault is told once."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from keraslint.project import Project
from support import Keraslint

Write = Callable[..., None]

MODEL = """\
import keras

def build(units=4, activation="softmax"):
    return keras.Sequential([keras.Input((3,)), keras.layers.Dense(units, activation=activation)])
"""

TRAIN = """\
import keras
{0}
model = {1}
model.compile("adam", "categorical_crossentropy")
"""


@pytest.fixture
def write(folder: Path) -> Write:
    """Write files, by path."""

    def put(**files: str) -> None:
        for name, text in files.items():
            path = folder / (name.replace("__", "/").replace("_init", "__init__") + ".py")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)

    return put


def head(keraslint: Keraslint, path: str) -> tuple[Any, Any]:
    """Return width and activation of the output of the one model that a file compiles; the reason where they are not known."""
    shown = json.loads(keraslint("show", path, "--output-format", "json").out)
    ((setup,),) = (file["setups"] for file in shown["files"])
    if "unknown" in setup["model"]:
        return None, setup["model"]["unknown"]
    (output,) = setup["model"]["outputs"]
    return output["units"].get("value"), output["activation"].get("value")


def findings(keraslint: Keraslint, *arguments: str) -> list[tuple[str, str, int]]:
    rows = json.loads(keraslint(*arguments, "--output-format", "json").out)
    return [(Path(row["filename"]).name, row["code"], row["location"]["row"]) for row in rows]


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ("from models import build", "build(7)"),
        ("from models import build as made", "made(7)"),
        ("from models import *", "build(7)"),
        ("import models", "models.build(7)"),
        ("import models as m", "m.build(7)"),
        ("from models import build\nfrom functools import partial", "partial(build, 7)()"),
    ],
)
def test_a_module_beside_the_file(keraslint: Keraslint, write: Write, line: str, call: str) -> None:
    write(models=MODEL, train=TRAIN.format(line, call))
    assert head(keraslint, "train.py") == (7, "softmax")


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ("from .models import build", "build(7)"),
        ("from . import models", "models.build(7)"),
        ("from ..net.models import build", "build(7)"),
        ("from .. import net", "net.models.build(7)"),
        ("from net.models import build", "build(7)"),
        ("from net import models", "models.build(7)"),
        ("import net.models", "net.models.build(7)"),
        ("import net.models as m", "m.build(7)"),
        ("import net", "net.models.build(7)"),
    ],
)
def test_a_module_of_a_package(keraslint: Keraslint, write: Write, line: str, call: str) -> None:
    write(top__net___init="", top___init="", top__net__models=MODEL, top__net__train=TRAIN.format(line, call))
    assert head(keraslint, "top/net/train.py") == (7, "softmax")


def test_folders_that_are_no_packages(keraslint: Keraslint, write: Write) -> None:
    write(net__parts__models=MODEL, train=TRAIN.format("import net.parts.models\nimport net.parts", "net.parts.models.build(7)"))
    assert head(keraslint, "train.py") == (7, "softmax")


def test_a_package_that_offers_what_its_modules_define(keraslint: Keraslint, write: Write) -> None:
    write(net___init="from .models import build\nfrom net.layers import *\n", net__models=MODEL)
    write(
        net__layers="from keras.layers import *\n__all__ = ['made', 'Dense']\n\ndef made():\n    return Dense(5)\n\nhidden = 1\n"
    )
    write(one=TRAIN.format("from net import build", "build(7)"))
    assert head(keraslint, "one.py") == (7, "softmax")
    write(two=TRAIN.format("from net import *", "keras.Sequential([made()])"))
    assert head(keraslint, "two.py") == (5, "linear")
    write(three=TRAIN.format("import net", "keras.Sequential([net.Dense(6)])"))
    assert head(keraslint, "three.py") == (6, "linear")
    write(four=TRAIN.format("from net import *", "keras.Sequential([keras.layers.Dense(hidden)])"))
    assert head(keraslint, "four.py") == (None, "linear")


@pytest.mark.parametrize("path", ["scripts/train.py", "tests/unit/train.py"])
def test_the_root_of_the_project_and_its_src(keraslint: Keraslint, write: Write, folder: Path, path: str) -> None:
    write(src__net___init="", src__net__models=MODEL, settings="UNITS = 7\n")
    (folder / path).parent.mkdir(parents=True)
    (folder / path).write_text(TRAIN.format("from net.models import build\nimport settings", "build(settings.UNITS)"))
    (folder / "pyproject.toml").touch()
    assert head(keraslint, path) == (7, "softmax")


def test_nothing_above_the_root_is_followed(keraslint: Keraslint, write: Write, folder: Path) -> None:
    write(models=MODEL, project__train=TRAIN.format("from models import build", "build(7)"))
    assert head(keraslint, "project/train.py") == (7, "softmax")
    (folder / "project" / "setup.py").touch()
    assert head(keraslint, "project/train.py")[0] is None


def test_what_is_installed_is_not_followed(keraslint: Keraslint, write: Write, folder: Path) -> None:
    write(train=TRAIN.format("from venv.models import build", "build(7)"))
    (folder / "venv").mkdir()
    (folder / "venv" / "models.py").write_text(MODEL)
    assert head(keraslint, "train.py")[0] is None
    write(keras="Sequential = None\n", numpy="float32 = 7\n")
    write(train=TRAIN.format("import numpy", "keras.Sequential([keras.layers.Dense(2)])"))
    assert head(keraslint, "train.py") == (2, "linear")


def test_links_out_of_the_project_are_not_followed(
    keraslint: Keraslint, write: Write, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "models.py"
    outside.write_text(MODEL)
    write(train=TRAIN.format("from models import build", "build(7)"))
    (folder / "models.py").symlink_to(outside)
    assert head(keraslint, "train.py")[0] is None
    (folder / "models.py").unlink()
    write(inner__real=MODEL)
    (folder / "models.py").symlink_to(folder / "inner" / "real.py")
    assert head(keraslint, "train.py") == (7, "softmax")


@pytest.mark.parametrize(
    "text", ["import keras\ndef build(:\n", "import keras\n# \xe9".encode("latin-1"), "import keras\nbuild = 1 / 0\n", ""]
)
def test_modules_that_cannot_be_followed_leave_their_names_unknown(
    keraslint: Keraslint, write: Write, folder: Path, text: str | bytes
) -> None:
    write(train=TRAIN.format("from models import build\nimport models", "build(7)"))
    (folder / "models.py").write_bytes(text if isinstance(text, bytes) else text.encode())
    assert head(keraslint, "train.py")[0] is None
    assert findings(keraslint, "train.py") == []


def test_a_module_that_is_data_is_not_followed(keraslint: Keraslint, write: Write, folder: Path) -> None:
    write(train=TRAIN.format("from settings import UNITS", "keras.Sequential([keras.layers.Dense(UNITS)])"))
    (folder / "settings.py").write_text("UNITS = 7\n")
    assert head(keraslint, "train.py") == (7, "linear")
    (folder / "settings.py").write_text("UNITS = 7\n" + "X = 1\n" * 10_000)
    assert head(keraslint, "train.py") == (None, "linear")


def test_modules_that_import_each_other(keraslint: Keraslint, write: Write) -> None:
    write(models="import train\n" + MODEL + "WIDTH = 7\n", train=TRAIN.format("import models", "models.build(models.WIDTH)"))
    assert head(keraslint, "train.py") == (7, "softmax")
    write(a="import b\nfrom b import WIDTH\n", b="from a import WIDTH as other\nimport a\nWIDTH = 7\n")
    write(one=TRAIN.format("import a", "keras.Sequential([keras.layers.Dense(a.WIDTH)])"))
    write(two=TRAIN.format("import b", "keras.Sequential([keras.layers.Dense(b.a.WIDTH)])"))
    assert head(keraslint, "one.py") == (7, "linear")
    # In a real run `a` would ask for the name before `b` has it, and end; here names are looked up when they are needed.
    assert head(keraslint, "two.py") == (7, "linear")
    shown = json.loads(keraslint("show", "two.py", "one.py", "--output-format", "json").out)
    widths = {file["path"]: file["setups"][0]["model"]["outputs"][0]["units"].get("value") for file in shown["files"]}
    assert widths == {"one.py": 7, "two.py": 7}


@pytest.mark.parametrize(("length", "expected"), [(40, 7), (250, None)])
def test_a_chain_of_imports_is_followed_for_so_long(
    keraslint: Keraslint, write: Write, length: int, expected: int | None
) -> None:
    write(**{f"m{number}": f"from m{number + 1} import WIDTH\n" for number in range(length)}, **{f"m{length}": "WIDTH = 7\n"})
    write(train=TRAIN.format("from m0 import WIDTH", "keras.Sequential([keras.layers.Dense(WIDTH)])"))
    assert head(keraslint, "train.py") == (expected, "linear")


def test_a_file_that_changes_is_read_again(folder: Path, write: Write) -> None:
    project = Project()
    write(models="WIDTH = 7\n", train="import models\n")
    path = project.find(str(folder / "train.py"), "models", 0)
    assert path is not None
    first, second = project.load(path), project.load(path)
    assert first is second is not None
    write(models="WIDTH = 12345\n")
    assert project.load(path) is not first
    assert project.text(path) == "WIDTH = 12345\n"
    Path(path).unlink()
    assert project.load(path) is None


def test_an_imported_file_is_not_the_program(keraslint: Keraslint, write: Write) -> None:
    guard = "WIDTH = 7\nif __name__ == '__main__':\n    WIDTH = 8\n"
    write(settings=guard, train=TRAIN.format("import settings", "keras.Sequential([keras.layers.Dense(settings.WIDTH)])"))
    assert head(keraslint, "train.py") == (7, "linear")


def test_what_one_file_changes_is_not_seen_by_the_next(keraslint: Keraslint, write: Write) -> None:
    write(shared="import keras\nmodel = keras.Sequential([keras.Input((3,))])\nsizes = [7]\n\ndef more():\n    sizes.append(9)\n")
    adds = "shared.more()\nshared.model.add(keras.layers.Dense(shared.sizes[-1]))\nshared.extra = 1"
    write(one=TRAIN.format("import shared\n" + adds, "shared.model"))
    write(two=TRAIN.format("import shared\n" + adds.replace("shared.more()", ""), "shared.model"))
    shown = json.loads(keraslint("show", ".", "--output-format", "json").out)
    models = {file["path"]: file["setups"][0]["model"] for file in shown["files"] if file["setups"]}
    assert [len(model["layers"]) for model in models.values()] == [2, 2]
    assert {path: model["outputs"][0]["units"]["value"] for path, model in models.items()} == {"one.py": 9, "two.py": 7}


FAULTY = MODEL.replace("units=4", "units=1")
"""Builds a model with a fault, KL101 in line 4, that shows when it is compiled."""


def test_a_fault_of_a_module_is_told_where_the_model_is_compiled(keraslint: Keraslint, write: Write) -> None:
    write(models=FAULTY, train=TRAIN.format("from models import build", "build()").replace("categorical", "binary"))
    assert findings(keraslint, "--select", "KL101", ".") == [("train.py", "KL101", 4)]
    (row,) = json.loads(keraslint("--select", "KL101", "--output-format", "json", "train.py").out)
    place = row["related"][0]
    assert (Path(place["filename"]).name, place["location"]["row"]) == ("models.py", 4)
    assert (row["fix"]["applicability"], row["fix"]["edits"]) == ("display", [])
    shown = keraslint("--select", "KL101", "train.py").out
    assert "--> train.py:4:1" in shown
    assert "::: models.py:4:" in shown
    assert "keras.layers.Dense(units, activation=activation)" in shown


def test_no_fix_is_written_into_another_file(keraslint: Keraslint, write: Write, folder: Path) -> None:
    write(models=FAULTY, train=TRAIN.format("from models import build", "build()").replace("categorical", "binary"))
    before = {path: path.read_text() for path in folder.iterdir()}
    keraslint("--fix", "--unsafe-fixes", "--select", "KL101", "train.py")
    assert {path: path.read_text() for path in folder.iterdir()} == before


def test_a_fault_that_two_files_show_is_told_once(keraslint: Keraslint, write: Write) -> None:
    train = TRAIN.format("from models import build", "build()").replace("categorical", "binary")
    write(models=FAULTY, one=train, two=train)
    assert findings(keraslint, "--select", "KL101", ".") == [("one.py", "KL101", 4)]
    assert findings(keraslint, "--select", "KL101", "two.py") == [("two.py", "KL101", 4)]
    # A file that shows it by itself says so itself, and has the fix.
    write(models=FAULTY + "\nbuild().compile('adam', 'binary_crossentropy')\n")
    assert findings(keraslint, "--select", "KL101", ".") == [("models.py", "KL101", 4)]
    assert findings(keraslint, "--select", "KL101", "one.py") == []


@pytest.mark.parametrize(("name", "row"), [("models", 3), ("train", 3)])
def test_either_file_can_suppress_it(keraslint: Keraslint, write: Write, name: str, row: int) -> None:
    files = {"models": FAULTY, "train": TRAIN.format("from models import build", "build()").replace("categorical", "binary")}
    lines = files[name].splitlines()
    lines[row] += "  # keraslint: ignore[KL101]"
    write(**(files | {name: "\n".join(lines) + "\n"}))
    assert findings(keraslint, "--select", "KL101", ".") == []


def test_places_in_other_files_are_shown_with_their_file(keraslint: Keraslint, write: Write) -> None:
    write(models=MODEL, train=TRAIN.format("from models import build", "build()"))
    (file,) = json.loads(keraslint("show", "train.py", "--output-format", "json").out)["files"]
    (setup,) = file["setups"]
    assert "filename" not in setup
    assert (setup["model"]["filename"], setup["model"]["location"]["row"]) == ("models.py", 4)
    assert "model        keras.Sequential (models.py, line 4), 2 layers" in keraslint("show", "train.py").out


def test_a_model_that_a_module_compiles_is_judged_there(keraslint: Keraslint, write: Write) -> None:
    compiled = FAULTY.replace("return ", "model = ") + "    model.compile('adam', 'binary_crossentropy')\n    return model\n"
    write(models=compiled, train="import keras\nfrom models import build\nmodel = build()\nmodel.fit(x, y)\n")
    assert findings(keraslint, "--select", "KL101", ".") == [("models.py", "KL101", 4)]
    shown = json.loads(keraslint("show", ".", "--output-format", "json").out)
    assert shown["coverage"]["compile_calls"] == 1


def test_the_data_of_one_file_against_the_model_of_another(keraslint: Keraslint, write: Write) -> None:
    compiled = MODEL.replace("return ", "model = ") + "    model.compile('adam', 'categorical_crossentropy')\n    return model\n"
    data = "import numpy as np\n\ndef load():\n    return np.random.rand(100, 3), np.random.randint(0, 4, 100)\n"
    write(models=compiled, data=data)
    imports = "import keras\nfrom models import build\nfrom data import load\n"
    write(train=imports + "x, y = load()\nmodel = build()\nmodel.fit(x, y, epochs=9)\n")
    assert findings(keraslint, ".") == [("train.py", "KL107", 6)]


def test_data_that_a_module_scales_are_scaled(keraslint: Keraslint, write: Write) -> None:
    load = "import keras\n\ndef load():\n    (x, y), _ = keras.datasets.mnist.load_data()\n    return x{0}, y\n"
    train = TRAIN.format("from data import load", "keras.Sequential([keras.layers.Flatten(), keras.layers.Dense(10, 'softmax')])")
    write(data=load.format(""), train=train.replace("categorical", "sparse_categorical") + "model.fit(*load())\n")
    assert ("train.py", "KL301") in {row[:2] for row in findings(keraslint, "train.py")}
    write(data=load.format(" / 255"))
    assert "KL301" not in {row[1] for row in findings(keraslint, "train.py")}


def test_the_keras_of_a_module_is_that_of_the_program(keraslint: Keraslint, write: Write) -> None:
    write(models=MODEL.replace("import keras", "import tf_keras as keras"))
    write(train='from models import build  # keras\nmodel = build()\nmodel.compile("adam", "mse")\n')
    (file,) = json.loads(keraslint("show", "train.py", "--output-format", "json").out)["files"]
    assert file["setups"][0]["framework"] == "keras2"


def test_names_that_keras_numbers_are_open_behind_layers_of_a_module(keraslint: Keraslint, write: Write) -> None:
    model = "keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)])"
    ask = "\nmodel.fit(x, y, validation_split=0.1, callbacks=[keras.callbacks.EarlyStopping(monitor=model.layers[0].name)])\n"
    write(other="import keras\nlayer = keras.layers.Dense(3)\n", train=TRAIN.format("import other", model) + ask)
    (file,) = json.loads(keraslint("show", "train.py", "--output-format", "json").out)["files"]
    assert file["setups"][0]["model"]["layers"][-1]["name"] == "Dense"


def test_a_library_behind_a_module_of_the_project(keraslint: Keraslint, write: Write) -> None:
    write(
        backend___init="from backend import keras\n",
        backend__keras="if chosen():\n    from keras import *\nelse:\n    import sys\n",
    )
    layers = "keras.Sequential([keras.layers.Dense(7, keras.activations.softmax)])"
    write(train=TRAIN.format("from backend import keras", layers).replace("import keras\nfrom", "from") + "# keras\n")
    assert head(keraslint, "train.py") == (7, "softmax")


def test_a_call_into_another_file_may_cost_so_much_and_no_more(keraslint: Keraslint, write: Write) -> None:
    turns = "    for a in range(40):\n        for b in range(40):\n            t = sum([a, b, t, 1, 2, 3, 4, 5, 6, 7, 8, 9])\n"
    costly = "\n\ndef search(n):\n    t = 0\n" + turns * 30
    write(models=MODEL + costly + "    return build(7)\n", train=TRAIN.format("from models import build, search", "search(3)"))
    assert head(keraslint, "train.py") == (None, "the analysis budget is spent (search)")
    write(train=TRAIN.format("from models import build, search\nsearch(3)", "build(7)"))
    assert head(keraslint, "train.py") == (7, "softmax")


SAVES = """\
import keras
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(7, activation="softmax")])
model.save("{0}")
"""

LOADED = "the model is loaded from a file"
LOADS = TRAIN.format("", "keras.models.load_model('saved/model.keras')")


def test_a_model_is_what_the_program_beside_it_saves(keraslint: Keraslint, write: Write) -> None:
    write(save=SAVES.format("./saved/model.keras"), load=LOADS)
    assert head(keraslint, "load.py") == (7, "softmax")
    guarded = MODEL + "if __name__ == '__main__':\n    build(9).save('saved/model.keras')\n"
    write(save=guarded)
    assert head(keraslint, "load.py") == (9, "softmax")
    write(models=MODEL, save="from models import build\nbuild(5).save('saved/model.keras')\n")
    assert head(keraslint, "load.py") == (5, "softmax")


@pytest.mark.parametrize(
    "others",
    [
        {"save": SAVES.format("model.keras")},
        {"save": SAVES.format("saved/model.keras"), "again": SAVES.format("saved/model.keras")},
        {"save": SAVES.format("saved/model.keras"), "large": "#" * 1_000_000},
        {"save": SAVES.format("saved/model.keras"), "load": LOADS + "model.save('saved/model.keras')\n"},
        {"save": "import keras\nkeras.models.load_model('saved/model.keras').save('saved/model.keras')\n"},
        {"save": SAVES.format("saved/model.keras").replace("7", "unknown()")[:-1] + " if\n"},
        {"inner__save": SAVES.format("saved/model.keras")},
        {"save": SAVES.format("saved/model.keras"), **{f"other{number}": "# model.keras\n" for number in range(9)}},
    ],
)  # fmt: skip
def test_a_model_that_several_programs_or_none_may_have_saved_is_not_known(
    keraslint: Keraslint, write: Write, others: dict[str, str]
) -> None:
    write(**{"load": LOADS, **others})
    assert head(keraslint, "load.py") == (None, LOADED)


def test_programs_that_read_what_the_other_writes_come_to_an_end(keraslint: Keraslint, write: Write) -> None:
    reads = "import keras\nmodel = keras.models.load_model('{0}')\nmodel.save('{1}')\nmodel.compile('adam', 'mse')\n"
    write(one=reads.format("a.keras", "b.keras"), two=reads.format("b.keras", "a.keras"))
    assert head(keraslint, "one.py") == head(keraslint, "two.py") == (None, LOADED)


def test_what_another_program_saves_is_looked_up_again_when_it_changes(keraslint: Keraslint, write: Write) -> None:
    faulty = SAVES.format("saved/model.keras").replace("Dense(7", "Dense(1")
    loads = LOADS.replace("categorical_crossentropy", "binary_crossentropy")
    write(save=SAVES.format("saved/model.keras"), load=loads)
    assert "KL101" not in keraslint("check", "load.py").out
    write(save=faulty)
    assert "KL101" in keraslint("check", "load.py").out
    write(another=faulty)
    assert "KL101" not in keraslint("check", "load.py").out
