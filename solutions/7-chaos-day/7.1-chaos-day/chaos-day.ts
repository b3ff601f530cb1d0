export * from "@millrace/pipeline/chaos-day.ts";
