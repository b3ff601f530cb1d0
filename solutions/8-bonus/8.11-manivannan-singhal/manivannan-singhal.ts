export * from "@millrace/recovery/manivannan-singhal.ts";
