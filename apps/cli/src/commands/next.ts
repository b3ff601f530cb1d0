import { count } from "@millrace/grader";
import type { Outcome } from "../outcome.ts";
import { labelledWhole } from "../show/text.ts";
import { type Standing, standings } from "../standing.ts";
import type { Workshop } from "../workshop.ts";

/** `millrace next`: the first exercise that is not passed, what to read, and the first command to type. */
export async function next(workshop: Workshop): Promise<Outcome> {
  const standing = firstOpen(await standings(workshop));
  if (standing === undefined) {
    workshop.screen.print("Every exercise is passed. What each answer costs, and what breaks it, is in its NOTES:", "");
    workshop.screen.print(`  ${workshop.typed("solution <id>")}`);
    return { exitCode: 0, document: { next: null } };
  }
  const { files, manifest, status } = standing;
  const readme = workshop.pathTo(files.readmeFile);
  const work = workshop.pathTo(files.workFile);
  const command = workshop.typed(`watch ${files.id}`);
  show(workshop, standing, { readme, work, command });
  const { title = files.slug, minutes, source } = manifest ?? {};
  return { exitCode: 0, document: { next: { id: files.id, title, minutes, source, status, readme, work, command } } };
}

/** The first exercise that is not passed. */
export function firstOpen(all: readonly Standing[]): Standing | undefined {
  return all.find(({ status }) => status !== "passed");
}

function show(
  { screen }: Workshop,
  { files, manifest, status, points, pointsMax }: Standing,
  to: { readme: string; work: string; command: string },
): void {
  const { title = files.slug, minutes = 0, source = "" } = manifest ?? {};
  const facts = [
    count(minutes, "minute"),
    source,
    ...(points === undefined ? [] : [`${points} of ${pointsMax} checks pass`]),
  ];
  const row = (label: string, text: string): string => `  ${labelledWhole(label, text, screen)}`;
  screen.print(
    `${screen.colors.bold(`${files.id} ${title}`)}  ${screen.colors.dim(facts.join(" · "))}`,
    "",
    ...(status === "stale" ? ["You passed it, but its checks have changed since.", ""] : []),
    row("read", to.readme),
    row("edit", to.work),
    row("then", to.command),
  );
}
