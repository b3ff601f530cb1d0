import { Section } from "../section.tsx";

export function DesignerSection() {
  return (
    <Section anchor="designer" title="Design your own pipeline">
      <p>…</p>
    </Section>
  );
}
