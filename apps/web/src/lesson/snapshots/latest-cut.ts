import { type CutVerdict, judgeCut } from "./judge-cut.ts";
import { type Answers, type Ledger, hasAllAnswers, isFinished } from "./ledger.ts";
import { describeCount, describePhoto } from "./words.ts";

/** What was finished last, a count or a snapshot, as a cut through what happened. */
export interface LatestCut {
  readonly kind: "count" | "snapshot";
  /** "Snapshot 2". */
  readonly title: string;
  /** What it came to. */
  readonly words: string;
  readonly answers: Answers;
  readonly verdict: CutVerdict;
}

/** See {@link LatestCut}; undefined before anything is finished. */
export function findLatestCut({ counts, photos, transfers }: Ledger): LatestCut | undefined {
  const count = counts.findLast(({ answers }) => hasAllAnswers(answers));
  const photo = photos.findLast(isFinished);
  if (photo !== undefined && photo.lastEvent > (count?.lastEvent ?? -1)) {
    const { name, answers } = photo;
    const verdict = judgeCut(answers, transfers);
    return { kind: "snapshot", title: `Snapshot ${name}`, words: describePhoto(photo), answers, verdict };
  }
  if (count === undefined) return undefined;
  const { name, answers } = count;
  const verdict = judgeCut(answers, transfers);
  return { kind: "count", title: `Count ${name}`, words: describeCount(count, verdict), answers, verdict };
}
