export * from "@millrace/ordering/raynal-schiper-toueg.ts";
