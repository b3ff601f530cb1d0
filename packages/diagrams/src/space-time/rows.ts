import type { Route } from "./routes.ts";

/** Where the lines of a diagram lie, from 0 at the top. */
export interface RowPlan {
  readonly height: number;
  /** The line above all machines, for folds and cuts; undefined if it is not needed. */
  readonly top: number | undefined;
  /** Each machine's line. */
  readonly machines: readonly number[];
  /** For each gap: the line of its first lane. */
  readonly lanes: readonly number[];
  /** For each gap: the line above its lanes, for arrows that come up into the machine above. */
  readonly arrowsUp: readonly (number | undefined)[];
  /** For each gap: the line below its lanes, for arrows down into the machine below, and for that machine's notes. */
  readonly notes: readonly (number | undefined)[];
}

/** Gives every machine, lane, arrow and note its line. `hasNotes` says so for each machine. */
export function planRows(
  lanes: ReadonlyMap<Route, number>,
  { hasNotes, hasTop }: { readonly hasNotes: readonly boolean[]; readonly hasTop: boolean },
): RowPlan {
  const routes = [...lanes.keys()];
  const machines: number[] = [];
  const plan = { lanes: [] as number[], arrowsUp: [] as (number | undefined)[], notes: [] as (number | undefined)[] };
  let y = hasTop ? 1 : 0;
  for (let gap = 0; gap <= hasNotes.length; gap++) {
    const begin = y;
    const isEntered = (direction: Route["arrives"], row: number): boolean =>
      routes.some(
        (route) =>
          route.arrives === direction && route.toRow === row && route.ends.some(({ kind }) => kind === "arrives"),
      );
    plan.arrowsUp.push(isEntered("up", gap - 1) ? y++ : undefined);
    plan.lanes.push(y);
    y += routes.reduce((count, route) => Math.max(count, route.gap === gap ? (lanes.get(route) ?? 0) + 1 : 0), 0);
    plan.notes.push(hasNotes[gap] === true || isEntered("down", gap) ? y++ : undefined);
    if (gap === hasNotes.length) break;
    // Two machines' lines do not touch.
    if (y === begin && gap > 0) y++;
    machines.push(y++);
  }
  return { height: y, top: hasTop ? 0 : undefined, machines, ...plan };
}
