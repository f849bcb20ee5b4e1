/** How to start the server: what the settings say, else the chosen interpreter, else whatever is on the path. */

export interface Start {
  readonly command: string;
  readonly args: readonly string[];
}

/** Returns the ways to start the server, in the order in which they are to be tried. */
export function candidates(setting: readonly string[], interpreter: string | undefined): Start[] {
  const [command, ...args] = setting;
  if (command !== undefined && command !== "") {
    return [{ command, args }];
  }
  const onPath: Start = { command: "keraslint", args: ["server"] };
  return interpreter === undefined || interpreter === ""
    ? [onPath]
    : [{ command: interpreter, args: ["-m", "keraslint", "server"] }, onPath];
}

/** Returns the command that tells whether a way to start the server would work, without starting it. */
export function probe(start: Start): Start {
  const args = start.args.map((argument) => (argument === "server" ? "version" : argument));
  return { command: start.command, args };
}

/** Returns the first way that works. */
export async function firstThat(works: (start: Start) => Promise<boolean>, starts: readonly Start[]): Promise<Start | undefined> {
  for (const start of starts) {
    if (await works(start)) {
      return start;
    }
  }
  return undefined;
}
