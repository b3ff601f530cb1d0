import { LivePicture } from "../live-picture.tsx";
import { Analogy, Section } from "../section.tsx";

export function FailuresSection() {
  return (
    <Section anchor="failures" title="When things break">
      <Analogy title="The postman who is ill">
        <p>
          A post office does not know that a postman is ill. It knows that he has not come back. So it waits for as long
          as his round may take, and then sends another with the same letters. If the first was only slow, some letters
          come twice; therefore each has a number, and nobody opens the same one twice.
        </p>
      </Analogy>
      <p>
        A machine that dies does not say so. Whoever runs a task sends Airflow a heartbeat every quarter of a second.
        When none has come for a whole second, Airflow gives the attempt up, waits a moment, and gives the task out once
        more. What the dead machine had in memory is lost. What it had put into S3 is there, so the next attempt finds
        it and goes on; and where it does something a second time, keys see to it that it counts once.
      </p>
      <p>
        Click a machine below while it is at work. Its worker is really ended, in the middle of whatever it was doing.
        Kill dbt in silver, a node of the warehouse while it is being loaded, or Airflow itself.
      </p>
      <LivePicture
        label="A pipeline of nine machines, any of which you can kill"
        load={async () => import("./failures-picture.tsx")}
        minHeight={1300}
      />
      <p>
        Attempts and times are what happened just now, on your computer. What you cannot see here is the price: a
        shorter patience notices a death sooner, and gives up more often on the living. No patience is right for a
        network that can be as slow as it likes. So a retry must be harmless, whether it was needed or not.
      </p>
    </Section>
  );
}
