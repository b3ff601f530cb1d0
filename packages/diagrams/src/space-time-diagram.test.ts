import { at, defineMachine, defineSystem, type Execution, World } from "@millrace/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyExecution, anyText, anyViolation } from "./arbitrary.node.ts";
import { listJourneys } from "./journeys.ts";
import { faulty, longRun, outOfOrder, overtaking } from "./sample-runs.node.ts";
import { spaceTimeDiagram, type SpaceTimeOptions } from "./space-time-diagram.ts";
import { textWidth } from "./terminal-text.ts";

/** A diagram as it is drawn, without the blank line before it. */
const drawing = (lines: string): string => lines.replace(/^\n/, "");

describe("a person reads", () => {
  test("one message overtake another, and where the law is broken", () => {
    expect(spaceTimeDiagram(overtaking(), { violation: outOfOrder })).toBe(
      drawing(`
    in to: ["b"], text: one  in to: ["b"], text: two
a ──●────────────────────────●────────
    │                        └─two─┐
    └─one──────────────────────────┼──┄▷ b
                                   ▼
b ─────────────────────────────────● out two   ← broken here
1 later event is not shown`),
    );
  });

  test("the same in ASCII", () => {
    expect(spaceTimeDiagram(overtaking(), { violation: outOfOrder, charset: "ascii" })).toBe(
      drawing(`
    in to: ["b"], text: one  in to: ["b"], text: two
a --*------------------------*--------
    |                        +-two-+
    +-one--------------------------|--..> b
                                   v
b ---------------------------------* out two   <- broken here
1 later event is not shown`),
    );
  });

  test("a crash, a restart, a doubled message, a lost one, and a message that passes a machine by", () => {
    expect(spaceTimeDiagram(faulty())).toBe(
      drawing(`
    in work                       timer retry  out thanks  out thanks
a ──●─────────────────────────────●────────────●───────────●──
    │                                          ▲           ▲
    ├─work────────────────────┐ ┌─reply 1──────┼───────────┘
    └─work─×2─┬───╳ c         │ │              │
       crash  │      restart  ▼ │              │
b ─────✕      │      ○────────●─┴──────────────│──────────────
              │ ┌─reply 1──────────────────────┘
              ▼ │
c ────────────●─┴─────────────────────────────────────────────`),
    );
  });

  test("a long run folded around what led to the broken event", () => {
    const run = longRun();
    const event = run.events.findIndex(({ outputs }) => outputs.includes("home"));
    expect(spaceTimeDiagram(run, { violation: { ...outOfOrder, event } })).toBe(
      drawing(`
        …50…
a     ──┄┄┄┄─────────────────────────────●─┬────────────
                                         ▲ │
                                         │ └─tok… 36─┐
                                         │           ▼
b     ──┄┄┄┄─────────────────────────────│───────────● out home   ← broken here
                                         │
c     ──┄┄┄┄─────────────────────────────│──────────────
        ┄┄─tok… 33─┐                     │
                   ▼                     │
d     ──┄┄┄┄───────●─────────────────────│──────────────
                   └─tok… 34─┐ ┌─tok… 35─┘
                             ▼ │
e     ──┄┄┄┄─────────────────●─┴────────────────────────
                                 timer tick
clock ──┄┄┄┄─────────────────────●──────────────────────
5 later events are not shown`),
    );
  });

  test("the end of a run in which nothing is broken, if they ask for it", () => {
    expect(spaceTimeDiagram(overtaking(), { keep: "last", maxEvents: 2 })).toBe(
      drawing(`
    …2…
a ──┄┄┄──────────────────
    ┄┄─one────────────┐
    ┄┄─two─┐          │
           ▼ out two  ▼ out one
b ──┄┄┄────●──────────●──`),
    );
  });

  test("what a cut separates, a clock that jumps, and names of any width", () => {
    expect(spaceTimeDiagram(separated(), { columns: 100 })).toBe(
      drawing(`
          cut 東京 → 🙂  heal 東京 → 🙂
       in 名             ┊  clock -5 ms
東京 ──●────────────────────●─────
       └─名────────────────────┐
          ┊              ┊     ▼ out 名
🙂   ──────────────────────────●──`),
    );
  });

  test("words where a diagram does not fit", () => {
    expect(spaceTimeDiagram(overtaking(), { columns: 14 })).toBe(
      drawing(`
a, b:
2. a takes
   input to:
   ["b"],
   text: one
   and sends
   one to b.
3. a takes
   input to:
   ["b"],
   text: two
   and sends
   two to b.
4. b receives
   two from a
   (overtaking
   one) and
   puts out
   two.
5. b receives
   one from a
   and puts
   out one.`),
    );
  });

  test("the labels that they ask for", () => {
    const text = spaceTimeDiagram(overtaking(), { label: (message) => `<${String(message)}>` });
    expect(text).toContain("└─<two>─┐");
  });
});

test("columns that are no whole number from 1 are refused", () => {
  for (const columns of [0, -1, 1.5, NaN]) {
    expect(() => spaceTimeDiagram(overtaking(), { columns })).toThrow(
      `Cannot draw for a terminal as columns is no whole number from 1: ${columns}.`,
    );
  }
});

