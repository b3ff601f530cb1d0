export * from "@millrace/ordering/skeen.ts";
