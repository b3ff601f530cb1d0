/** dbt and its warehouse: models that dbt waits for, and a refresh that it sets off and may not wait for. */
import { type Machine, type System, defineMachine, defineSystem } from "@millrace/core";

export const models = ["stg_orders", "stg_customers", "daily_sales"] as const;
export const refresh = "refresh of the extract";

/** How long the warehouse takes for a statement. */
const statementMs = 400;
const refreshMs = 8_000;

/** The input of dbt. */
export interface Build {
  /** Whether it stays until the refresh is over, too. */
  readonly waitsForAll: boolean;
}

/** What dbt puts out when it ends. */
export interface Exit {
  readonly exitCode: 0;
}

/** What the warehouse puts out for each statement that is done. */
export interface Finished {
  readonly statement: string;
}

interface Statement {
  readonly type: "run" | "done";
  readonly statement: string;
}

/** What dbt remembers: how it was asked. */
interface DbtState {
  waitsForAll: boolean;
}

const dbt: Machine<DbtState, Statement, Exit, Build> = defineMachine({
  start: (): DbtState => ({ waitsForAll: false }),

  onMessage({ waitsForAll }, { type, statement }, _from, context) {
    if (type !== "done") return;
    if (statement === refresh) return waitsForAll ? context.output({ exitCode: 0 }) : undefined;
    const next = models[models.findIndex((model) => model === statement) + 1];
    context.send("warehouse", { type: "run", statement: next ?? refresh });
    if (next === undefined && !waitsForAll) context.output({ exitCode: 0 });
  },

  onInput(state, { waitsForAll }, context) {
    state.waitsForAll = waitsForAll;
    context.send("warehouse", { type: "run", statement: models[0] });
  },
});

/** One statement at a time. What it is at is gone with it, as no transaction was committed. */
const warehouse: Machine<{ at: string | undefined }, Statement, Finished> = defineMachine({
  start: (): { at: string | undefined } => ({ at: undefined }),

  onMessage(state, { type, statement }, _from, context) {
    if (type !== "run") return;
    state.at = statement;
    context.setTimer("statement", statement === refresh ? refreshMs : statementMs);
  },

  onTimer(state, _timer, context) {
    const { at: statement } = state;
    if (statement === undefined) return;
    state.at = undefined;
    context.output({ statement });
    context.send("dbt", { type: "done", statement });
  },
});

export const build: System = defineSystem({ machines: { dbt, warehouse } });
