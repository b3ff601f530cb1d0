import { useCallback, useEffect, useReducer, useRef } from "react";
import type { RemoteLanguage } from "./editor/language.ts";
import { gradeText } from "./grade-text.ts";
import type { FoundRun } from "./grading/said.ts";
import { Supervisor } from "./grading/supervisor.ts";
import { type GradingState, afterEvent, notGraded } from "./grading-state.ts";

/** Grades one exercise's file as often as it is asked to; a new grading ends the one before. */
export function useGrading(
  { id, work }: { readonly id: string; readonly work: string },
  answer: string,
  language: RemoteLanguage | undefined,
): {
  readonly state: GradingState;
  readonly grade: (text: string) => void;
  /** Sees a run again that the newest grading told of. */
  readonly look: (link: string) => Promise<FoundRun>;
} {
  const [state, tell] = useReducer(afterEvent, notGraded);
  const supervisor = useRef<Supervisor>(undefined);
  const running = useRef<AbortController>(undefined);
  useEffect(() => {
    const made = new Supervisor(
      () =>
        new Worker(new URL("./grading/compartment.worker.ts", import.meta.url), { type: "module", name: "grading" }),
    );
    supervisor.current = made;
    return () => {
      running.current?.abort();
      made.close();
    };
  }, []);
  const grade = useCallback(
    (text: string) => {
      if (supervisor.current === undefined || language === undefined) return;
      running.current?.abort();
      const ending = new AbortController();
      running.current = ending;
      void gradeText(
        { id, work, answer, text },
        {
          language,
          supervisor: supervisor.current,
          signal: ending.signal,
          tell: (event) => ending.signal.aborted || tell(event),
        },
      );
    },
    [id, work, answer, language],
  );
  const { script } = state;
  const look = useCallback(
    async (link: string) => {
      if (supervisor.current === undefined || script === undefined) throw new Error("Check your file first.");
      return supervisor.current.replay({ id, code: script, link }, new AbortController().signal);
    },
    [id, script],
  );
  return { state, grade, look };
}
