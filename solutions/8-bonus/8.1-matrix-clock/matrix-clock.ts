export * from "@millrace/clocks/matrix-clock.ts";
