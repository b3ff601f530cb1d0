import { printHead, printRow, ratio, summary } from "./figures.ts";
import { makeProgram, runProgram } from "./programs.ts";

const rounds = 5;

/** Deliveries a second. */
interface Rates {
  readonly untouched: number;
  readonly once: number;
  readonly withSchedule: number;
  readonly withEvents: number;
  readonly loop: number;
}

const rows = [
  ["simulate, nothing read of what happened", "untouched", "2,000,000 a second"],
  ["the same, each handler run once (`twice: false`)", "once", ""],
  ["simulate, and its schedule read", "withSchedule", ""],
  ["simulate, and all events read", "withEvents", ""],
] as const;

/** Deliveries a second of a trivial machine, beside the loop that a simulation is at the least. */
export async function benchSimulation(): Promise<void> {
  const program = await makeProgram("simulation-round.ts");
  const rates = Array.from({ length: rounds }, () => runProgram<Rates>(program));
  const references = rates.map(({ loop }) => loop);
  printHead("Simulation", [
    "what",
    "deliveries a second: median (least–most)",
    "reference: heap push, pop and call",
    "ratio",
    "wanted",
    "rounds",
  ]);
  for (const [what, name, wanted] of rows) {
    const figures = rates.map((round) => round[name]);
    printRow([what, summary(figures), summary(references), ratio(figures, references), wanted, rounds]);
  }
  console.log(`
Two machines count messages and send each back as it comes, ten on their way at a time, 1,000,000 deliveries in a run (100,000
where events are read), after a run of 200,000 for the compiler. Events (states, outputs and vector clocks) are made when
somebody reads one. The reference takes the earliest of ten from the same heap, calls a function and puts it back.`);
}
