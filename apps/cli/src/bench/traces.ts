// `pnpm bench:traces`: counts the traces of protocols that others have counted, and says how long it takes.
import { searchTraces } from "@millrace/core/explore/traces/search-traces.ts";
import { traceCounts } from "@millrace/core/oracles/trace-counts.ts";

for (const { name, system, traces, blocked } of traceCounts) {
  const begin = performance.now();
  const found = searchTraces(system, [], { schedules: Infinity, depth: Infinity });
  const seconds = (performance.now() - begin) / 1000;
  const isRight = found.schedules === traces && (blocked === undefined || found.blocked === blocked);
  if (!isRight) process.exitCode = 1;
  process.stdout.write(
    `${name.padEnd(40)} ${String(found.schedules).padStart(8)} traces ${String(found.blocked).padStart(6)} blocked ` +
      `${String(found.transitions).padStart(9)} steps ${seconds.toFixed(2).padStart(6)} s${isRight ? "" : `  ✗ not ${traces} and ${blocked ?? "any"}`}\n`,
  );
}
