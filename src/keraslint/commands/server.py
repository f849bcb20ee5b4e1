"""``keraslint server``: the language server, over standard input and output."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from keraslint.commands import CLEAN
from keraslint.commands.parser import Parser
from keraslint.options import Failure


def run(arguments: Sequence[str]) -> int:
    """Serve until the client says that it is done, or is gone.

    Raises:
        Failure: the packages for this command are not installed.
    """
    _parser().parse_args(arguments)
    try:
        from keraslint.server.app import create
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in {"pygls", "lsprotocol"}:
            raise
        raise Failure("the language server needs pygls: install it with `pip install 'keraslint[lsp]'`") from None
    # What is printed would end up in the midst of the protocol's messages.
    stdout, sys.stdout = sys.stdout, sys.stderr
    server = create()
    try:
        server.start_io(sys.stdin.buffer, stdout.buffer)
    finally:
        server.end()
    return CLEAN


def _parser() -> Parser:
    made = Parser(
        prog="keraslint server",
        description="Serve an editor: diagnostics, fixes, shapes on hover and inlay hints, over standard input and output.",
    )
    made.add_argument("--stdio", action="store_true", help="accepted, since editors pass it: there is no other way to connect")
    return made
