import { usePageTitle } from "../shell/page-title.ts";
import { CheckpointsSection } from "./checkpoints/checkpoints-section.tsx";
import { DesignerSection } from "./designer/designer-section.tsx";
import { FailuresSection } from "./failures/failures-section.tsx";
import { HeroSection } from "./hero/hero-section.tsx";
import { KitchenSection } from "./kitchen/kitchen-section.tsx";
import { LogicalTimeSection } from "./logical-time/logical-time-section.tsx";
import { MessagesSection } from "./messages/messages-section.tsx";
import { OrderingSection } from "./ordering/ordering-section.tsx";
import { QuizSection } from "./quiz/quiz-section.tsx";
import { RiverSection } from "./river/river-section.tsx";
import { SnapshotsSection } from "./snapshots/snapshots-section.tsx";
import { StepByStepSection } from "./step-by-step/step-by-step-section.tsx";
import { TerminationSection } from "./termination/termination-section.tsx";
import { ToolsSection } from "./tools/tools-section.tsx";
import { useArrival } from "./use-arrival.ts";
import { WhySection } from "./why/why-section.tsx";

/** The sections after the first one: address and title, in their order. */
const contents: readonly (readonly [anchor: string, title: string])[] = [
  ["kitchen", "What is distributed computing?"],
  ["river", "Data flows like a river"],
  ["why", "Why pipelines need it"],
  ["logical-time", "Logical time: what happened before what"],
  ["snapshots", "A photo of a moving system"],
  ["ordering", "Message order"],
  ["messages", "Messages, memory, and how much at a time"],
  ["tools", "The tools, and what each does"],
  ["step-by-step", "How data flows, step by step"],
  ["failures", "When things break"],
  ["termination", "When is it done?"],
  ["checkpoints", "Checkpoint, rollback, idempotency"],
  ["quiz", "Quiz"],
  ["designer", "Design your own pipeline"],
];

/** The page "Distributed computing for pipelines": chapter 0's lesson, and the home page. */
export function LessonPage() {
  usePageTitle("Distributed computing for pipelines");
  useArrival();
  return (
    <main className="lesson">
      <div className="first-screen">
        <HeroSection />
        <Contents />
      </div>
      <KitchenSection />
      <RiverSection />
      <WhySection />
      <LogicalTimeSection />
      <SnapshotsSection />
      <OrderingSection />
      <MessagesSection />
      <ToolsSection />
      <StepByStepSection />
      <FailuresSection />
      <TerminationSection />
      <CheckpointsSection />
      <QuizSection />
      <DesignerSection />
    </main>
  );
}

function Contents() {
  return (
    <nav className="contents" aria-label="On this page">
      <ol>
        {contents.map(([anchor, title]) => (
          <li key={anchor}>
            <a href={`#${anchor}`}>{title}</a>
          </li>
        ))}
      </ol>
    </nav>
  );
}
