import { BothEnds } from "../../live/both-ends.tsx";
import type { Feed } from "../../live/feed.ts";
import type { RiverTally } from "./river-tally.ts";

/** The counts at both ends, and what it took to make them agree. */
export function RiverCounts({ feed, tally }: { readonly feed: Feed; readonly tally: RiverTally }) {
  const { askedRows, sent, counted, again, known, lost, doubled, messages } = tally;
  const isDry = askedRows > 0 && counted.rows >= askedRows && feed.flights.size === 0;
  return (
    <>
      <BothEnds
        caption="The counts at both ends"
        columns={["Batches", "Rows"]}
        ends={[
          { id: "source", title: "Source, sent", counts: [sent.batches, sent.rows] },
          { id: "analytics", title: "Analytics, counted once each", counts: [counted.batches, counted.rows] },
        ]}
      />
      <p role="status" data-river={isDry ? "dry" : "flowing"}>
        {isDry ? (
          <strong className={sent.rows === counted.rows ? "good" : "bad"}>
            {sent.rows === counted.rows
              ? `All is there: ${counted.rows} rows left the source, and ${counted.rows} were counted.`
              : `${sent.rows} rows left the source, but ${counted.rows} were counted.`}
          </strong>
        ) : (
          "Water is on its way."
        )}
      </p>
      <p className="quiet">
        Messages sent: {messages}, about half of them only to say that a batch is there. Lost by the network: {lost}.
        Doubled by it: {doubled}. Batches sent again: {again}. Batches that came twice and were counted once: {known}.
      </p>
    </>
  );
}
