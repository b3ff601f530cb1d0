// Shared by every package's `test` script. It is not called vitest.config.ts, because vitest run inside a package
// would then pick up this folder as its root.
import { existsSync } from "node:fs";
import { defineConfig } from "vitest/config";

// A package whose tests all need something that is made once has this file; vitest runs in the package's folder.
const setUp = "tests/set-up.ts";

export default defineConfig({
  test: {
    include: ["**/*.test.ts"],
    passWithNoTests: true,
    ...(existsSync(setUp) ? { globalSetup: [setUp], fileParallelism: false } : {}),
    // No test is about time: one that hangs is stopped, one on a slow computer is not.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 60_000 } },
    reporters: ["default", "json"],
    // `pnpm test` adds these files up into its last line.
    outputFile: { json: ".reports/vitest.json" },
  },
});
