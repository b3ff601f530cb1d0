export * from "@millrace/termination/four-counter.ts";
