export * from "@millrace/ordering/keyed-partitions.ts";
