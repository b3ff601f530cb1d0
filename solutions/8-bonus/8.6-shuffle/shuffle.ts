export * from "@millrace/dataflow/shuffle.ts";
