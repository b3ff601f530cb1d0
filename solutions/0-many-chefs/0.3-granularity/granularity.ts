export * from "@millrace/dataflow/granularity.ts";
