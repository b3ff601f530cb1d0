import { Section } from "../section.tsx";

export function LogicalTimeSection() {
  return (
    <Section anchor="logical-time" title="Logical time: what happened before what">
      <p>…</p>
    </Section>
  );
}
