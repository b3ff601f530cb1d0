import { type Design, allDesigns, questions } from "./design.ts";

/** A design in a word that an address can carry: `postgresql.kafka.bronze.dbt.redshift.merge`. */
export function textOfDesign(design: Design): string {
  return questions.map(({ name }) => design[name]).join(".");
}

/** The design that a text stands for; undefined if it stands for none. */
export function designOfText(text: string): Design | undefined {
  return designs.get(text);
}

const designs: ReadonlyMap<string, Design> = new Map(allDesigns().map((design) => [textOfDesign(design), design]));
