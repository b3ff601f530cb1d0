import { type Execution, writeSchedule } from "@millrace/core";
import { Suspense, lazy, useEffect, useState } from "react";
import { Link, useParams, useSearch } from "wouter";
import { errorText } from "../shell/error-text.ts";
import { usePageTitle } from "../shell/page-title.ts";
import { ExecutionView } from "./execution-view.tsx";
import type { Hand } from "./hand.ts";
import { openRunKeeper } from "./open-run-keeper.ts";
import { type NamedKeptRun, handAt } from "./run-keeper.ts";
import { RunPicker } from "./run-picker.tsx";
import { type NamedRun, namedRuns } from "./runs.ts";
import "./run-page.css";

/** Servers take no longer addresses. */
const mostCharacters = 6000;

// Brings the workshop with it.
const LinkedRunPage = lazy(async () => import("../workshop/linked-run/linked-run-page.tsx"));

/** `/run`: runs to look into, by name or by a verdict's link. */
export default function RunPage() {
  const { name = "" } = useParams<{ name?: string }>();
  const search = new URLSearchParams(useSearch());
  const link = search.get("link");
  return name === "" && link !== null ? (
    <Suspense fallback={<p role="status">Loading …</p>}>
      <LinkedRunPage text={link} />
    </Suspense>
  ) : (
    <NamedRunPage name={name} search={search} />
  );
}

/** `/run/fifo-delivery?seed=3&events=200`: a system of the library, run in the page. */
function NamedRunPage({ name, search }: { readonly name: string; readonly search: URLSearchParams }) {
  const seed = wholeNumber(search.get("seed"), { least: 0, most: 1_000_000, otherwise: 1 });
  const events = wholeNumber(search.get("events"), { least: 10, most: 20_000, otherwise: 300 });
  const schedule = search.get("schedule") ?? undefined;
  const named = Object.hasOwn(namedRuns, name) ? namedRuns[name] : undefined;
  usePageTitle(named === undefined ? "Runs" : named.title);
  return (
    <main>
      <h1>{named === undefined ? "A run" : named.title}</h1>
      <p className="lead">
        A run is one way in which a system can go: an order of events out of very many. Here it is made in the page,
        from a seed, and stays still so that you can look into it.
      </p>
      <RunPicker
        key={`${name} ${seed} ${events}`}
        name={named === undefined ? "fifo-delivery" : name}
        seed={seed}
        events={events}
      />
      {named === undefined && name !== "" && (
        <p className="notice" role="alert">
          There is no run called “{name}”. Choose one of these.
        </p>
      )}
      {named === undefined ? (
        <RunList />
      ) : (
        <Run key={`${name} ${seed} ${events} ${schedule}`} name={name} named={named} {...{ seed, events, schedule }} />
      )}
    </main>
  );
}

function RunList() {
  return (
    <>
      <h2>What can be run</h2>
      <ul>
        {Object.entries(namedRuns).map(([name, { title, kind }]) => (
          <li key={name}>
            <Link href={kind === "long" ? `/run/${name}?events=10000` : `/run/${name}`}>{title}</Link>
            {kind === "wrong" && <span className="quiet"> · wrong on purpose: a law is broken</span>}
            {kind === "long" && <span className="quiet"> · ten thousand events</span>}
          </li>
        ))}
      </ul>
    </>
  );
}

function Run({
  name,
  named,
  seed,
  events,
  schedule,
}: {
  readonly name: string;
  readonly named: NamedRun;
  readonly seed: number;
  readonly events: number;
  readonly schedule: string | undefined;
}) {
  const [made, setMade] = useState<MadeRun | { readonly problem: string }>();
  useEffect(() => {
    let isOver = false;
    const show = (result: MadeRun | { readonly problem: string }): void => {
      if (!isOver) setMade(result);
    };
    const { keeper, close } = openRunKeeper();
    keeper.make(name, { seed, events, schedule }).then(
      (run) => show({ run, hand: handAt(keeper, run) }),
      (error: unknown) => show({ problem: errorText(error) }),
    );
    return () => {
      isOver = true;
      close();
    };
  }, [name, seed, events, schedule]);
  if (made === undefined) return <p role="status">Running: {named.title} …</p>;
  if ("problem" in made)
    return (
      <p className="notice" role="alert">
        It could not be run: {made.problem} <Link href={`/run/${name}`}>Run it from a seed instead.</Link>
      </p>
    );
  const { execution, lawCount, violation, fidelity } = made.run;
  const linkTo = (shown: Execution): string | undefined => {
    const address = new URL(`/run/${name}`, location.origin);
    const query = { seed: String(seed), events: String(events) };
    const own = shown === execution ? schedule : writeSchedule(shown);
    address.search = new URLSearchParams(own === undefined ? query : { ...query, schedule: own }).toString();
    return address.href.length > mostCharacters ? undefined : address.href;
  };
  return (
    <section aria-label="The run">
      <h2>The run</h2>
      <p>
        {execution.events.length} events at {execution.system.nodes.length} machines
        {fidelity === undefined ? `, seed ${seed}. ` : `. ${fidelity} `}
        {violation === undefined &&
          `${lawCount} ${lawCount === 1 ? "law was" : "laws were"} checked, and none is broken.`}
      </p>
      <ExecutionView execution={execution} violation={violation} hand={made.hand} link={linkTo} />
    </section>
  );
}

interface MadeRun {
  readonly run: NamedKeptRun;
  readonly hand: Hand;
}

function wholeNumber(
  text: string | null,
  { least, most, otherwise }: { readonly least: number; readonly most: number; readonly otherwise: number },
): number {
  const number = text === null ? Number.NaN : Number(text);
  return Number.isInteger(number) && number >= least && number <= most ? number : otherwise;
}
