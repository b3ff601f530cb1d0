import { useId, useRef, useState } from "react";
import { Problem } from "../../live/problem.tsx";
import { BankDrawing } from "./bank-drawing.tsx";
import { branches } from "./bank-system.ts";
import { CutDrawing } from "./cut-drawing.tsx";
import { findLatestCut } from "./latest-cut.ts";
import { Counts, Photos } from "./results.tsx";
import { useBank } from "./use-bank.ts";
import "./snapshots.css";

/** Three branches on three workers, money on its way all the time, and two ways to count it. */
export default function BankPicture() {
  const place = useRef<HTMLDivElement>(null);
  const bank = useBank(place);
  const { status, ledger, hasCustomers, isTired } = bank;
  const [begin, setBegin] = useState(branches[0] ?? "");
  const beginId = useId();
  const isOpen = status === "open";
  const cut = findLatestCut(ledger);
  return (
    <div ref={place} className="bank">
      {status === "starting" && <p>Starting three workers …</p>}
      <Problem told={bank.problem}>
        <button onClick={bank.openAgain}>Open the bank again</button>
      </Problem>
      {isTired && (
        <p className="notice">
          The bank has worked for {ledger.eventCount} events, and takes no more customers.{" "}
          <button onClick={bank.openAgain}>Open it again</button>
        </p>
      )}
      <BankDrawing ledger={ledger} photo={ledger.photos.at(-1)} />
      <p className="quiet">
        {ledger.transfers.length} transfers so far. Circles are coins, squares are markers; the next to arrive is in
        front.
      </p>
      <div className="controls">
        <button disabled={!isOpen} onClick={() => bank.takePhoto(begin)}>
          Take a snapshot
        </button>
        <label htmlFor={beginId}>
          begun by{" "}
          <select id={beginId} value={begin} onChange={(event) => setBegin(event.target.value)}>
            {branches.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <button disabled={!isOpen} onClick={() => bank.ask(0)}>
          Call all branches at once
        </button>
        <button disabled={!isOpen} onClick={() => bank.ask(callEveryMs)}>
          Call one branch after another
        </button>
        <button className="quiet-button" disabled={!isOpen || isTired} onClick={() => bank.setCustomers(!hasCustomers)}>
          {hasCustomers ? "Send the customers home" : "Let customers in"}
        </button>
      </div>
      <p role="status" className="bank-news">
        {cut === undefined ? "" : `${cut.title}: ${cut.words}`}
      </p>
      {cut !== undefined && <CutDrawing cut={cut} transfers={ledger.transfers} />}
      <div className="bank-columns">
        <Counts ledger={ledger} />
        <Photos ledger={ledger} />
      </div>
    </div>
  );
}

/** Between the calls of a clerk who calls one branch after another. */
const callEveryMs = 700;
