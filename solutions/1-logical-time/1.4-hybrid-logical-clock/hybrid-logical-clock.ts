export * from "@millrace/clocks/hybrid-logical-clock.ts";
