import { LivePicture } from "../live-picture.tsx";
import { Analogy, Section } from "../section.tsx";

export function StepByStepSection() {
  return (
    <Section anchor="step-by-step" title="How data flows, step by step">
      <Analogy title="A bakery before dawn">
        <p>
          The foreman has the list: flour from the store, then dough, then bread, then the shop. He carries nothing. He
          calls out what is next, and waits until somebody calls back that it is done.
        </p>
      </Analogy>
      <p>
        Airflow is the foreman. The rows go from PostgreSQL to S3, where they lie in bronze as they came. dbt makes
        silver of them, which is clean, and gold, which is added up. Redshift loads gold, and Metabase asks Redshift. No
        machine looks into another: everything that you see is a message.
      </p>
      <p>
        Here every message waits at the door of its receiver until it is let through. <em>Step</em> lets the oldest one
        through and says what it means. <em>Play</em> opens all doors, <em>Pause</em> closes them: then nothing goes on,
        and what is on its way comes as far as the door.
      </p>
      <LivePicture
        label="A pipeline of nine machines that you can stop and take step by step"
        load={async () => import("./steps-picture.tsx")}
        minHeight={760}
      />
      <p>
        Count the messages that carry rows, the droplets with a number, and those that carry none. Most of them only
        ask, answer and acknowledge. That is what coordination costs, and why pipelines move rows in batches.
      </p>
    </Section>
  );
}
