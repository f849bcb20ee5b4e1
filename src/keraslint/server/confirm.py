"""Confirming warnings from the editor: the command runs beside the server, and its verdicts join the diagnostics."""

from __future__ import annotations

import asyncio
import json
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from lsprotocol import types

from keraslint.server.reading import Reading, Verdict

if TYPE_CHECKING:
    from keraslint.server.app import Server
    from keraslint.server.documents import Document

COMMAND: Final = (
    sys.executable,
    "-m",
    "keraslint",
    "confirm",
    "--output-format",
    "json",
    "--exit-zero",
    "--progress",
    "lines",
    "-",
)

LIMIT: Final = 1 << 20
"""Bytes that a line of a program may have; a reason may quote much."""


class Training:
    """One run of the command on a text, and what the editor is told of it."""

    def __init__(self, server: Server, document: Document) -> None:
        """Train nothing yet."""
        self._server = server
        self._document = document
        self._token = str(uuid.uuid4())
        self._process: asyncio.subprocess.Process | None = None
        self.complaint = ""
        self.stopped = False

    async def output(self) -> str:
        """Run the command and return what it printed; the editor sees how far it is, and may stop it."""
        await self._begin()
        try:
            return await self._run()
        except OSError as error:
            self.complaint = str(error)
            return ""
        finally:
            self.stop()
            self._server.work_done_progress.end(self._token, types.WorkDoneProgressEnd(message="done"))
            del self._server.work_done_progress.tokens[self._token]

    def stop(self) -> None:
        """End the process, if it is still running."""
        if self._process is not None and self._process.returncode is None:
            self.stopped = True
            with suppress(ProcessLookupError):
                self._process.kill()

    async def _begin(self) -> None:
        window = self._server.client_capabilities.window
        progress = self._server.work_done_progress
        if window is not None and window.work_done_progress:
            await progress.create_async(self._token)
        begin = types.WorkDoneProgressBegin(
            title="keraslint confirm", message=self._document.path, cancellable=True, percentage=0
        )
        progress.begin(self._token, begin)
        progress.tokens[self._token].add_done_callback(lambda asked: self.stop() if asked.cancelled() else None)

    async def _run(self) -> str:
        pipe = asyncio.subprocess.PIPE
        python = self._server.bench.settings.confirm_python
        command = (*COMMAND, "--stdin-filename", self._document.path, "--python", python)
        self._process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=pipe, limit=LIMIT)
        stdin, stdout, stderr = self._process.stdin, self._process.stdout, self._process.stderr
        assert stdin is not None
        assert stdout is not None
        assert stderr is not None
        stdin.write(self._document.file.encoded())
        stdin.write_eof()
        output, _ = await asyncio.gather(stdout.read(), self._follow(stderr))
        await self._process.wait()
        return output.decode("utf-8", "replace")

    async def _follow(self, stream: asyncio.StreamReader) -> None:
        """Pass on how far it is; what else is said is a complaint."""
        while line := (await stream.readline()).decode("utf-8", "replace").strip():
            told = _parsed(line)
            if told is None:
                self.complaint = line
            else:
                share = 100 * told["done"] // max(told["total"], 1)
                self._server.work_done_progress.report(
                    self._token, types.WorkDoneProgressReport(message=told["what"], percentage=min(share, 100))
                )


def _parsed(line: str) -> dict[str, Any] | None:
    """Return how far a training is, where a line says so."""
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) and told.keys() == {"what", "done", "total"} else None


async def run(server: Server, uri: str) -> None:
    """Train what a document describes, and say of each of its warnings what came out; the text need not be saved."""
    reading = await server.current(uri)
    if reading is None:
        return
    training = Training(server, reading.document)
    server.trainings.add(training)
    try:
        output = await training.output()
    finally:
        server.trainings.discard(training)
    if training.stopped or server.session.get(uri) is not reading.document:
        return
    verdicts = await server.session.answer(lambda: dict(_verdicts(reading, output)))
    if not verdicts:
        said = training.complaint or "nothing to confirm"
        server.window_show_message(types.ShowMessageParams(types.MessageType.Warning, said))
    await server.session.amend(replace(reading, verdicts=verdicts))
    server.refresh()


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
