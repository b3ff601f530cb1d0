export * from "@millrace/dataflow/scatter-gather.ts";
