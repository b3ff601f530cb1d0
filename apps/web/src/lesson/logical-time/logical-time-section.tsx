import { Link } from "wouter";
import { Scrollable } from "../../live/scrollable.tsx";
import { LivePicture } from "../live-picture.tsx";
import { Analogy, Section } from "../section.tsx";

export function LogicalTimeSection() {
  return (
    <Section anchor="logical-time" title="Logical time: what happened before what">
      <Analogy title="Letters">
        <p>
          You get a letter, and you know that it was written before you read it. You need no postmark for that, and it
          does not matter that the writer’s kitchen clock is wrong. If you answer, your answer came after the letter.
          And of what the writer did on the day after posting it, you know nothing: it may have been before you read the
          letter or after, and it made no difference to you.
        </p>
      </Analogy>
      <p>
        Machines share no clock. One is two seconds fast, and its log says that a file was loaded before it was written.
        So we do not ask “at what time?”, but “could this have influenced that?”. Lamport’s{" "}
        <strong>happens-before</strong> answers with three rules:
      </p>
      <ol>
        <li>On one machine, what it did earlier happened before what it did later.</li>
        <li>The sending of a message happened before its receipt.</li>
        <li>If a happened before b, and b before c, then a happened before c.</li>
      </ol>
      <p>
        Two events with no such way between them are <strong>concurrent</strong>: neither could know of the other. That
        is not “at the same time”. They may be hours apart.
      </p>
      <p>
        Three workers write each other letters below. Each carries a <strong>vector stamp</strong>: how many events of
        each machine its writer knew of. Who receives it takes the larger of each two numbers, and counts one more for
        itself. Two stamps then tell what happened before what. Choose any two events.
      </p>
      <LivePicture
        label="A space–time diagram of three workers: two events, and which of them happened before the other"
        load={() => import("./letters-picture.tsx")}
        minHeight={480}
      />
      <p>
        Run it again: the requests are the same, but letters take another time, and some pairs of events change places.
        A program that is right in only one of these orders is wrong.
      </p>
      <h3>In your pipeline</h3>
      <Scrollable label="The clocks of the tools">
        <table>
          <thead>
            <tr>
              <th scope="col">Tool</th>
              <th scope="col">Its logical clock</th>
              <th scope="col">What it tells, and what it does not</th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">Airflow</th>
              <td>
                the run’s logical date (once called <code>execution_date</code>) and the task’s id in it
              </td>
              <td>
                Which stretch of data a run is for, whenever it really runs. A task begins after those before it in the
                DAG, whatever the workers’ clocks say. Tasks with no path between them are concurrent.
              </td>
            </tr>
            <tr>
              <th scope="row">Kafka</th>
              <td>the offset in a partition</td>
              <td>Record 5 comes before record 6 of the same partition. Between two partitions offsets say nothing.</td>
            </tr>
            <tr>
              <th scope="row">dbt</th>
              <td>
                the graph that <code>ref</code> makes
              </td>
              <td>
                Staging is built before the marts that read it. Two models that do not read each other come in any
                order.
              </td>
            </tr>
            <tr>
              <th scope="row">PostgreSQL</th>
              <td>the log sequence number</td>
              <td>One order for all changes of one server. Of two servers, each has its own.</td>
            </tr>
          </tbody>
        </table>
      </Scrollable>
      <p>
        None of them asks what time it is on server X. You write the stamps yourself in{" "}
        <Link href="/workshop/1.2">exercise 1.2, Vector clock</Link>.
      </p>
    </Section>
  );
}
