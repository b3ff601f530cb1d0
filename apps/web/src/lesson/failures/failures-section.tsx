import { Section } from "../section.tsx";

export function FailuresSection() {
  return (
    <Section anchor="failures" title="When things break">
      <p>…</p>
    </Section>
  );
}
