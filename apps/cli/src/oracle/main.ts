// `pnpm oracle paxos 2`: counts the states of a protocol that others have counted, too. Prints one line of JSON.
import { oracle } from "./oracle.ts";

process.exitCode = await oracle(process.argv.slice(2), {
  env: process.env,
  print: (text) => void process.stdout.write(`${text}\n`),
  complain: (text) => void process.stderr.write(`${text}\n`),
});
