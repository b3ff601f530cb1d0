import { useId, useRef, useState } from "react";
import { Problem } from "../../live/problem.tsx";
import { Radios } from "../../live/radios.tsx";
import { useLiveJob } from "../../live/use-live-job.ts";
import { FunnelRuns } from "./funnel-runs.tsx";
import { type Counted, countFunnel, countOf, isSameOrder, steps, visitors } from "./funnel.ts";
import "./ordering.css";
import type { Order, Senders } from "./order.ts";
import { type Choice, type Deliveries, nothing, spawnFunnel, watchFunnel } from "./run-funnel.ts";

const orders: readonly (readonly [Order, string])[] = [
  ["none", "No order"],
  ["fifo", "FIFO"],
  ["causal", "Causal"],
  ["total", "Total"],
];

const senderChoices: readonly (readonly [Senders, string])[] = [
  ["one", "one machine, the shop"],
  ["three", "three: page, cart, checkout"],
];

/** Visitors click, add to the cart and buy; two dashboards count. The reader decides what order messages are delivered in. */
export default function FunnelPicture() {
  const [choice, setChoice] = useState<Choice>({ order: "none", senders: "three", delayMs: 180 });
  const [now, setNow] = useState<Deliveries>(nothing);
  const [runs, setRuns] = useState<readonly FinishedRun[]>([]);
  const { isRunning, problem, run } = useLiveJob();
  const seed = useRef(0);
  const delayId = useId();

  function buy(): void {
    seed.current += 1;
    const number = seed.current;
    setNow(nothing);
    void run(
      () => spawnFunnel(choice, number),
      async (live) => {
        const deliveries = await watchFunnel(live, setNow);
        if (live.failures.length === 0) setRuns((before) => [...before, { number, choice, deliveries }]);
      },
    );
  }

  const last = runs.at(-1);
  return (
    <div className="funnel">
      <div className="controls">
        <Radios
          legend="Delivered in"
          of={orders}
          value={choice.order}
          onChange={(order) => setChoice({ ...choice, order })}
        />
        <Radios
          legend="Steps are reported by"
          of={senderChoices}
          value={choice.senders}
          onChange={(senders) => setChoice({ ...choice, senders })}
        />
        <span>
          <label htmlFor={delayId}>A message takes up to {choice.delayMs} ms</label>
          <br />
          <input
            id={delayId}
            type="range"
            min={0}
            max={300}
            step={30}
            value={choice.delayMs}
            onChange={({ target }) => setChoice({ ...choice, delayMs: Number(target.value) })}
          />
        </span>
        <button type="button" disabled={isRunning} onClick={buy}>
          {isRunning ? "Six visitors are buying" : "Let six visitors buy"}
        </button>
      </div>
      <p role="status">{isRunning ? "The machines run." : tellRun(last)}</p>
      <Problem told={problem}>Let six visitors buy once more to try again.</Problem>
      <div className="funnel-dashboards">
        <Dashboard name="marketing" events={countFunnel(now.at.marketing)} />
        <Dashboard name="finance" events={countFunnel(now.at.finance)} />
      </div>
      <FunnelRuns runs={runs} />
    </div>
  );
}

/** A run that has come to its end. */
export interface FinishedRun {
  readonly number: number;
  readonly choice: Choice;
  readonly deliveries: Deliveries;
}

/** What one dashboard was given, and the funnel that it makes of it. */
function Dashboard({ name, events }: { readonly name: string; readonly events: readonly Counted[] }) {
  return (
    <section className="funnel-dashboard" aria-label={`The dashboard of ${name}`}>
      <h3>Funnel of {name}</h3>
      <dl className="funnel-bars">
        {steps.map((step) => (
          <div key={step}>
            <dt>{step}</dt>
            <dd>
              <span
                className="funnel-bar"
                style={{ inlineSize: `${(countOf(step, events) / visitors.length) * 6}rem` }}
              />
              {countOf(step, events)} of {visitors.length}
            </dd>
          </div>
        ))}
      </dl>
      <ol className="funnel-delivered" tabIndex={0} aria-label={`Delivered to ${name}, in this order`}>
        {events.map(({ visitor, step, missing }) => (
          <li key={`${visitor} ${step}`} className={missing === undefined ? "" : "bad"}>
            {visitor} {step}
            {missing === undefined ? "" : ` · thrown away, no ${missing} yet`}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** A run in words. */
function tellRun(run: FinishedRun | undefined): string {
  if (run === undefined)
    return "Nothing has run yet. All six visitors will buy: each funnel should end with 6, 6 and 6.";
  const { marketing, finance } = run.deliveries.at;
  const purchases = [marketing, finance].map((delivered) => countOf("purchase", countFunnel(delivered)));
  const isWhole = purchases.every((count) => count === visitors.length);
  const same = isSameOrder(marketing, finance)
    ? "Both were given the same order."
    : "They were given different orders.";
  return `Run ${run.number}: marketing counted ${purchases[0]} and finance ${purchases[1]} of ${visitors.length} purchases. ${
    isWhole ? "Both funnels are whole." : "Purchases are missing, though every message arrived."
  } ${same}`;
}
