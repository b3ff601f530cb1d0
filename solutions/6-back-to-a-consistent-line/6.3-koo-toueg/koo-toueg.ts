export * from "@millrace/recovery/koo-toueg.ts";
