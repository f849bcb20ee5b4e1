from __future__ import annotations

import json

import pytest

from support import Keraslint


@pytest.mark.parametrize("name", ["KL101", "kl101", "softmax-on-single-unit"])
def test_a_rule_is_explained_by_code_or_name(keraslint: Keraslint, name: str) -> None:
    done = keraslint("rule", name)
    assert done.code == 0
    assert done.out.startswith("KL101 softmax-on-single-unit\n============================\n")
    assert "## Why is this bad" in done.out


def test_all_rules_are_listed_in_the_order_of_their_codes(keraslint: Keraslint) -> None:
    codes = [line.split()[0] for line in keraslint("rule", "--all").out.splitlines()]
    assert "KL101" in codes
    assert codes == sorted(codes)


def test_json_has_the_keys_of_other_linters_and_more(keraslint: Keraslint) -> None:
    row = json.loads(keraslint("rule", "KL101", "--output-format", "json").out)
    assert row.keys() >= {
        "name", "code", "linter", "summary", "fix", "fix_availability", "explanation", "preview", "status", "category",
        "source_location", "severity", "confidence", "references", "keras_versions",
    }  # fmt: skip
    assert (row["code"], row["name"], row["severity"]) == ("KL101", "softmax-on-single-unit", "error")
    rows = json.loads(keraslint("rule", "--all", "--output-format", "json").out)
    assert row in rows
    assert len(json.loads(keraslint("rule", "KL101", "KL102", "--output-format", "json").out)) == 2


def test_markdown(keraslint: Keraslint) -> None:
    assert keraslint("rule", "KL101", "--output-format", "markdown").out.startswith("# KL101 softmax-on-single-unit\n")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["softmax-on-singel-unit"], "error: unknown rule `softmax-on-singel-unit`; did you mean `softmax-on-single-unit`?\n"),
        (["qqqqqqqq"], "error: unknown rule `qqqqqqqq`\n"),
        ([], "error: name a rule by its code or its name, or say --all\n"),
        (["KL101", "--all"], "error: name rules or say --all, not both\n"),
    ],
)
def test_what_is_no_rule(keraslint: Keraslint, arguments: list[str], message: str) -> None:
    done = keraslint("rule", *arguments)
    assert (done.code, done.out, done.err) == (2, "", message)
