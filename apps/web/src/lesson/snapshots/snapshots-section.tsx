import { Link } from "wouter";
import { LivePicture } from "../live-picture.tsx";
import { Analogy, Section } from "../section.tsx";

export function SnapshotsSection() {
  return (
    <Section anchor="snapshots" title="A photo of a moving system">
      <Analogy title="The auditor and the coach">
        <p>
          An auditor rings the branches of a bank, one after the other, and adds up what they tell her. Meanwhile
          coaches full of coins drive from one to another. A coach that has left the first branch and not arrived at the
          second is in nobody’s answer. A coach that arrives before the second call, and left after the first, is in
          two. Everybody told the truth, and the sum is wrong.
        </p>
      </Analogy>
      <p>
        A snapshot is <strong>consistent</strong> if it could be a photo of one instant: nothing has arrived in it that
        was not sent in it, and what was sent and has not arrived is in the photo too, as on its way. You cannot stop
        the world to take it, and no two machines agree on what “now” is. Chandy and Lamport found in 1985 that you need
        neither.
      </p>
      <ol>
        <li>
          Whoever begins records what it has, and at once sends a <strong>marker</strong> along every channel, before
          anything else.
        </li>
        <li>Who sees its first marker does the same: it records, and sends markers of its own.</li>
        <li>
          What comes along a channel after you recorded and before that channel’s marker was on its way. It belongs to
          the photo as the state of the channel.
        </li>
      </ol>
      <p>
        Channels keep their order, so a marker parts what was sent before the photo from what was sent after. That is
        all there is to it, and it costs one marker for each channel.
      </p>
      <p>
        Here are three branches, each a worker of its own. They hold 300 coins between them, and customers never stop
        sending some from one to another. Count them by telephone, then by snapshot.
      </p>
      <LivePicture
        label="A bank of three branches, counted by telephone and by snapshot while money moves"
        load={() => import("./bank-picture.tsx")}
        minHeight={760}
      />
      <p>
        The telephone is right only if nothing was on its way, or if what it missed and what it counted twice are by
        chance the same. Send the customers home, wait until the channels are empty, and it is right: but then the bank
        stands still. The snapshot is right each time, and nobody waited for it. It may show a moment that never was:
        you ask it what is true of the system as a whole, and not what happened at noon.
      </p>
      <h3>In your pipeline</h3>
      <dl>
        <dt>
          <strong>Bronze is a photo</strong>
        </dt>
        <dd>
          The raw files in S3 show the source as it was when they were read, and are never changed afterwards. Read all
          tables in one transaction and they belong to one moment. Read orders at one o’clock and customers at ten past,
          and you have made the auditor’s two calls.
        </dd>
        <dt>
          <strong>CDC begins at an LSN</strong>
        </dt>
        <dd>
          PostgreSQL writes every change into one log, and every place in it has a number, the log sequence number. A
          log is one line, so “everything up to this number” is a consistent photo without any marker. Copy the table as
          it was at that number, then follow the log from there: nothing is missing, nothing comes twice.
        </dd>
        <dt>
          <strong>Time travel</strong>
        </dt>
        <dd>
          Some warehouses and table formats, Snowflake and Iceberg among them, let you query a table as it was at an
          earlier version. Redshift goes back by restoring a snapshot. Inside one of them that is a consistent state.
          Put beside what is still in Kafka, it is again two photos.
        </dd>
        <dt>
          <strong>Flink’s checkpoints</strong>
        </dt>
        <dd>
          Its barriers are these markers: they flow with the data, and each stage stores its state when they come by.
        </dd>
      </dl>
      <p>
        You build this in <Link href="/workshop/4.3">exercise 4.3, Chandy–Lamport</Link>, and the hand-over from photo
        to log in <Link href="/workshop/4.2">4.2</Link>.
      </p>
    </Section>
  );
}
