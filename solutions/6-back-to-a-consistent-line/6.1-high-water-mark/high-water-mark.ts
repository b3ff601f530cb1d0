export * from "@millrace/recovery/high-water-mark.ts";
