// A program for Deno and for a page: makes every trial, and says each report in a line of JSON; the last line is "end".
import { runTrials } from "./trials.ts";

await runTrials("Deno" in globalThis ? "folder" : "opfs", (report) => console.log(JSON.stringify(report)));
console.log(JSON.stringify("end"));
