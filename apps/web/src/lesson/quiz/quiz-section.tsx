import { Suspense, lazy } from "react";
import { Section } from "../section.tsx";
import { WhenSeen } from "../when-seen.tsx";
import { QuizMissing } from "./quiz-missing.tsx";

const QuizBoard = lazy(async () => import("./quiz-board.tsx").catch(() => ({ default: QuizMissing })));

export function QuizSection() {
  return (
    <Section anchor="quiz" title="Quiz">
      <p>
        Three questions about this page, then three or four about each chapter of the course. Choose, then look why each
        option is right or wrong: the wrong ones are the ones that people really believe.
      </p>
      <WhenSeen label="The questions" minHeight={600}>
        <Suspense fallback={<p role="status">Loading the questions …</p>}>
          <QuizBoard />
        </Suspense>
      </WhenSeen>
    </Section>
  );
}
