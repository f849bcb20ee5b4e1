import assert from "node:assert/strict";
import { test } from "node:test";
import { candidates, firstThat, probe } from "../src/command.ts";

test("what the settings say goes before everything else", () => {
  assert.deepEqual(candidates(["/opt/bin/keraslint", "server"], "/usr/bin/python"), [
    { command: "/opt/bin/keraslint", args: ["server"] },
  ]);
});

test("the chosen interpreter goes before the path", () => {
  assert.deepEqual(candidates([], "/venv/bin/python"), [
    { command: "/venv/bin/python", args: ["-m", "keraslint", "server"] },
    { command: "keraslint", args: ["server"] },
  ]);
});

test("without an interpreter there is only the path", () => {
  assert.deepEqual(candidates([""], undefined), [{ command: "keraslint", args: ["server"] }]);
  assert.deepEqual(candidates([], ""), [{ command: "keraslint", args: ["server"] }]);
});

test("a way is tried by asking for the version", () => {
  assert.deepEqual(probe({ command: "python", args: ["-m", "keraslint", "server"] }), {
    command: "python",
    args: ["-m", "keraslint", "version"],
  });
});

test("the first way that works is taken, and none where none does", async () => {
  const starts = candidates([], "/venv/bin/python");
  assert.equal(await firstThat(async (start) => start.command === "keraslint", starts), starts[1]);
  assert.equal(await firstThat(async () => false, starts), undefined);
});
