export * from "@millrace/clocks/lamport-clock.ts";
