"""The language server itself: what the client asks, answered from readings. The only module that knows pygls."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any, Final

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import to_fs_path

from keraslint import __version__
from keraslint.server import actions, confirm, diagnostics, hints, hover, lenses
from keraslint.server.documents import Document
from keraslint.server.reading import Reading, read
from keraslint.server.session import Session
from keraslint.server.settings import CONFIGURATION, Settings, Workbench
from keraslint.server.silence import silencing
from keraslint.server.text import Text

FIX_COMMAND: Final = "keraslint.applyAutofix"
CONFIRM_COMMAND: Final = lenses.COMMAND
DEBUG_COMMAND: Final = "keraslint.printDebugInformation"

NOTEBOOKS: Final = types.NotebookDocumentSyncOptions(
    notebook_selector=[
        types.NotebookDocumentFilterWithCells(notebook="jupyter-notebook", cells=[types.NotebookCellLanguage(language="python")])
    ],
    save=True,
)


class Server(LanguageServer):
    """A language server with its documents, its settings and its rules."""

    def __init__(self) -> None:
        """Start without documents and with the default settings."""
        super().__init__("keraslint", __version__, notebook_document_sync=NOTEBOOKS)
        self.bench = Workbench()
        self.session = Session(self._read, self._deliver)
        self.said: dict[str, set[str]] = {}
        """For each document the addresses for which diagnostics were sent."""
        self.trainings: set[confirm.Training] = set()
        """What is being trained; it ends with the server."""

    def end(self) -> None:
        """Stop reading and training."""
        self.session.close()
        for training in self.trainings:
            training.stop()

    def _read(self, document: Document) -> Reading:
        return read(document, self.bench.engine)

    def _deliver(self, reading: Reading) -> None:
        if self.pulls:
            return
        said = diagnostics.by_uri(reading)
        for uri in self.said.get(reading.document.uri, set()) - set(said):
            self._publish(uri, [], None)
        for uri, found in said.items():
            self._publish(uri, found, None if reading.document.notebook else reading.document.version)
        self.said[reading.document.uri] = set(said)

    def _publish(self, uri: str, found: Sequence[types.Diagnostic], version: int | None) -> None:
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, list(found), version))

    def refresh(self) -> None:
        """Let a client that asks for diagnostics ask again: what it got may not be true any more, although no text changed."""
        workspace = self.client_capabilities.workspace
        supported = workspace is not None and workspace.diagnostics is not None and workspace.diagnostics.refresh_support
        if self.pulls and supported:
            self.workspace_diagnostic_refresh(None)

    def configured(self) -> None:
        """Choose the rules again, and lint everything with them."""
        self.bench.forget()
        self.session.again()
        self.refresh()

    @property
    def pulls(self) -> bool:
        """Whether the client asks for diagnostics, so that none are to be sent unasked."""
        document = self.client_capabilities.text_document
        return document is not None and document.diagnostic is not None

    @property
    def encoding(self) -> types.PositionEncodingKind:
        """The unit in which the client counts columns."""
        return types.PositionEncodingKind(self.workspace.position_encoding or types.PositionEncodingKind.Utf16)

    def text(self, content: str) -> Text:
        """Return a text that counts as the client does."""
        return Text(content, self.encoding)

    def silent(self, uri: str) -> None:
        """Take back what was said of a document that is closed."""
        for said in self.said.pop(uri, set()):
            self._publish(said, [], None)

    async def current(self, uri: str) -> Reading | None:
        """Return what is known of a document as it is now, waiting for it; ``None`` where it is not open."""
        while (document := self.session.get(uri)) is not None:
            try:
                reading = await self.session.reading(document)
            except asyncio.CancelledError:
                if self.session.get(uri) is document:
                    raise
                continue
            if self.session.get(uri) is document:
                return reading
        return None


def create() -> Server:
    """Return a server with all that it can do."""
    server = Server()
    for register in (_documents, _notebooks, _questions, _commands, _settings):
        register(server)
    return server


def _documents(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        item = params.text_document
        server.session.put(Document(item.uri, item.version, {None: server.text(item.text)}, {None: item.uri}), at_once=True)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        uri, version = params.text_document.uri, params.text_document.version
        before = server.session.get(uri)
        if before is not None and not before.notebook:
            text = before.texts[None].edited(params.content_changes)
            server.session.put(Document(uri, version, {None: text}, {None: uri}))

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: types.DidSaveTextDocumentParams) -> None:
        path = to_fs_path(params.text_document.uri)
        for document in server.session.documents:
            behind = await server.session.answer(server.bench.engine.project.behind, document.path)
            if path in behind and server.session.get(document.uri) is document:
                server.session.put(document, at_once=True)
                server.refresh()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        server.session.drop(params.text_document.uri)
        server.silent(params.text_document.uri)


def _notebooks(server: Server) -> None:
    @server.feature(types.NOTEBOOK_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenNotebookDocumentParams) -> None:
        _put(server, params.notebook_document, {item.uri: item for item in params.cell_text_documents}, at_once=True)

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeNotebookDocumentParams) -> None:
        uri = params.notebook_document.uri
        before = server.session.get(uri)
        notebook = server.workspace.get_notebook_document(notebook_uri=uri)
        if before is None or notebook is None:
            return
        texts = {before.uris[cell]: text for cell, text in before.texts.items()}
        cells = params.change.cells
        opened = list(cells.structure.did_open or []) if cells is not None and cells.structure is not None else []
        texts.update({item.uri: server.text(item.text) for item in opened})
        for change in (cells.text_content if cells is not None else None) or []:
            known = texts.get(change.document.uri)
            if known is not None:
                texts[change.document.uri] = known.edited(change.changes)
        server.session.put(_notebook(notebook, texts))

    @server.feature(types.NOTEBOOK_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseNotebookDocumentParams) -> None:
        server.session.drop(params.notebook_document.uri)
        server.silent(params.notebook_document.uri)


def _put(
    server: Server, notebook: types.NotebookDocument, items: dict[str, types.TextDocumentItem], *, at_once: bool = False
) -> None:
    texts = {uri: server.text(item.text) for uri, item in items.items()}
    server.session.put(_notebook(notebook, texts), at_once=at_once)


def _notebook(notebook: types.NotebookDocument, texts: dict[str, Text]) -> Document:
    """Return a notebook as a document; a cell whose text the client keeps to itself, such as prose, is empty."""
    uris: dict[int | None, str] = dict(enumerate((cell.document for cell in notebook.cells), 1))
    return Document(
        notebook.uri,
        notebook.version,
        {cell: texts.get(uri, Text("")) for cell, uri in uris.items()},
        uris,
        markup=frozenset(at for at, cell in enumerate(notebook.cells, 1) if cell.kind is types.NotebookCellKind.Markup),
    )


def _questions(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, types.DiagnosticOptions(False, False, identifier="keraslint"))
    async def pulled(params: types.DocumentDiagnosticParams) -> types.RelatedFullDocumentDiagnosticReport:
        reading = await server.current(params.text_document.uri)
        found = diagnostics.by_uri(reading).get(params.text_document.uri, []) if reading is not None else []
        return types.RelatedFullDocumentDiagnosticReport(items=found)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=list(actions.KINDS)))
    async def acted(params: types.CodeActionParams) -> list[types.CodeAction]:
        uri = params.text_document.uri
        reading = await server.current(uri)
        if reading is None:
            return []
        found: list[types.CodeAction] = []
        if _wanted(params.context.only, types.CodeActionKind.QuickFix.value):
            silence = {
                str(diagnostic.code): edit
                for diagnostic in params.context.diagnostics
                if (edit := silencing(reading.document, uri, diagnostic)) is not None
            }
            found.extend(actions.quick_fixes(params.context.diagnostics, silence, uri))
        whole = actions.fix_all_action(reading)
        if whole is not None and whole.kind is not None and _wanted(params.context.only, str(whole.kind)):
            found.append(whole)
        return found

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(params: types.HoverParams) -> types.Hover | None:
        uri = params.text_document.uri
        reading = await server.current(uri)
        if reading is None:
            return None
        spot = reading.document.spot(uri, params.position)
        text = await server.session.answer(hover.hover, reading, spot)
        return None if text is None else types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text))

    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    async def hinted(params: types.InlayHintParams) -> list[types.InlayHint]:
        uri = params.text_document.uri
        reading = await server.current(uri) if server.bench.settings.inlay_hints else None
        if reading is None:
            return []
        return await server.session.answer(lambda: list(hints.shape_hints(reading, uri, params.range)))

    @server.feature(types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions(resolve_provider=False))
    async def lensed(params: types.CodeLensParams) -> list[types.CodeLens]:
        uri = params.text_document.uri
        reading = await server.current(uri) if server.bench.settings.code_lens else None
        if reading is None:
            return []
        return await server.session.answer(lambda: list(lenses.code_lenses(reading, uri)))


def _wanted(only: Iterable[types.CodeActionKind | str] | None, kind: str) -> bool:
    """Say whether a client wants actions of a kind: all kinds where it does not say, else a kind and those below it."""
    if only is None:
        return True
    asked = [one.value if isinstance(one, types.CodeActionKind) else one for one in only]
    return any(kind == one or kind.startswith(f"{one}.") for one in asked)


def _commands(server: Server) -> None:
    @server.command(FIX_COMMAND)
    async def fix(uri: str) -> None:
        reading = await server.current(uri)
        edit = actions.fix_all(reading) if reading is not None else None
        if edit is not None:
            await server.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, label="keraslint: fix all"))

    @server.command(DEBUG_COMMAND)
    def debug() -> dict[str, Any]:
        return {
            "version": __version__,
            "encoding": server.encoding.value,
            "pulls": server.pulls,
            "documents": [document.uri for document in server.session.documents],
            "settings": server.bench.settings.as_plain(),
            "trainings": len(server.trainings),
        }

    @server.command(CONFIRM_COMMAND)
    async def prove(uri: str) -> None:
        await confirm.run(server, uri)


def _settings(server: Server) -> None:
    @server.feature(types.INITIALIZED)
    def initialised(_params: types.InitializedParams) -> None:
        workspace = server.client_capabilities.workspace
        watched = workspace.did_change_watched_files if workspace is not None else None
        if watched is not None and watched.dynamic_registration:
            watchers = [types.FileSystemWatcher(f"**/{name}") for name in CONFIGURATION]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            registration = types.Registration("configuration", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            server.client_register_capability(types.RegistrationParams([registration]))

    @server.feature(types.INITIALIZE)
    def initialise(params: types.InitializeParams) -> None:
        # pygls keeps texts too, with other line ends, and moves the positions of a change into lines that are too short for them.
        server.workspace.update_text_document = _ignore  # type: ignore[method-assign, assignment]
        server.bench.settings = Settings.of(params.initialization_options)

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def configured(params: types.DidChangeConfigurationParams) -> None:
        server.bench.settings = Settings.of(params.settings)
        server.configured()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def files_changed(_params: types.DidChangeWatchedFilesParams) -> None:
        server.configured()

    @server.feature(types.SHUTDOWN)
    def shut(_params: None) -> None:
        server.end()


def _ignore(_document: types.VersionedTextDocumentIdentifier, _change: types.TextDocumentContentChangeEvent) -> None:
    """Leave a change to the session."""
