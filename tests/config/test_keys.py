"""The table of keys, and what is made of it."""

from __future__ import annotations

import dataclasses
import json
import tomllib
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pytest

from keraslint.config.keys import KEYS, PRESETS, Key
from keraslint.config.schema import schema
from keraslint.config.settings import Settings
from keraslint.options import SETTABLE
from support import Run

Keraslint = Callable[..., Run]


def test_settings_have_a_field_for_each_key() -> None:
    fields = {field.name for field in dataclasses.fields(Settings)} - {"origins", "root"}
    assert fields == {key.field for key in KEYS.values()}


def test_what_the_command_line_sets_are_keys() -> None:
    assert {name.replace("_", "-") for name in SETTABLE} <= KEYS.keys()
    assert all(values.keys() <= KEYS.keys() for values in PRESETS.values())


@pytest.mark.parametrize("key", KEYS.values(), ids=lambda key: key.name)
def test_defaults_and_examples_are_what_a_key_takes(key: Key) -> None:
    example = tomllib.loads(key.example)
    assert list(example) == [key.name]
    assert key.kind.accepts(example[key.name])
    assert key.default == "" or key.kind.accepts(key.default)


@pytest.mark.parametrize("key", KEYS.values(), ids=lambda key: key.name)
def test_the_schema_takes_what_the_check_takes(key: Key) -> None:
    jsonschema.Draft7Validator.check_schema(schema())
    jsonschema.validate(tomllib.loads(key.example), schema())
    for wrong in (-17, {"x": 17}, [17]):
        assert not key.kind.accepts(wrong)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({key.name: wrong}, schema())


def test_the_schema_refuses_unknown_keys() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"selct": []}, schema())


def test_the_command_lists_and_explains(keraslint: Keraslint) -> None:
    assert keraslint("config").out.split() == list(KEYS)
    page = keraslint("config", "per_file_ignores").out
    assert page.startswith("per-file-ignores\n\nRules to leave out")
    assert "Default: {}" in page
    assert [row["name"] for row in json.loads(keraslint("config", "--output-format", "json").out)] == list(KEYS)
    assert json.loads(keraslint("config", "--output-format", "schema").out) == schema()
    wrong = keraslint("config", "selct")
    assert (wrong.code, wrong.err) == (2, "error: unknown key `selct`; did you mean `select`?\n")


def test_settings_are_shown_with_their_origin(keraslint: Keraslint, folder: Path) -> None:
    (folder / "base.toml").write_text('# shared\nignore = ["KL408"]\n')
    (folder / "keraslint.toml").write_text(
        'extend = "base.toml"\npreset = "strict"\nper-file-ignores = { "tests/**" = ["KL614"] }\n'
    )
    lines = keraslint("--show-settings", "--fix", "--config", 'min-severity="warning"', "faulty.py").out.splitlines()
    shown = {line.partition(" = ")[0]: " ".join(line.split()) for line in lines}
    assert lines[0] == "# settings for faulty.py"
    assert shown["ignore"] == 'ignore = ["KL408"] # base.toml:2'
    assert shown["select"] == 'select = ["ALL"] # the preset "strict"'
    assert shown["per-file-ignores"] == 'per-file-ignores = { "tests/**" = ["KL614"] } # keraslint.toml:3'
    assert shown["fix"] == "fix = true # the command line"
    assert shown["min-severity"] == 'min-severity = "warning" # --config min-severity="warning"'
    assert shown["unsafe-fixes"] == "unsafe-fixes = false # the default"
    assert tomllib.loads("\n".join(lines))["per-file-ignores"] == {"tests/**": ["KL614"]}
