import { Section } from "../section.tsx";

export function TerminationSection() {
  return (
    <Section anchor="termination" title="When is it done?">
      <p>…</p>
    </Section>
  );
}
