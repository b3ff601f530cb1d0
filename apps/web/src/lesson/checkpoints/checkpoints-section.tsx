import { Section } from "../section.tsx";

export function CheckpointsSection() {
  return (
    <Section anchor="checkpoints" title="Checkpoint, rollback, idempotency">
      <p>…</p>
    </Section>
  );
}
