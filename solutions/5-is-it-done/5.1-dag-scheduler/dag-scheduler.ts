export * from "@millrace/termination/dag-scheduler.ts";
