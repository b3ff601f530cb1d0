export * from "@millrace/clocks/vector-clock.ts";
