"""The documents that are open and what is known of them: each version is read once, in one thread, and a stale one not at all."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from keraslint.server.documents import Document
from keraslint.server.reading import Reading

T = TypeVar("T")

DELAY: Final = 0.2
"""Seconds without a keystroke after which a document is linted."""

STACK: Final = 256 * 1024 * 1024
"""Bytes of stack for the thread that lints: nested code is walked recursively, and threads have less room than processes."""


class Session:
    """Reads documents in the background. All of it runs on the event loop but for ``read``, which runs in one thread."""

    def __init__(
        self, read: Callable[[Document], Reading], deliver: Callable[[Reading], Awaitable[None] | None], delay: float = DELAY
    ) -> None:
        """Start without documents; ``deliver`` gets every reading of a document that has not changed meanwhile."""
        self._read = read
        self._deliver = deliver
        self._delay = delay
        self._documents: dict[str, Document] = {}
        self._readings: dict[str, asyncio.Task[Reading]] = {}
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._deliveries: set[asyncio.Task[None]] = set()
        before = threading.stack_size(STACK)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="lint")
        self._thread.submit(int).result()
        threading.stack_size(before)

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents that are open, as they are now."""
        return tuple(self._documents.values())

    def get(self, uri: str) -> Document | None:
        """Return the document at an address, be it its own or that of one of its cells."""
        found = self._documents.get(uri)
        if found is not None:
            return found
        return next((document for document in self._documents.values() if uri in document.uris.values()), None)

    def put(self, document: Document, *, at_once: bool = False) -> None:
        """Take a new version of a document, and read it when nothing more comes for a while."""
        self._forget(document.uri)
        self._documents[document.uri] = document
        loop = asyncio.get_running_loop()
        self._waiting[document.uri] = loop.call_later(0 if at_once else self._delay, self._due, document)

    def drop(self, uri: str) -> Document | None:
        """Forget a document, and return it as it was."""
        self._forget(uri)
        return self._documents.pop(uri, None)

    def again(self) -> None:
        """Read every document again: the rules or their settings have changed."""
        for document in self.documents:
            self.put(document, at_once=True)

    async def reading(self, document: Document) -> Reading:
        """Return what is known of a version of a document, reading it if nobody has yet."""
        task = self._readings.get(document.uri)
        if task is None or self._documents.get(document.uri) is not document:
            task = asyncio.ensure_future(self.answer(self._read, document))
            if self._documents.get(document.uri) is document:
                self._readings[document.uri] = task
        return await asyncio.shield(task)

    async def amend(self, reading: Reading) -> None:
        """Take a reading that knows more than the one before, and deliver it, unless its document has changed meanwhile."""
        if self._documents.get(reading.document.uri) is reading.document:
            done: asyncio.Task[Reading] = asyncio.ensure_future(_as_is(reading))
            self._readings[reading.document.uri] = done
            await self._read_and_deliver(reading.document)

    async def answer(self, function: Callable[..., T], *arguments: object) -> T:
        """Run something in the thread that lints, where nothing else of ours runs at the same time."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, function, *arguments)

    def close(self) -> None:
        """Stop reading."""
        for uri in list(self._documents):
            self.drop(uri)
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _due(self, document: Document) -> None:
        self._waiting.pop(document.uri, None)
        task = asyncio.ensure_future(self._read_and_deliver(document))
        self._deliveries.add(task)
        task.add_done_callback(self._deliveries.discard)

    async def _read_and_deliver(self, document: Document) -> None:
        try:
            reading = await self.reading(document)
        except asyncio.CancelledError:
            return
        if self._documents.get(document.uri) is document:
            delivered = self._deliver(reading)
            if delivered is not None:
                await delivered

    def _forget(self, uri: str) -> None:
        waiting = self._waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()
        task = self._readings.pop(uri, None)
        if task is not None:
            task.cancel()


async def _as_is(reading: Reading) -> Reading:
    return reading
