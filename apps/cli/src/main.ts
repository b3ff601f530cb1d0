import { runEverything } from "./everything.ts";

/** The `millrace` command. Returns its exit code: 0 passed, 1 failed, 2 usage, 3 our own fault. */
export async function main(args: string[]): Promise<number> {
  const [command, ...rest] = args;
  if (command === "test" && rest.every((argument) => argument.startsWith("--"))) {
    return runEverything({ json: rest.includes("--json"), args: rest.filter((argument) => argument !== "--json") });
  }
  console.error("Usage: millrace test [--json] [--force] [--no-skips]");
  return 2;
}
