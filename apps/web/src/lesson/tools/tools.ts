/** One tool of the pipeline, as a part of the distributed system. */
export interface Tool {
  readonly name: string;
  /** In two or three words. */
  readonly role: string;
  /** What it does in the distributed system. */
  readonly does: string;
  readonly guarantee: string;
  readonly dies: string;
  /** Its station first, then what else shows its part: files, from the project's folder. */
  readonly stations: readonly string[];
  /** The exercises that teach it. */
  readonly exercises: readonly { readonly id: string; readonly title: string }[];
}

/** In the order in which a reader meets them. */
export const tools: readonly Tool[] = [
  {
    name: "Airflow",
    role: "the conductor",
    does: "It plays no instrument. It knows which task comes after which, starts each on some worker when its turn has come, and keeps one list of where every task stands: scheduled, queued, running, success, failed, waiting for another try.",
    guarantee:
      "A task starts only when its trigger rule holds; by default, when all tasks before it were a success. It makes at most retries + 1 attempts, with a longer wait before each. A run ends by its leaves, the tasks with nothing after them: one failed leaf fails the run. So a leaf that runs whatever happened can hide a failure in the middle.",
    dies: "A task that dies with its worker is missed by its heartbeat: by default after 300 seconds, looked for every 10. Then it is tried again from its start. What the dead attempt had already written is still there, so the task has to be one that may run twice.",
    stations: ["packages/pipeline/src/batch/airflow.ts", "packages/termination/src/dag-scheduler.ts"],
    exercises: [
      { id: "5.1", title: "DAG scheduler" },
      { id: "3.1", title: "Retry" },
    ],
  },
  {
    name: "dbt",
    role: "the recipe book",
    does: "It has models, written in SQL, and knows which is made from which. It has them cooked in the warehouse, in that order, each as soon as everything it is made from is there.",
    guarantee:
      "Nothing is built on a model that failed, or on one whose test failed: what lies below is skipped. A warning skips nothing. Exit code 0 says that every model went well, 1 that some did not, 2 that dbt itself gave up. A merge with a unique key makes a second run harmless; without one it inserts only, and rows double.",
    dies: "Models that were finished stay. Begin again where it stopped. An incremental model asks its own table how far it is, so the table is the checkpoint: a run that was cut short goes on from there.",
    stations: ["packages/pipeline/src/batch/dbt.ts", "packages/recovery/src/high-water-mark.ts"],
    exercises: [{ id: "6.1", title: "High-water mark" }],
  },
  {
    name: "S3",
    role: "the left-luggage office",
    does: "It keeps objects by name between one stage and the next, so that the two never have to be awake at the same time. Bronze, silver and gold are folders in it.",
    guarantee:
      "Who reads after a write has ended sees that write. “Put this only if nobody has” (If-None-Match) has one winner: the others are told 412, already there, or 409, somebody is writing just now, try again. So two copies of one task cannot both believe that they wrote the file.",
    dies: "When a writer dies in the middle, an object is there whole or not at all: a large one is sent in parts, and is an object once all parts are put together. The next attempt writes it again under the same name.",
    stations: [
      "packages/pipeline/src/batch/s3.ts",
      "packages/delivery/src/lease.ts (the storage that refuses an old writer)",
    ],
    exercises: [{ id: "3.5", title: "Lease and fencing token" }],
  },
  {
    name: "Kafka",
    role: "the conveyor belts",
    does: "It writes events to logs that many may read, each at its own pace. A topic is cut into partitions, and a record's key decides which one it goes to: the same key, the same partition.",
    guarantee:
      "Order within a partition, none between two. An idempotent producer numbers its batches, and the broker knows the last five of each producer and partition: a batch that comes twice is recognised, one that leaves a gap is refused. A group's lag is the log's end minus what was committed.",
    dies: "A consumer that sends no heartbeat, every 3 seconds by default, is taken for dead after 45 seconds. Its partitions go to the others, which begin at the last committed offset. Whatever it had done beyond that is done again.",
    stations: ["packages/pipeline/src/batch/kafka.ts", "packages/pipeline/src/stations/topic.ts"],
    exercises: [
      { id: "2.2", title: "Keyed partitions" },
      { id: "3.3", title: "Rebalance and offset commit" },
    ],
  },
  {
    name: "Redshift",
    role: "many counting clerks",
    does: "A leader takes the query; slices on many nodes hold the rows, and each adds up its own. Rows that belong together and lie apart are sent to one slice first. The leader puts the parts together.",
    guarantee:
      "Where a row lies is your choice: KEY puts equal keys on one slice, EVEN deals rows out in turn, ALL keeps a copy on every node, AUTO begins with ALL and changes as the table grows. The answer is the same whichever you chose. What differs is how many rows have to travel for it.",
    dies: "A query whose leader or slice is gone has no answer, and is asked again: reading twice does no harm. A load that is asked again writes twice, unless its rows are merged by a key.",
    stations: ["packages/pipeline/src/batch/redshift.ts", "packages/dataflow/src/shuffle.ts"],
    exercises: [
      { id: "8.6", title: "Shuffle" },
      { id: "3.2", title: "Idempotent consumer" },
    ],
  },
  {
    name: "PostgreSQL",
    role: "the shop's own ledger",
    does: "It is where rows are born. Every change is first written to its log, with a log sequence number (LSN), and whoever follows the log through a replication slot hears of it.",
    guarantee:
      "A slot that is made with an exported snapshot gives a photo and a film that fit: the photo shows exactly the rows from before the slot, and every later change comes through the slot. What was rolled back never comes.",
    dies: "The log is on disk, so nothing that was committed is lost. After a hard stop the slot's confirmed position can be further back than its reader was, and the reader gets those changes a second time: at least once.",
    stations: ["packages/pipeline/src/batch/postgres.ts", "packages/snapshots/src/cdc-handoff.ts"],
    exercises: [
      { id: "4.2", title: "CDC snapshot and LSN hand-off" },
      { id: "3.4", title: "Transactional outbox" },
    ],
  },
  {
    name: "Metabase",
    role: "the window",
    does: "It turns a question into a query, sends that to the warehouse, and draws the answer. It holds no data of the pipeline.",
    guarantee:
      "None of its own: a dashboard is as fresh and as right as the tables below it. Two charts are two queries, asked at two moments. In the middle of a load they may disagree, and both are honest.",
    dies: "Nothing is lost but the view. Start it again and ask again: to read twice has the effect of reading once.",
    stations: [
      "packages/pipeline/src/batch/metabase.ts",
      "packages/dataflow/src/scatter-gather.ts (one question, asked of many)",
    ],
    exercises: [
      { id: "0.2", title: "Scatter–gather" },
      { id: "4.1", title: "Consistent cut" },
    ],
  },
];
