import { Scrollable } from "../../live/scrollable.tsx";
import type { FinishedRun } from "./funnel-picture.tsx";
import { countFunnel, countOf, isSameOrder, visitors } from "./funnel.ts";
import type { Order } from "./order.ts";

const orderNames: Readonly<Record<Order, string>> = { none: "none", fifo: "FIFO", causal: "causal", total: "total" };

/** The runs so far, to compare. */
export function FunnelRuns({ runs }: { readonly runs: readonly FinishedRun[] }) {
  if (runs.length === 0) return null;
  return (
    <Scrollable label="Your runs">
      <table>
        <caption>Your runs: what happened, not what was promised</caption>
        <thead>
          <tr>
            <th scope="col">run</th>
            <th scope="col">order</th>
            <th scope="col">reported by</th>
            <th scope="col">delay up to</th>
            <th scope="col">purchases counted</th>
            <th scope="col">same at both</th>
            <th scope="col">messages</th>
            <th scope="col">all delivered after</th>
          </tr>
        </thead>
        <tbody>
          {runs.slice(-8).map(({ number, choice, deliveries: { at, messages, lastMs } }) => (
            <tr key={number}>
              <td>{number}</td>
              <td>{orderNames[choice.order]}</td>
              <td>{choice.senders}</td>
              <td>{choice.delayMs} ms</td>
              <td>
                {countOf("purchase", countFunnel(at.marketing))} and {countOf("purchase", countFunnel(at.finance))} of{" "}
                {visitors.length}
              </td>
              <td>{isSameOrder(at.marketing, at.finance) ? "yes" : "no"}</td>
              <td>{messages}</td>
              <td>{Math.round(lastMs)} ms</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrollable>
  );
}
