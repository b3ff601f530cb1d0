export * from "@millrace/recovery/juang-venkatesan.ts";
