import type { LiveMachine } from "@millrace/workers";

/** A machine's status, as readers read it. */
export const statusWords: Readonly<Record<LiveMachine["status"], string>> = {
  starting: "starting",
  up: "up",
  stopping: "going down",
  down: "down",
};
