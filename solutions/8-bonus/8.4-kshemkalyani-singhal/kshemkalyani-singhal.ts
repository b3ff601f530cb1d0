export * from "@millrace/ordering/kshemkalyani-singhal.ts";
