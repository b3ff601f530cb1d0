import type { Finding } from "../show/findings.ts";
import type { Workshop } from "../workshop.ts";

/** What this terminal can show. */
export function lookAtTerminal({ screen, host }: Workshop): Finding[] {
  const { columns, charset, colors, isInteractive } = screen;
  const isUnicode = charset === "unicode";
  const locale = host.env["LC_ALL"] || host.env["LC_CTYPE"] || host.env["LANG"] || "no locale set";
  return [
    {
      name: "terminal",
      status: columns >= 60 ? "good" : "note",
      found: `${isInteractive ? "" : "not a terminal, "}${columns} columns, ${colors.isColorSupported ? "colours" : "no colours"}`,
      ...(columns >= 60 ? {} : { todo: "Diagrams of runs are clearer from 80 columns on." }),
    },
    {
      name: "characters",
      status: isUnicode ? "good" : "note",
      found: isUnicode ? "Unicode ✓ ● ─▶" : `ASCII, as the locale is ${locale}`,
      ...(isUnicode ? {} : { todo: "If your terminal shows Unicode: export LANG=C.UTF-8" }),
    },
  ];
}
