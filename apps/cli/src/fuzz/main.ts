// `pnpm fuzz [models] [--from seed] [--most schedules]`: holds everything that explores together on many random models, as
// the test run does on a thousand. Each model is made of its seed: a run that was stopped goes on with `--from`.
import { fuzz } from "./fuzz.ts";

process.exitCode = await fuzz(process.argv.slice(2), {
  print: (text) => void process.stdout.write(`${text}\n`),
  complain: (text) => void process.stderr.write(`${text}\n`),
});
