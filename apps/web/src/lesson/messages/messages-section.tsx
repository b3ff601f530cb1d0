import { Link } from "wouter";
import { LivePicture } from "../live-picture.tsx";
import { Analogy, Section } from "../section.tsx";

/** Section 8: message passing beside shared memory, calls that block beside calls that do not, and granularity. */
export function MessagesSection() {
  return (
    <Section anchor="messages" title="Messages, memory, and how much at a time">
      <Analogy title="A whiteboard, and notes">
        <p>
          People in one room can share a whiteboard: whoever looks up sees what was written last. People in two cities
          cannot. They send each other notes. A note takes time, and what it says was true when it was written.
        </p>
      </Analogy>
      <table>
        <thead>
          <tr>
            <th scope="col">two ways to work together</th>
            <th scope="col">how one learns what another did</th>
            <th scope="col">where it works</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">shared memory</th>
            <td>It reads what was written, and must take care that nobody writes meanwhile.</td>
            <td>Threads of one program, on one machine.</td>
          </tr>
          <tr>
            <th scope="row">message passing</th>
            <td>It receives what was sent, later, perhaps twice, perhaps in another order.</td>
            <td>Anywhere. All machines on this page are workers that share nothing.</td>
          </tr>
        </tbody>
      </table>
      <p>
        The whiteboard has its own trouble. Ann reads 7, Bob reads 7, each adds one, and each writes 8. Threads have
        locks against that. Below, one worker plays the whiteboard, which can only be read and written; then the same
        worker is sent notes that say what to do, and does it itself, one note after the other.
      </p>
      <LivePicture
        label="Two workers add to one number, as shared memory and by messages"
        load={() => import("./board-picture.tsx")}
        minHeight={180}
      />
      <p>
        The stages of a pipeline live in different places, so they pass messages, whatever those are called: a PUT to S3
        is a send and a GET its receipt; a record is produced to Kafka and consumed; a row is inserted and later
        selected.
      </p>
      <h3>Wait for the answer, or go on</h3>
      <p>
        A call that <em>blocks</em> stands still until the answer is there. An Airflow task is like this: it is not done
        before its query is. A call that does <em>not block</em> goes on, and takes the answer when it comes: a Kafka
        producer fills its buffer, a consumer polls when it is ready.
      </p>
      <LivePicture
        label="A caller that waits for each answer, beside one that goes on"
        load={() => import("./callers-picture.tsx")}
        minHeight={560}
      />
      <p>
        Going on is faster, and the farther away the warehouse is, the more so. It has a price as well. If the warehouse
        fails now, the caller that waits has one request of which it does not know whether it was done. The other has
        several, and must remember all of them.
      </p>
      <h3>How much at a time</h3>
      <p>
        Granularity is how much is computed between two messages. <em>Coarse</em>: extract a million rows, put down one
        file. <em>Fine</em>: a message for every event. A message has a price that does not depend on what is in it, so
        the more rows share it, the less each pays. Here a worker sends rows to another, which hides each customer's
        name behind a hash. The next batch is sent when the last one is loaded.
      </p>
      <LivePicture
        label="What a row costs, by the size of its batch: measured between two workers"
        load={() => import("./batches-picture.tsx")}
        minHeight={560}
      />
      <p>
        The farther apart two machines are, the more a message costs, and the higher the curve begins. That is why
        loosely coupled systems batch: a dbt run by the day, an Airflow run by the hour, and no remote call for each
        row. The curve also flattens: beyond some size a larger batch saves next to nothing. It only makes the first row
        wait longer for its company, and a batch that fails is a larger one to send again. Fine-grained work pays more
        for each row, and has fresher ones. <Link href="/workshop/0.3">Exercise 0.3</Link> has you find the best size
        between the two.
      </p>
    </Section>
  );
}
