import type { LiveMachine } from "@millrace/workers";
import { Suspense, lazy, useState } from "react";
import { findAbilities } from "../../shell/can-run.ts";
import { DesignForm } from "./design-form.tsx";
import { type Design, problemOf } from "./design.ts";
import { GuaranteeTable } from "./guarantee-table.tsx";
import { promiseOf } from "./guarantees.ts";
import { MermaidDrawing } from "./mermaid-drawing.tsx";
import { MermaidSource } from "./mermaid-source.tsx";
import { mermaidOf } from "./mermaid-text.ts";
import { NotLoaded } from "./not-loaded.tsx";
import { rowsOfRun } from "./rows.ts";
import { ShareDesign } from "./share-design.tsx";
import { useDesign } from "./use-design.ts";
import "./designer.css";

const DesignGraph = lazy(async () => import("./design-graph.tsx").catch(() => ({ default: NotLoaded })));
const RunPanel = lazy(async () => import("./run-panel.tsx").catch(() => ({ default: NotLoaded })));

/** Choices on one side, what follows from them on the other. */
export default function Designer() {
  const kept = useDesign();
  const { design } = kept;
  // A new number for each run, so that the same design can be run again.
  const [run, setRun] = useState(0);
  const [machines, setMachines] = useState<readonly LiveMachine[]>([]);
  const problem = problemOf(design);
  const change = (changed: Design): void => {
    kept.change(changed);
    setRun(0);
    setMachines([]);
  };
  return (
    <div className="designer">
      <div className="design-halves">
        <div>
          <DesignForm design={design} onChange={change} />
          <ShareDesign kept={kept} />
        </div>
        {problem === undefined ? (
          <div>
            <Suspense fallback={<p role="status">Drawing the graph …</p>}>
              <DesignGraph design={design} machines={machines} />
            </Suspense>
            <Promised design={design} />
            {findAbilities().workers ? (
              <>
                <button type="button" onClick={() => setRun(run + 1)}>
                  {run === 0 ? "Run it here" : "Run it again"}
                </button>
                <p className="quiet">
                  Each stage becomes a machine in a worker of its own, and {rowsOfRun} orders are placed at the source.
                  Kill a machine while it has rows in its hands; it is started again a moment later. At the end, compare
                  the two ends. The machines are models: they keep, hand on and note as you chose, whatever product they
                  are named after.
                </p>
                {run > 0 && (
                  <Suspense fallback={<p role="status">Loading the machines …</p>}>
                    <RunPanel key={run} design={design} onMachines={setMachines} />
                  </Suspense>
                )}
              </>
            ) : (
              <p className="notice" role="note">
                This browser gives pages no workers, so the machines cannot run here. The table says what they would do;
                another browser will run them.
              </p>
            )}
          </div>
        ) : (
          <p className="notice" role="alert">
            {problem}
          </p>
        )}
      </div>
      {problem === undefined && (
        <>
          <GuaranteeTable design={design} />
          <MermaidDrawing text={mermaidOf(design)} />
          <MermaidSource design={design} />
        </>
      )}
    </div>
  );
}

/** Said anew whenever the design changes. */
function Promised({ design }: { readonly design: Design }) {
  const { delivery, order, kill } = promiseOf(design);
  return (
    <p role="status" className="design-promise">
      <strong>From end to end: {delivery}</strong>, order: {order}. {kill}
    </p>
  );
}
