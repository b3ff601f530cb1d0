import { LivePicture } from "../live-picture.tsx";
import { Analogy, Section } from "../section.tsx";
import "./kitchen-section.css";

/** What distributed computing is: a kitchen with one chef, one with many, and what the many have to live without. */
export function KitchenSection() {
  return (
    <Section anchor="kitchen" title="What is distributed computing?">
      <Analogy title="One chef, many chefs">
        <p>
          One chef at one stove cooks one dish after the other. If the stove goes out, there is no dinner. Put three
          chefs into three kitchens: salad, grill and dessert are made at the same time. If the grill goes out, salad
          and dessert come out all the same, and only the grill's dish is late.
        </p>
      </Analogy>
      <p>
        <strong>Distributed computing</strong> is the second kitchen: machines that each work on a part of one thing,
        and speak to each other only by messages. Here are both kitchens. Every chef is a worker of your browser, a
        thread with a memory of its own. <em>Break</em> really ends that thread. Slips (<code>g1?</code>: the grill's
        dish for dinner 1) and plates (<code>g1</code>) are their messages. Order a dinner, break the grill, order
        another one.
      </p>
      <LivePicture
        label="A kitchen with one chef beside a kitchen with many, live"
        minHeight={560}
        load={async () => {
          const { KitchenPicture } = await import("./kitchen-picture.tsx");
          return { default: KitchenPicture };
        }}
      />
      <p>
        Two things to notice. Many chefs are not only safer but faster: three dishes take the time of one. And a broken
        grill does not call out. The waiter only hears nothing, and cannot tell a cook who is gone from one who is slow.
        When the grill is mended, the slips still hang on its board, so the missing dish is made after all.
      </p>
      <p>
        Leslie Lamport joked about this other side of it. In his words, a system is distributed when “the failure of a
        computer you didn't even know existed can render your own computer unusable”. The rest of this lesson is about
        keeping the first half of the bargain without the second.
      </p>
      <h3>Three rules to live by</h3>
      <dl className="rules">
        <dt>No shared memory</dt>
        <dd>
          A chef cannot look into another chef's pots. Each machine has its own memory and disk, and learns of the
          others by messages alone. In a pipeline those messages are a file in S3, a record in Kafka, rows in a table.
          So what you know of another machine is how it <em>was</em> when it sent them.
        </dd>
        <dt>No single clock</dt>
        <dd>
          The clocks in two kitchens never quite agree, as the table above shows. Two time stamps from two machines do
          not say which came first. In a pipeline the order is in names and numbers: Airflow starts a task after those
          that it waits for, Kafka numbers the records of a partition, a dbt model comes after the models that it reads.
        </dd>
        <dt>Geographic separation</dt>
        <dd>
          The kitchens are in different streets. A database in Mumbai, a bucket in Virginia and a warehouse in Frankfurt
          have cables between them, and each message takes as long as it takes, or is lost. In a pipeline that is why
          data travel in batches, why every step can be tried again, and why silence is never taken for a “no”.
        </dd>
      </dl>
    </Section>
  );
}
