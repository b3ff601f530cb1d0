import { LivePicture } from "../live-picture.tsx";
import { Analogy, Section } from "../section.tsx";
import "./reasons.css";

/** Why a pipeline is spread over machines: size and speed, failures, and four more reasons. */
export function WhySection() {
  return (
    <Section anchor="why" title="Why pipelines need it">
      <p>
        The data outgrow any one machine. And if they did not, one would still be slow, and one fault away from nothing.
      </p>
      <h3>Too much for one</h3>
      <Analogy title="Ten million books">
        <p>
          A library wants a catalogue of its ten million books. One librarian would have to read them all. So one takes
          shelves 1 to 100, another takes 101 to 200, and the desk puts their lists together. Nobody carries books
          around: what travels is one short list from each.
        </p>
      </Analogy>
      <p>
        Redshift and Spark work like this. The rows lie on many nodes, each node adds up its own, and the parts are
        combined. Try it: the books are made up from their numbers, but each of them is worked out, one by one, in the
        librarians' workers. The clock is real, so the times depend on your computer, and on what else it is doing.
      </p>
      <LivePicture
        label="One librarian beside many, counting the same books, timed live"
        minHeight={300}
        load={async () => {
          const { LibraryPicture } = await import("./library-picture.tsx");
          return { default: LibraryPicture };
        }}
      />
      <p>
        Twice the librarians are seldom twice as fast. They need hands of their own (cores, here; nodes, in a
        warehouse), the desk waits for the slowest of them, and what only the desk can do does not get faster at all.
      </p>
      <h3>One fault, two endings</h3>
      <p>
        Here is one night's work, twice: three tables are extracted and transformed, and loaded into a report. On the
        left one machine does everything. On the right a scheduler hands tasks to three workers. Start both, then kill
        one machine in each. The scheduler is not told. It hears nothing for a second and a half, gives the task to
        somebody else, and the attempts say so.
      </p>
      <LivePicture
        label="A single machine beside a distributed pipeline, with a failure in both, live"
        minHeight={520}
        load={async () => {
          const { FailurePicture } = await import("./failure-picture.tsx");
          return { default: FailurePicture };
        }}
      />
      <p>
        Then try the scheduler: without it the workers finish what they have, and nothing new begins. To spread work
        over machines gives you the chance to survive. Which single machines are left that everything needs is yours to
        find.
      </p>
      <h3>More reasons</h3>
      <dl className="reasons">
        <dt>Scalability</dt>
        <dd>
          When data grow, add Airflow workers, Kafka partitions or Redshift nodes. It goes on for as long as no one
          machine has a hand in everything.
        </dd>
        <dt>Modularity</dt>
        <dd>
          MySQL for PostgreSQL, Snowflake for Redshift: a part can be exchanged while the others stay, if the new one
          speaks the same language and keeps the same promises on order and repetition.
        </dd>
        <dt>Resource sharing</dt>
        <dd>One bucket and one warehouse serve many pipelines. Nobody keeps a copy of everything.</dd>
        <dt>Inherently distributed</dt>
        <dd>
          A transfer has two banks, a shop has branches, changes come from several regions. That work was in many places
          before there was any machine.
        </dd>
      </dl>
    </Section>
  );
}
