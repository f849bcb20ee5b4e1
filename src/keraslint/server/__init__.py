"""The language server: what the linter knows, in the editor, while the text is being written.

``text`` keeps what the client says of its documents, ``documents`` makes files of them, ``reading`` lints one version of one
document, ``session`` decides when; ``diagnostics``, ``actions``, ``hover``, ``hints`` and ``lenses`` say it in the terms of the
protocol, and ``app`` connects all of that to pygls. Only ``app`` and ``session`` know that there is a connection.
"""
