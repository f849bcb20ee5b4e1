"""Confirming warnings from the editor: the command runs beside the server, and its verdicts join the diagnostics."""

from __future__ import annotations

import asyncio
import json
import sys
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from lsprotocol import types

from keraslint.server.reading import Reading, Verdict

if TYPE_CHECKING:
    from keraslint.server.app import Server

COMMAND: Final = (sys.executable, "-m", "keraslint", "confirm", "--output-format", "json", "--exit-zero", "-")


async def run(server: Server, uri: str) -> None:
    """Train what a document describes, and say of each of its warnings what came out; the text need not be saved."""
    reading = await server.current(uri)
    if reading is None:
        return
    document = reading.document
    token = str(uuid.uuid4())
    await _begin(server, token, document.path)
    try:
        output, complaint = await _train(document.path, document.file.encoded())
        verdicts = await server.session.answer(lambda: dict(_verdicts(reading, output)))
    except (OSError, ValueError) as error:
        verdicts, complaint = {}, str(error)
    finally:
        server.work_done_progress.end(token, types.WorkDoneProgressEnd(message="done"))
    if server.session.get(uri) is not document:
        return
    if not verdicts:
        said = complaint.strip().splitlines()
        server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, said[-1] if said else "nothing to confirm"))
    await server.session.amend(replace(reading, verdicts=verdicts))
    server.refresh()


async def _begin(server: Server, token: str, path: str) -> None:
    window = server.client_capabilities.window
    if window is not None and window.work_done_progress:
        await server.work_done_progress.create_async(token)
    server.work_done_progress.begin(token, types.WorkDoneProgressBegin(title="keraslint confirm", message=path))


async def _train(path: str, content: bytes) -> tuple[str, str]:
    """Run the command on a text; return what it printed, and what it complained of."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        "--stdin-filename",
        path,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        output, complaint = await process.communicate(content)
    except asyncio.CancelledError:
        process.kill()
        raise
    return output.decode("utf-8", "replace"), complaint.decode("utf-8", "replace")


def _verdicts(reading: Reading, output: str) -> Iterator[tuple[tuple[str, int], Verdict]]:
    """Walk the verdicts by the code of the rule and the number of the setup, which is that of its compile call in the text."""
    study = reading.study
    if study is None or not output.strip():
        return
    for found in json.loads(output).get("setups", []):
        number = next((at for at, setup in enumerate(study.program.setups) if _stands_at(setup.compile.place, found)), None)
        for verdict in found.get("verdicts", []):
            if number is not None:
                yield (verdict["code"], number), Verdict(verdict["verdict"], _evidence(verdict))


def _stands_at(place: Any, found: Mapping[str, Any]) -> bool:
    location = found.get("location") or {}
    return (
        place is not None
        and (place.span.line, place.span.column) == (location.get("row"), location.get("column"))
        and place.span.cell == found.get("cell")
    )


def _evidence(verdict: Mapping[str, Any]) -> str:
    if verdict.get("reason"):
        return str(verdict["reason"])
    parts = []
    if verdict.get("effect") is not None:
        parts.append(f"effect {verdict['effect']:.3g}")
    if verdict.get("seeds"):
        parts.append(f"{verdict['seeds']} seeds")
    if verdict.get("seconds") is not None:
        parts.append(f"{verdict['seconds']:.0f} s on {verdict.get('backend', 'the CPU')}")
    return ", ".join(parts)
