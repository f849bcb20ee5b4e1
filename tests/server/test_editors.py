"""The set-ups of ``docs/editors.md``, in the real editors."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("pygls", reason="the language server is an extra")

ROOT = Path(__file__).resolve().parents[2]
GUIDE = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")

FAULTY = """\
from keras import Sequential
from keras.layers import Dense, Input

model = Sequential([Input((8,)), Dense(1, activation="softmax")])
model.compile(optimizer="adam", loss="binary_crossentropy")
"""

OLDER = """
if vim.lsp.start == nil then
  function vim.lsp.start(config)
    vim.lsp.buf_attach_client(0, vim.lsp.start_client(config))
  end
end
"""
"""What Neovim before 0.8 lacks."""

WAIT = """
vim.cmd("edit model.py")
vim.cmd("set filetype=python")
vim.wait(60000, function() return #vim.diagnostic.get(0) > 0 end, 50)
local file = io.open("found.json", "w")
file:write(vim.fn.json_encode(vim.diagnostic.get(0)))
file:close()
vim.cmd("qall!")
"""


@pytest.mark.skipif(shutil.which("nvim") is None, reason="Neovim is not installed")
def test_neovim_shows_diagnostics(tmp_path: Path) -> None:
    [snippet] = re.findall(r"```lua\n(.*?)```", GUIDE, re.DOTALL)
    command = f'cmd = {{ "{sys.executable}", "-m", "keraslint", "server" }}'
    configured = snippet.replace('cmd = { "keraslint", "server" }', command)
    assert command in configured
    (tmp_path / "init.lua").write_text(OLDER + configured + WAIT, encoding="utf-8")
    (tmp_path / "model.py").write_text(FAULTY, encoding="utf-8")
    editor = ["nvim", "--headless", "--clean", "-u", "init.lua"]
    subprocess.run(editor, cwd=tmp_path, check=True, timeout=120, capture_output=True)
    [found] = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    assert found["code"] == "KL101"
    assert (found["lnum"], found["source"]) == (3, "keraslint")


def test_the_extension_names_the_settings_that_the_server_knows() -> None:
    manifest = json.loads((ROOT / "editors" / "vscode" / "package.json").read_text(encoding="utf-8"))
    settings = set(manifest["contributes"]["configuration"]["properties"])
    assert settings == {"keraslint.command", "keraslint.inlayHints", "keraslint.codeLens", "keraslint.confirmPython"}
