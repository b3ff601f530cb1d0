import { spaceTimeDiagram } from "@millrace/diagrams";
import { count } from "@millrace/grader";
import type { Execution } from "@millrace/core";
import type { Divergence } from "@millrace/workers";
import type { Judgement, LawVerdict } from "../running/judge.ts";
import { countKinds, firstViolation } from "../running/sum-up.ts";
import type { Recording } from "../running/recording.ts";
import { showFailure } from "./failure.ts";
import { showStep } from "./replay.ts";
import type { Terminal } from "./terminal.ts";
import { indent, labelled, wrap } from "./text.ts";

/** What a run came to. */
export interface Ended {
  readonly recording: Recording;
  readonly execution: Execution;
  readonly judgement: Judgement;
}

/** A run that has ended: what happened, what failed, whether it replays, which laws hold, and a picture of its end. */
export function showLiveEnd(
  { recording, execution, judgement }: Ended,
  { terminal, title, root }: { readonly terminal: Terminal; readonly title: string; readonly root: string },
): string[] {
  const { colors } = terminal;
  const { seed, durationMs, failures } = recording;
  const facts = `seed ${seed}, ${(durationMs / 1000).toFixed(1)} s`;
  return [
    ...wrap(`${title}  ${facts}`, terminal).map(colors.bold),
    "",
    ...indent(labelled("happened", describeCounts(recording), { terminal, left: 2 }), 2),
    "",
    ...indent(drawEnd({ execution, judgement }, terminal), 2),
    "",
    ...failures.flatMap((failure) => [...showFailure(failure, { terminal, root }), ""]),
    ...showJudgement(judgement, terminal),
  ];
}

/** A run that was replayed: what happened, one event a line, up to what is wrong; a picture of it; and the same verdicts. */
export function showLiveReplay(
  {
    recording,
    judgement,
    steps,
    diagram,
  }: Pick<Ended, "recording" | "judgement"> & { readonly steps: readonly string[]; readonly diagram: string },
  { terminal, title, root }: { readonly terminal: Terminal; readonly title: string; readonly root: string },
): string[] {
  return [
    ...wrap(title, terminal).map(terminal.colors.bold),
    "",
    ...steps.flatMap((step) => showStep(step, terminal)),
    "",
    ...indent(diagram.split("\n"), 2),
    "",
    ...recording.failures.flatMap((failure) => [...showFailure(failure, { terminal, root }), ""]),
    ...showJudgement(judgement, terminal),
  ];
}

/** Whether a run replays, and which laws hold. */
function showJudgement({ replays, divergence, unknown, laws }: Judgement, terminal: Terminal): string[] {
  const { colors } = terminal;
  const missing = `not everything could be found out: ${unknown ?? ""}`;
  return [
    ...(replays === true ? mark(colors.green("✓"), "it replays in the simulator, event by event", terminal) : []),
    ...(divergence === undefined
      ? laws.flatMap((law) => showLaw(law, terminal))
      : showDivergence(divergence, terminal)),
    ...(unknown === undefined ? [] : mark(colors.yellow("?"), missing, terminal)),
  ];
}

function showDivergence({ event, message }: Divergence, terminal: Terminal): string[] {
  return [
    ...mark(terminal.colors.red("✗"), `differs from what was recorded at event ${event}`, terminal),
    ...indent(wrap(message, terminal, 2), 2),
    ...indent(wrap(whyItDiffers, terminal, 2), 2),
  ];
}

const whyItDiffers =
  "The code has changed since, or a handler depends on what is not in its state: a variable of the file, the clock, chance. The laws are not asked, then.";

function showLaw(
  { law, status, expected = "", actual = "", event, reason = "" }: LawVerdict,
  terminal: Terminal,
): string[] {
  const { colors } = terminal;
  const row = (label: string, text: string): string[] => indent(labelled(label, text, { terminal, left: 2 }), 2);
  switch (status) {
    case "holds":
      return mark(colors.green("✓"), law, terminal);
    case "undecided":
      return [...mark(colors.yellow("?"), law, terminal), ...row("undecided", reason)];
    case "broken":
      return [
        ...mark(colors.red("✗"), law, terminal),
        ...row("expected", expected),
        ...row("actual", actual),
        ...row("where", event === undefined ? "at the end, when nothing is left to do" : `event ${event}`),
      ];
  }
}

function mark(sign: string, text: string, terminal: Terminal): string[] {
  const [first = "", ...rest] = wrap(text, terminal, 2);
  return [`${sign} ${first}`, ...indent(rest, 2)];
}

/** Up to the first broken law if there is one, otherwise the last events that find room. */
function drawEnd(
  { execution, judgement }: Pick<Ended, "execution" | "judgement">,
  { columns, charset }: Terminal,
): string[] {
  const violation = firstViolation(judgement, execution);
  const broken = violation === undefined ? {} : { violation };
  const drawing = { keep: "last", columns: Math.min(columns, 120) - 2, charset } as const;
  return spaceTimeDiagram(execution, { ...broken, ...drawing }).split("\n");
}

function describeCounts({ events, inputs }: Recording): string {
  const counts = countKinds(events);
  const parts = Object.entries(words).flatMap(([kind, [one, many]]) => {
    const number = counts[kind];
    return number === undefined ? [] : [`${number} ${number === 1 ? one : many}`];
  });
  const untaken = inputs.length - (counts["input"] ?? 0);
  return [
    `${count(events.length, "event")}: ${parts.join(", ") || "machines start"}`,
    ...(untaken > 0 ? [`${untaken} not taken`] : []),
  ].join("; ");
}

const words: Readonly<Record<string, readonly [one: string, many: string]>> = {
  input: ["request", "requests"],
  deliver: ["delivery", "deliveries"],
  reply: ["reply", "replies"],
  timer: ["timer", "timers"],
  crash: ["crash", "crashes"],
  restart: ["restart", "restarts"],
  cut: ["cut", "cuts"],
  heal: ["heal", "heals"],
  drop: ["lost message", "lost messages"],
  duplicate: ["doubled message", "doubled messages"],
};
