import { Link } from "wouter";
import { LivePicture } from "../live-picture.tsx";
import { Analogy, Section } from "../section.tsx";

/** When is it done: three simple answers that tools give, where each is wrong, and an answer that is right. */
export function TerminationSection() {
  return (
    <Section anchor="termination" title="When is it done?">
      <Analogy title="The last letter">
        <p>
          You ring every branch of a firm and ask whether anybody has work left. All say no. You lock up and go home.
          But a letter with an order was in the post between two of them. Everybody told the truth, and the answer was
          wrong.
        </p>
      </Analogy>
      <p>
        A computation is over when no machine has anything left to do <em>and</em> no message is on its way that could
        give it something. Nobody sees both at once. Your tools each have a simple answer. It is good for what it looks
        at, and each picture shows what it does not look at.
      </p>

      <h3>“The DAG is a success”</h3>
      <p>
        Airflow's scheduler has all tasks of a run on one list: queued, running, success, failed. When all are final,
        the run is over, and its <em>leaves</em>, the tasks that no other waits for, say how it went. Here{" "}
        <code>load</code> fails, and then <code>clean up</code> runs, whose rule is <code>all_done</code>.
      </p>
      <LivePicture
        label="A DAG run whose last task hides a failure, live"
        minHeight={190}
        load={async () => {
          const { DagPicture } = await import("./dag-picture.tsx");
          return { default: DagPicture };
        }}
      />
      <p>
        Over is not the same as well. A <em>watcher</em>, a task that runs if any other failed and then fails itself,
        makes the leaves tell the truth.
      </p>

      <h3>“Exit code 0”</h3>
      <p>
        dbt runs its models in the order of their dependencies and waits for each. Exit code 0 says that every one of
        them went well. It says nothing of work that was only set off: a refresh started by a hook, a statement that was
        handed in and not waited for. Run it, and kill the warehouse after dbt has ended.
      </p>
      <LivePicture
        label="dbt ends while its warehouse is still at work, live"
        minHeight={260}
        load={async () => {
          const { BuildPicture } = await import("./build-picture.tsx");
          return { default: BuildPicture };
        }}
      />

      <h3>“Lag is 0”</h3>
      <p>
        Lag is how many records were written to a topic and have not been committed by its consumer. If the consumer
        commits when it <em>fetches</em>, lag is 0 while all the work is still in its memory. Kill it then, and start it
        again. A consumer that commits when the rows are <em>written</em> is honest; killed half-way, it writes some
        rows twice, which an upsert forgives.
      </p>
      <LivePicture
        label="Lag beside the rows that really arrived, live"
        minHeight={280}
        load={async () => {
          const { LagPicture } = await import("./lag-picture.tsx");
          return { default: LagPicture };
        }}
      />
      <p>
        Even the honest one knows only its own topic. A record may have become three records in the next one, and the
        producer may write another in a moment.
      </p>

      <h3>“Everybody is idle”</h3>
      <p>
        Now workers that give work to other workers. The driver hands a task to east, east one to west, and west some to
        both. On the left the driver asks everybody whether they are idle. On the right each piece of work is answered
        by one signal, and who was given work keeps the first answer back until all that it handed out has been answered
        (Dijkstra and Scholten, 1980). Hold back the post, and compare.
      </p>
      <LivePicture
        label="Asking whether everybody is idle, beside Dijkstra and Scholten's signals, live"
        minHeight={360}
        load={async () => {
          const { IdlePicture } = await import("./idle-picture.tsx");
          return { default: IdlePicture };
        }}
      />
      <p>
        A detector may be late. It must never be early, and it must speak in the end. Chapter 5 of the{" "}
        <Link href="/course">course</Link> builds a scheduler and three detectors, and its checks try every order of
        messages.
      </p>
    </Section>
  );
}
