import { Section } from "../section.tsx";

export function MessagesSection() {
  return (
    <Section anchor="messages" title="Messages, memory, and how much at a time">
      <p>…</p>
    </Section>
  );
}
