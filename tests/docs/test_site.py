"""The pages: every link leads somewhere, every configuration in them is one, and the site builds without a warning."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from keraslint.config.schema import schema

ROOT = Path(__file__).parents[2]
PAGES = [
    *sorted((ROOT / "docs").glob("*.md")),
    *sorted((ROOT / "docs" / "why").glob("*.md")),
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
]
OURS = ("configuration.md", "adopting.md", "suppression.md", "integrations.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text)]
    local = [link for link in links if link and "://" not in link]
    assert [link for link in local if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("name", OURS)
def test_what_pages_call_a_configuration_is_one(name: str) -> None:
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    for block in re.findall(r"^```toml\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        parsed = tomllib.loads(block)
        if not {"tool", "project"} & parsed.keys():
            jsonschema.validate(parsed, schema())


def test_every_page_is_in_the_navigation() -> None:
    docs = ROOT / "docs"
    listed = set(paths(yaml.safe_load((ROOT / "mkdocs.yml").read_text())["nav"]))
    pages = [*docs.glob("*.md"), *docs.glob("why/*.md"), docs / "rules" / "README.md"]
    assert {page.relative_to(docs).as_posix() for page in pages} == listed


def paths(entries: list[dict[str, Any]]) -> Iterator[str]:
    for entry in entries:
        for target in entry.values():
            yield from paths(target) if isinstance(target, list) else [target]


def test_what_is_generated_is_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "gen_docs.py"), "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, ""), done.stderr


def test_every_page_about_why_has_its_picture_described() -> None:
    for page in sorted((ROOT / "docs" / "why").glob("*.md")):
        if page.stem != "index":
            (picture,) = re.findall(r"!\[([^\]]+)\]\((\S+)\)", page.read_text(encoding="utf-8"))
            assert picture[1] == f"{page.stem}.svg"
            assert len(picture[0].split()) > 6  # what it shows, for those who do not see it


@pytest.mark.slow
def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "site" / "rules" / "softmax-on-single-unit" / "index.html").exists()
