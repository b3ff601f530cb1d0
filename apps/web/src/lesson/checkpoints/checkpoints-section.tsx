import { Link } from "wouter";
import { LivePicture } from "../live-picture.tsx";
import { Analogy, Section } from "../section.tsx";

/** Section 13: how far we are, how to go back, and why running it twice must do no harm. */
export function CheckpointsSection() {
  return (
    <Section anchor="checkpoints" title="Checkpoint, rollback, idempotency">
      <Analogy title="A bookmark, and a pencil">
        <p>
          You copy a long list by hand and are called away. A bookmark says where to go on: that is a checkpoint. If you
          have lost it, you begin at the top again: that is a rollback. And if each line has its own place on the new
          sheet, copying it a second time changes nothing: that is idempotency. Without places you write every line
          below the last, and half of the list is there twice.
        </p>
      </Analogy>
      <dl>
        <dt>Checkpoint</dt>
        <dd>
          A note, kept safely, that says how far the work has come. An incremental model of dbt has no file for it: it
          asks its own table for <code>max(updated_at)</code> and takes only newer rows. Its <code>unique_key</code>{" "}
          says which row an incoming one replaces.
        </dd>
        <dt>Rollback</dt>
        <dd>
          Going back to a state that is known to be good. Airflow retries a failed task from its beginning. dbt can
          begin at the model that failed. Snowflake's time travel shows a table as it was at an earlier moment, for as
          long as that is kept; Redshift restores one from a snapshot.
        </dd>
        <dt>Idempotency</dt>
        <dd>Doing it twice comes to the same as doing it once. It is what makes a retry safe.</dd>
      </dl>
      <h3>Run it twice</h3>
      <p>
        A loader copies sixteen orders into a warehouse, two at a time. Kill it in the middle: its worker is ended, and
        what it knew is gone. It cannot know whether its last write got through. Then start it again, as a scheduler
        would, or run it once more after it has finished. What counts is what the warehouse has.
      </p>
      <LivePicture
        label="A loader that is killed and run again, and what its warehouse has in the end"
        load={() => import("./load-picture.tsx")}
        minHeight={620}
      />
      <p>
        Inserting makes every retry visible for ever. The upsert writes the same rows again and leaves the same table.
        With a checkpoint as well, written in one transaction with the rows, a run writes only what is new, and a few
        rows before it that may have come late. The checkpoint saves work. The unique key is what keeps the table right:
        change an order, run once more, and compare all three.
      </p>
      <h3>When several machines save</h3>
      <p>
        One machine's checkpoint is a bookmark. For several machines that send each other messages, each one's own
        bookmark is not enough: one may remember receiving what the other, gone back, has never sent. Koo and Toueg's
        algorithm has those machines save together that must. Whoever begins takes a tentative checkpoint and asks all
        from whom it has heard since its last one; they do the same in their turn. If all can save, all checkpoints
        become permanent. If one cannot, all are thrown away, and the last ones hold. Meanwhile none of them sends any
        work. So the saved states always fit together, and no more than two of them have to be kept. Pipelines mostly
        get by without: unique keys, upserts and replaced partitions let each stage be run again alone.
      </p>
      <p className="quiet">
        <Link href="/workshop/6.1">Exercise 6.1</Link> is the loader with the checkpoint, and{" "}
        <Link href="/workshop/6.3">exercise 6.3</Link> is Koo–Toueg.
      </p>
    </Section>
  );
}
