/** What a reader picks: one of each. */
export interface Design {
  readonly source: "postgresql" | "mysql" | "files";
  readonly transport: "batch" | "kafka" | "cdc";
  readonly layers: "none" | "bronze" | "medallion";
  readonly compute: "dbt" | "workers";
  readonly warehouse: "redshift" | "postgresql";
  readonly failure: "note-first" | "repeat" | "merge";
}

/** One choice, in words. */
interface Choice<Value extends string = string> {
  readonly value: Value;
  readonly name: string;
  /** What it means, in a few words. */
  readonly means: string;
}

/** The questions of the form, in the order in which data flows; the failure strategy, which concerns all, comes last. */
export const questions: readonly Question[] = [
  ask("source", "Source", [
    { value: "postgresql", name: "PostgreSQL", means: "a database with a log of its changes" },
    { value: "mysql", name: "MySQL", means: "another one" },
    { value: "files", name: "Files from a partner", means: "no log: what is there is there" },
  ]),
  ask("transport", "Transport", [
    { value: "batch", name: "Batch", means: "ask for what is new, now and then: 20 rows at a time" },
    { value: "kafka", name: "Kafka", means: "a topic with 3 partitions, cut by customer: 4 rows at a time" },
    { value: "cdc", name: "Change capture", means: "follow the database’s log, in its order: 2 rows at a time" },
  ]),
  ask("layers", "Layers on S3", [
    { value: "none", name: "None", means: "straight on to compute" },
    { value: "bronze", name: "Bronze", means: "keep what came, as it came" },
    { value: "medallion", name: "Bronze, silver, gold", means: "and what is cleaned, and what is ready" },
  ]),
  ask("compute", "Compute", [
    { value: "dbt", name: "dbt, one run at a time", means: "one after the other" },
    { value: "workers", name: "Three workers, by customer", means: "side by side" },
  ]),
  ask("warehouse", "Warehouse", [
    { value: "redshift", name: "Redshift", means: "a leader and many slices" },
    { value: "postgresql", name: "PostgreSQL", means: "one machine" },
  ]),
  ask("failure", "When a machine dies", [
    { value: "note-first", name: "Note first, then do", means: "never do anything twice" },
    { value: "repeat", name: "Do first, then note", means: "repeat what is unsure, append it" },
    { value: "merge", name: "Repeat, and merge by key", means: "repeat what is unsure, recognise it" },
  ]),
];

/** One question with its choices. */
export interface Question<Name extends keyof Design = keyof Design> {
  readonly name: Name;
  readonly title: string;
  readonly choices: readonly Choice<Design[Name]>[];
}

/** Where a reader begins: with a design that does what people think any pipeline does. */
export const firstDesign: Design = {
  source: "postgresql",
  transport: "kafka",
  layers: "bronze",
  compute: "dbt",
  warehouse: "redshift",
  failure: "merge",
};

/** The name of what was chosen for a question. */
export function nameOf(design: Design, question: keyof Design): string {
  const choices = questions.find(({ name }) => name === question)?.choices ?? [];
  return choices.find(({ value }) => value === design[question])?.name ?? design[question];
}

/** Why a design cannot work, and what to choose instead; undefined if it can. */
export function problemOf({ source, transport }: Design): string | undefined {
  if (source !== "files" || transport !== "cdc") return undefined;
  return "Change capture follows a database’s log, and files have none. Choose batch or Kafka as the transport, or a database as the source.";
}

/** All designs that could be picked, those with a problem among them. */
export function allDesigns(): readonly Design[] {
  return questions.reduce<readonly Design[]>(
    (designs, { name, choices }) =>
      designs.flatMap((design) => choices.map(({ value }) => ({ ...design, [name]: value }))),
    [firstDesign],
  );
}

/** Keeps name and choices of one type. */
function ask<Name extends keyof Design>(
  name: Name,
  title: string,
  choices: readonly Choice<Design[Name]>[],
): Question<Name> {
  return { name, title, choices };
}
