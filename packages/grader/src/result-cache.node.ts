import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const weekMs = 7 * 24 * 60 * 60 * 1000;

/** Results that can be had again from the same content, kept on disk as JSON. */
export class ResultCache {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The result for these contents: kept, or made now. */
  async get<Result>(contents: readonly string[], make: () => Promise<Result>): Promise<Result> {
    const file = this.fileOf(contents);
    const kept = read(file);
    if (kept !== undefined) return kept.result as Result;
    const result = await make();
    mkdirSync(dirname(file), { recursive: true });
    const aside = `${file}.${process.pid}`;
    writeFileSync(aside, JSON.stringify({ result }));
    renameSync(aside, file);
    return result;
  }

  /** Forgets what was kept more than a week ago: its contents have long been changed. */
  sweep(): void {
    if (!existsSync(this.folder)) return;
    for (const name of readdirSync(this.folder)) {
      const path = join(this.folder, name);
      if (Date.now() - statSync(path).mtimeMs > weekMs) rmSync(path, { force: true });
    }
  }

  private fileOf(contents: readonly string[]): string {
    const hash = createHash("sha256").update(JSON.stringify(contents)).digest("hex");
    return join(this.folder, `${hash.slice(0, 32)}.json`);
  }
}

/** Undefined if there is nothing, or nothing that can be read: then it is made again. */
function read(file: string): { readonly result: unknown } | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, "utf8")) as { readonly result: unknown };
  } catch {
    return undefined;
  }
}
