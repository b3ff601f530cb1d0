import { LivePicture } from "../live-picture.tsx";
import { Analogy, Section } from "../section.tsx";

/** Section 7: what an order of messages promises, and what is lost without one. */
export function OrderingSection() {
  return (
    <Section anchor="ordering" title="Message order">
      <Analogy title="In the coffee shop">
        <p>
          You order a coffee and then a cake, and they are made in that order: that is FIFO, one customer and one till.
          Your friend hears you and says “the same for me”. Nobody should make hers before yours, as yours is why she
          asked: that is causal order, and it holds across customers. Above the counter hangs one board with numbers,
          and everybody in the room sees 3 served before 4: that is total order.
        </p>
      </Analogy>
      <p>
        A network keeps none of these by itself. Two messages that take different roads may change places, and each
        machine that receives them still does its own work correctly. So order is a promise that somebody has to keep,
        and you choose how much of it you need.
      </p>
      <OrderTable />
      <h3>A funnel with and without order</h3>
      <p>
        Six visitors each click, add to the cart and purchase. Each step is caused by the one before it. Two dashboards
        hear of every step and count a funnel. A dashboard that hears of a purchase from a cart that it does not know
        throws it away, as many real ones do. No message is lost here. Each machine is a worker of its own, and each
        message really waits as long as chance has it.
      </p>
      <LivePicture
        label="Click, add to cart, purchase: six visitors, two dashboards, and the order of delivery that you choose"
        load={() => import("./funnel-picture.tsx")}
        minHeight={560}
      />
      <p>
        Try FIFO with one machine that reports all steps, and then with three. One sender is all that FIFO speaks of. If
        all goes well, let them buy again: one lucky run proves nothing. When the cart answers the page and the checkout
        answers the cart, only an order that knows causes keeps the funnel whole. Then compare causal and total: the
        first leaves visitors that know nothing of each other in any order, so the dashboards may differ; the second
        shows both the same, and sends more messages, each with a stop at one machine.
      </p>
      <h3>What Kafka chose</h3>
      <p>
        One partition has one order for all who read it, because one machine writes it. Between partitions there is
        none, so that they can be written and read side by side. The key of a record chooses its partition. With{" "}
        <code>customer_id</code> as the key, all that concerns one customer stands in one order, and customers do not
        wait for each other. If the number of partitions grows, keys move, and the old records of a key stay where they
        are.
      </p>
      <p className="quiet">
        Total order by itself does not promise that one sender's messages keep their order: everybody may agree on the
        wrong one. In the picture the way to the topic is a connection that keeps it. Chapter 2 of the course has you
        build FIFO delivery, keyed partitions, causal broadcast and a total order without a leader.
      </p>
    </Section>
  );
}

function OrderTable() {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">order</th>
          <th scope="col">what it means</th>
          <th scope="col">in a pipeline</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">FIFO</th>
          <td>What one sender sends to one receiver arrives in the order in which it was sent.</td>
          <td>Records that one producer writes to one Kafka partition.</td>
        </tr>
        <tr>
          <th scope="row">causal</th>
          <td>If A could have caused B, nobody sees B before A, whoever sent them.</td>
          <td>click → add_to_cart → purchase, reported by three services.</td>
        </tr>
        <tr>
          <th scope="row">total</th>
          <td>All receivers agree on one order of everything.</td>
          <td>A topic with a single partition; for each entity, the partition of its key.</td>
        </tr>
      </tbody>
    </table>
  );
}
