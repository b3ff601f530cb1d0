/// <reference types="vite/client" />
/** Where an exercise is, as far as its folder's name says. */
export interface ExercisePlace {
  /** "2.1" */
  readonly id: string;
  /** "fifo delivery" */
  readonly name: string;
  /** "2-message-order/2.1-fifo-delivery": the folder below `exercises`. */
  readonly folder: string;
  /** "fifo-delivery.ts": the file to write. */
  readonly work: string;
}

/** What belongs to one exercise, as it is in the repository. */
export interface ExerciseTexts {
  readonly readme: string;
  readonly hints: string;
  readonly starter: string;
  readonly notes: string;
  /** What the solution hands on: "@millrace/ordering/fifo-delivery.ts". */
  readonly answer: string;
}

// Each file is asked for when somebody opens its exercise. Vite reads the options as they are written here.
const readmes = import.meta.glob<string>("../../../../exercises/*/*/README.md", { query: "?raw", import: "default" });
const hints = import.meta.glob<string>("../../../../exercises/*/*/hints.md", { query: "?raw", import: "default" });
const starters = import.meta.glob<string>("../../../../solutions/*/*/starter.ts", { query: "?raw", import: "default" });
const notes = import.meta.glob<string>("../../../../solutions/*/*/NOTES.md", { query: "?raw", import: "default" });
const answers = import.meta.glob<string>(
  ["../../../../solutions/*/*/*.ts", "!**/starter.ts", "!**/mistakes.ts", "!**/*.test.ts"],
  { query: "?raw", import: "default" },
);

/** Every exercise, in the order of the course. */
export const exercises: readonly ExercisePlace[] = Object.keys(readmes)
  .flatMap(placeOf)
  .toSorted((first, second) => numberOf(first) - numberOf(second));

export function findExercise(id: string): ExercisePlace | undefined {
  return exercises.find((exercise) => exercise.id === id);
}

export function exerciseAfter(id: string): ExercisePlace | undefined {
  const place = exercises.findIndex((exercise) => exercise.id === id);
  return place === -1 ? undefined : exercises[place + 1];
}

/** Throws an Error if a file of it is not there. */
export async function loadExercise({ folder, work }: ExercisePlace): Promise<ExerciseTexts> {
  const [readme, hintsText, starter, notesText, answer] = await Promise.all([
    load(readmes, `exercises/${folder}/README.md`),
    load(hints, `exercises/${folder}/hints.md`),
    load(starters, `solutions/${folder}/starter.ts`),
    load(notes, `solutions/${folder}/NOTES.md`),
    load(answers, `solutions/${folder}/${work}`),
  ]);
  return { readme, hints: hintsText, starter, notes: notesText, answer: /from "([^"]+)"/.exec(answer)?.[1] ?? "" };
}

function load(files: Readonly<Record<string, () => Promise<string>>>, path: string): Promise<string> {
  const found = files[`../../../../${path}`];
  if (found === undefined) throw new Error(`The page was built without ${path}.`);
  return found();
}

function placeOf(path: string): ExercisePlace[] {
  const [, folder, id, slug] = /exercises\/([^/]+\/(\d+\.\d+)-([^/]+))\/README\.md$/.exec(path) ?? [];
  if (folder === undefined || id === undefined || slug === undefined) return [];
  return [{ id, folder, name: slug.replaceAll("-", " "), work: `${slug}.ts` }];
}

/** 8.10 comes after 8.9. */
function numberOf({ id }: ExercisePlace): number {
  const [chapter = 0, place = 0] = id.split(".").map(Number);
  return chapter * 1_000 + place;
}
