"""What a linted file or its name says never gets through to the terminal, the page or the build server as anything but text."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest

from keraslint.findings import Diagnostic, FileReport, Finding, Related, Report
from keraslint.layout import SourceText
from keraslint.options import FORMATS as NAMES
from keraslint.report.formats import FORMATS
from keraslint.report.style import Style
from keraslint.source import Place, Span

EVIL = "\x1b[31m\u202egnp\x07<script>alert(1)</script>\r\n::error::x](http://e) %0A;]|\x00"
PATH = f"::set-output name=x::{EVIL.replace(chr(0), '')}.py"
SPAN = Span(PATH, None, 2, 1, 2, 5)
CODE = f"first\n{EVIL.replace(chr(13), '').replace(chr(10), '')}\nlast\n"
REPORT = Report(
    (
        FileReport(
            PATH,
            (
                Finding(
                    "KL101",
                    "softmax-on-single-unit",
                    Place.at(SPAN),
                    EVIL,
                    related=(Related(Place.at(SPAN), EVIL),),
                    notes=(EVIL,),
                ),
            ),
            (Diagnostic("invalid-syntax", EVIL, SPAN),),
        ),
    ),
    1,
    "0.1.0",
)


def made(name: str) -> str:
    return FORMATS[name].reporter(REPORT, {(PATH, None): SourceText(CODE)}, Style())


def test_every_format_that_is_named_exists() -> None:
    assert tuple(FORMATS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_no_control_character_gets_through(name: str) -> None:
    text = made(name)
    assert not [character for character in text if not character.isprintable() and character != "\n"]


@pytest.mark.parametrize("name", ["full", "concise", "grouped", "github", "azure", "pylint"])
def test_no_line_begins_as_a_command_that_is_not_ours(name: str) -> None:
    for line in made(name).splitlines():
        stripped = line.lstrip()
        if stripped.startswith("::"):
            assert stripped.startswith(("::error title=keraslint (", "::warning title=keraslint (", "::: "))
        if stripped.startswith("##"):
            assert stripped.startswith("##vso[task.logissue type=")
            properties = stripped.partition("]")[0]
            assert properties.count(";") == 5


def test_a_command_of_github_has_the_properties_that_we_gave_it() -> None:
    for line in made("github").splitlines():
        if line.startswith("::error "):
            properties, _, _ = line.removeprefix("::error ").partition("::")
            assert [part.partition("=")[0] for part in properties.split(",")] == [
                "title", "file", "line", "col", "endLine", "endColumn",
            ]  # fmt: skip


@pytest.mark.parametrize("name", ["json", "gitlab", "rdjson", "sarif"])
def test_json_can_be_read(name: str) -> None:
    json.loads(made(name))


def test_sarif_has_no_links_in_messages() -> None:
    for result in json.loads(made("sarif"))["runs"][0]["results"]:
        assert "](" not in result["message"]["text"]


def test_xml_can_be_read() -> None:
    root = ET.fromstring(made("junit").partition("\n")[2])
    assert {element.tag for element in root.iter()} <= {
        "testsuites",
        "testsuite",
        "testcase",
        "properties",
        "property",
        "failure",
    }


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        self.seen.append(tag)


def test_the_page_has_the_one_script_that_is_ours() -> None:
    tags = Tags()
    tags.feed(made("html"))
    assert tags.seen.count("script") == 1


def test_a_table_stays_a_table() -> None:
    rows = [line for line in made("markdown").splitlines() if line.startswith("|")]
    assert all(row.replace(r"\|", "").count("|") == 5 for row in rows)
    assert "<script" not in made("markdown").replace(r"\<", "")
