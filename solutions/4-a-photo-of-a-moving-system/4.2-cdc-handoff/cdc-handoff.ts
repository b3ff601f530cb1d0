export * from "@millrace/snapshots/cdc-handoff.ts";
