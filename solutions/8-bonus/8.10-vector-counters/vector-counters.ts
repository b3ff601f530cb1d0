export * from "@millrace/termination/vector-counters.ts";
