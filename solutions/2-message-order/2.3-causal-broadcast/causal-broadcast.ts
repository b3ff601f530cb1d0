export * from "@millrace/ordering/causal-broadcast.ts";
