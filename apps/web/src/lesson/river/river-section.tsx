import { LivePicture } from "../live-picture.tsx";
import { Analogy, Section } from "../section.tsx";

export function RiverSection() {
  return (
    <Section anchor="river" title="Data flows like a river">
      <Analogy title="A river with five mills">
        <p>
          Water springs from a hill, turns one mill after the other, and reaches the sea. No mill has the whole river.
          Each has the water that is passing through it, and knows no more of the others than what comes down to it.
        </p>
      </Analogy>
      <p>
        A pipeline carries rows as a river carries water, a batch at a time. Below, each box is a machine in a worker of
        its own, and each droplet is a batch that is on its way from one to the next, for exactly as long as you see it.
        The number in it is that of the batch. The small rings that swim back say “I have it”.
      </p>
      <p>
        That little word is what makes a river tight. A machine keeps a batch on its disk until the next one has said
        that it has it. If the word does not come, the machine sends the batch again; if the batch comes twice, its
        number gives it away, and it counts once. So you can lose messages, double them, or click on a machine and kill
        it, and the counts at both ends still agree. Only the time that it takes differs.
      </p>
      <LivePicture
        label="Batches travel between five machines, from the source to the analysts"
        load={async () => import("./river-picture.tsx")}
        minHeight={900}
      />
      <p>
        Try a small batch and a large one. With small batches the same rows cost more messages, as each batch is
        answered by a word of its own. A large batch is a single message, but if it is lost, all of its rows are sent
        again. In a real pipeline Airflow says only when a batch is to go, and the rows pass it by; here it takes them
        in hand, so that you can follow one from end to end.
      </p>
    </Section>
  );
}
