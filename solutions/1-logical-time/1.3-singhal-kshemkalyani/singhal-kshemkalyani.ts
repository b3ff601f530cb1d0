export * from "@millrace/clocks/singhal-kshemkalyani.ts";
