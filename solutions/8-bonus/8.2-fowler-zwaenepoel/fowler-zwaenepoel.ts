export * from "@millrace/clocks/fowler-zwaenepoel.ts";