function separated(): Execution {
  const echo = defineMachine<object, string, string, string>({
    start: () => ({}),
    onMessage: (_state, message, _from, context) => context.output(message),
    onInput: (_state, message, context) => context.peers.forEach((peer) => context.send(peer, message)),
  });
  const world = new World(
    defineSystem({
      machines: { 東京: echo, "🙂": echo },
      inputs: [at("東京", "名")],
      faults: { clockSkewMs: 5, cuts: [[["東京"], ["🙂"]]] },
    }),
  );
  world.apply({ kind: "input", machine: "東京", input: 0 });
  world.apply({ kind: "cut", cut: 0 });
  world.apply({ kind: "heal", cut: 0 });
  world.apply({ kind: "skew", machine: "東京", byMs: -5 });
  world.apply({ kind: "deliver", from: "東京", to: "🙂", nth: 0 });
  return world.execution;
}

describe("for any execution", () => {
  const anyColumns = fc.oneof(fc.integer({ min: 1, max: 200 }), fc.constant(80));
  const anyCharset = fc.constantFrom("unicode" as const, "ascii" as const);
  const options = { numRuns: 150 };
  const anyName = fc.constantFrom(
    "a",
    "b",
    "c",
    "東",
    "🙂",
    "orders",
    "the inventory of everything",
    "the inventory of everyone",
  );

  const draw = (execution: Execution, pick: number, settings: SpaceTimeOptions): string => {
    const violation = anyViolation(execution, pick);
    return spaceTimeDiagram(execution, { ...settings, ...(violation === undefined ? {} : { violation }) });
  };

  test("no line is wider than the columns", () => {
    fc.assert(
      fc.property(anyExecution(anyText), fc.nat(), anyColumns, anyCharset, (execution, pick, columns, charset) => {
        const text = draw(execution, pick, { columns, charset });
        expect(Math.max(...text.split("\n").map(textWidth))).toBeLessThanOrEqual(columns);
      }),
      options,
    );
  });

  test("ASCII is ASCII, and nothing moves the cursor", () => {
    fc.assert(
      fc.property(anyExecution(anyText), fc.nat(), anyColumns, (execution, pick, columns) => {
        expect(draw(execution, pick, { columns, charset: "ascii" })).toMatch(/^[\n -~]*$/);
        expect(draw(execution, pick, { columns })).not.toMatch(/[^\P{C}\n]/u);
      }),
      options,
    );
  });

  test("every machine has a row, and no two the same name", () => {
    fc.assert(
      fc.property(anyExecution(anyName), fc.nat(), fc.integer({ min: 80, max: 200 }), (execution, pick, columns) => {
        const text = draw(execution, pick, { columns });
        const names = text.split("\n").flatMap((line) => /^(\S.*?) +[─●┄✕○]/u.exec(line)?.[1] ?? []);
        expect(new Set(names).size).toBe(execution.system.nodes.length);
        for (const { id } of execution.system.nodes)
          expect(names.some((name) => name.startsWith(id.slice(0, 12)))).toBe(true);
      }),
      options,
    );
  });

  test("the broken event is marked", () => {
    fc.assert(
      fc.property(anyExecution(anyName), fc.nat(), fc.integer({ min: 80, max: 200 }), (execution, pick, columns) => {
        const isBroken = anyViolation(execution, pick) !== undefined;
        expect(draw(execution, pick, { columns }).includes("← broken here")).toBe(isBroken);
      }),
      options,
    );
  });

  test("the same execution gives the same diagram", () => {
    fc.assert(
      fc.property(anyExecution(anyText), fc.nat(), anyColumns, (execution, pick, columns) => {
        expect(draw(structuredClone(withoutHandlers(execution)), pick, { columns })).toBe(
          draw(execution, pick, { columns }),
        );
      }),
      options,
    );
  });

  test("where there is room, every message's label can be read", () => {
    const label = (message: unknown): string => (typeof message === "number" ? `m${message}` : "answer");
    fc.assert(
      fc.property(anyExecution(anyName, fc.integer({ min: 100, max: 999 })), (execution) => {
        const text = spaceTimeDiagram(execution, { columns: 3000, label });
        const labels = listJourneys(execution, execution.events.length).map(({ message }) => `─${label(message)}─`);
        for (const one of new Set(labels)) {
          expect(text.split(one).length - 1).toBe(labels.filter((other) => other === one).length);
        }
      }),
      options,
    );
  });

  test("every arrow comes from a line and ends at an event of a machine", () => {
    fc.assert(
      fc.property(
        anyExecution(anyName, fc.integer()),
        fc.nat(),
        fc.integer({ min: 60, max: 200 }),
        (execution, pick, columns) => {
          const rows = draw(execution, pick, { columns }).split("\n").map(cellsOf);
          for (const [y, row] of rows.entries()) {
            for (const [x, cell] of row.entries()) {
              if (cell !== "▼" && cell !== "▲") continue;
              const [ahead, behind] = cell === "▼" ? [y + 1, y - 1] : [y - 1, y + 1];
              expect(rows[ahead]?.[x]).toBe("●");
              expect("│┼┐┘┬┴").toContain(rows[behind]?.[x] ?? "nothing");
            }
          }
        },
      ),
      options,
    );
  });
});

/** An execution with nothing in it but data. */
function withoutHandlers(execution: Execution): Execution {
  const nodes = execution.system.nodes.map((node) => ({ ...node, machine: { start: 0 } }));
  const data = { ...execution, system: { ...execution.system, nodes } };
  return structuredClone(data) as unknown as Execution;
}

/** The terminal's cells: a wide character takes two, a combining mark none. */
function cellsOf(line: string): string[] {
  return [...line].flatMap((character) => [character, ""].slice(0, textWidth(character)));
}
