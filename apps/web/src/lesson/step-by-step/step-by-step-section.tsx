import { Section } from "../section.tsx";

export function StepByStepSection() {
  return (
    <Section anchor="step-by-step" title="How data flows, step by step">
      <p>…</p>
    </Section>
  );
}
