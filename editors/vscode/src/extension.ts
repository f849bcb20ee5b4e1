/** Starts the language server for Python files and notebooks, and restarts it when its settings change. */

import { execFile } from "node:child_process";
import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";
import { candidates, firstThat, probe, type Start } from "./command.ts";

const NAME = "keraslint";
const PROBE_TIMEOUT_MS = 10_000;

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  context.subscriptions.push(
    vscode.commands.registerCommand("keraslint.restart", restart),
    vscode.commands.registerCommand("keraslint.fixAll", fixAll),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("keraslint.command")) {
        await restart();
      } else if (change.affectsConfiguration(NAME)) {
        await client?.sendNotification("workspace/didChangeConfiguration", { settings: { keraslint: settings() } });
      }
    }),
  );
  await restart();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
  client = undefined;
}

async function restart(): Promise<void> {
  await deactivate();
  const configured = vscode.workspace.getConfiguration(NAME).get<string[]>("command", []);
  const start = await firstThat(works, candidates(configured, await interpreter()));
  if (start === undefined) {
    void vscode.window.showWarningMessage("keraslint is not installed: run `pip install 'keraslint[lsp]'` in your environment.");
    return;
  }
  const server: ServerOptions = { command: start.command, args: [...start.args] };
  const options: LanguageClientOptions = {
    documentSelector: [{ language: "python" }],
    initializationOptions: { settings: settings() },
  };
  client = new LanguageClient(NAME, NAME, server, options);
  await client.start();
}

async function fixAll(): Promise<void> {
  const uri = vscode.window.activeTextEditor?.document.uri;
  if (uri !== undefined) {
    await client?.sendRequest("workspace/executeCommand", { command: "keraslint.applyAutofix", arguments: [uri.toString()] });
  }
}

function settings(): Record<string, unknown> {
  const found = vscode.workspace.getConfiguration(NAME);
  return { inlayHints: found.get("inlayHints", true), codeLens: found.get("codeLens", true), confirmPython: found.get("confirmPython", "") };
}

/** Returns the interpreter that the Python extension has chosen for the workspace, if that extension is there. */
async function interpreter(): Promise<string | undefined> {
  const python = vscode.extensions.getExtension("ms-python.python");
  if (python === undefined) {
    return undefined;
  }
  const api = python.isActive ? python.exports : await python.activate();
  const resource = vscode.workspace.workspaceFolders?.[0]?.uri;
  return api?.environments?.getActiveEnvironmentPath?.(resource)?.path;
}

function works(start: Start): Promise<boolean> {
  const { command, args } = probe(start);
  return new Promise((resolve) => {
    execFile(command, [...args], { timeout: PROBE_TIMEOUT_MS }, (error) => {
      resolve(error === null);
    });
  });
}
