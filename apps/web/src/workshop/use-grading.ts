import { useCallback, useEffect, useReducer, useRef } from "react";
import type { RemoteLanguage } from "./editor/language.ts";
import { gradeText } from "./grade-text.ts";
import type { ShownOption } from "../execution/hand.ts";
import { makeCompartment } from "./grading/make-compartment.ts";
import type { ByHand, FoundRun } from "./grading/said.ts";
import { Supervisor } from "./grading/supervisor.ts";
import type { OtherPart } from "./parts.ts";
import { type GradingState, afterEvent, notGraded } from "./grading-state.ts";

/** Sees a run again by its link, or does something by hand in it. */
export type Look = (link: string, byHand?: ByHand) => Promise<FoundRun & { readonly options: readonly ShownOption[] }>;

/** Grades one exercise's file as often as it is asked to; a new grading ends the one before. */
export function useGrading(
  { id, work }: { readonly id: string; readonly work: string },
  answer: string,
  {
    language,
    findParts,
  }: {
    readonly language: RemoteLanguage | undefined;
    /** The files of other exercises that a text imports. */
    readonly findParts: (text: string) => Promise<readonly OtherPart[]>;
  },
): {
  readonly state: GradingState;
  readonly grade: (text: string) => void;
  /** Sees a run again that the newest grading told of, or leaves it by hand. */
  readonly look: Look;
} {
  const [state, tell] = useReducer(afterEvent, notGraded);
  const supervisor = useRef<Supervisor>(undefined);
  const running = useRef<AbortController>(undefined);
  useEffect(() => {
    const made = new Supervisor(makeCompartment);
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
          findParts,
          signal: ending.signal,
          tell: (event) => ending.signal.aborted || tell(event),
        },
      );
    },
    [id, work, answer, language, findParts],
  );
  const { script } = state;
  const look = useCallback(
    async (link: string, byHand?: ByHand) => {
      if (supervisor.current === undefined || script === undefined) throw new Error("Check your file first.");
      const job = { id, code: script, link, ...(byHand === undefined ? {} : { byHand }) };
      return supervisor.current.replay(job, new AbortController().signal);
    },
    [id, script],
  );
  return { state, grade, look };
}
