import type { MachineId } from "@millrace/core";
import type { JobMessage } from "@millrace/pipeline/batch/jobs.ts";
import type { Request, TaskReport } from "@millrace/pipeline/batch/messages.ts";
import { batchLayout } from "../../live/batch-layout.ts";
import { titleOf } from "../../live/layout.ts";

/** What a message of the batch pipeline means, in words. */
export function explain(message: JobMessage | Request | TaskReport, from: MachineId, to: MachineId): string {
  const [sender, receiver] = [nameOf(from), nameOf(to)];
  switch (message.type) {
    case "run":
      return orders[message.task] ?? `Airflow gives out ${message.task}.`;
    case "started":
      return `${sender} tells Airflow that ${message.task} has begun. From now on Airflow wants to hear heartbeats.`;
    case "heartbeat":
      return `${sender} tells Airflow that it is alive.`;
    case "ended":
      return message.how === "success"
        ? `${sender} tells Airflow that ${message.task} is done: ${rowsOf(message.result.rowCount)}. What waited for it may begin.`
        : `${sender} tells Airflow that ${message.task} has failed: ${message.why}.`;
    case "open snapshot":
      return `${sender} asks which commit is the last. It will read at that one, whatever is written meanwhile.`;
    case "snapshot":
      return `PostgreSQL answers: commit ${message.lsn}, and ${rowsOf(message.rowCount)} stand there.`;
    case "read":
      return `${sender} asks PostgreSQL for the next page, as it stood at commit ${message.lsn}.`;
    case "rows":
      return `A page comes back with ${rowsOf(message.rows.length)}${message.isLast ? ". It is the last." : "."}`;
    case "put":
      return explainPut(message.key, message.rows.length);
    case "stored":
      return message.status === 200
        ? `S3 has kept ${message.key}. Nobody will ever overwrite it.`
        : `S3 has had ${message.key} from before, and keeps that one.`;
    case "list":
      return `${sender} asks S3 what there is under ${message.prefix}`;
    case "keys":
      return `S3 names ${countOf(message.keys.length, "object")}.`;
    case "get":
      return `${sender} asks S3 for ${message.key}.`;
    case "object":
      return message.status === 200
        ? `S3 hands out ${message.key}, with ${rowsOf(message.rows.length)}.`
        : `S3 has nothing under ${message.key}.`;
    case "merge":
      return `Redshift's leader gives ${receiver} ${rowsOf(message.rows.length)}, by their keys. A row that was there before is replaced.`;
    case "merged":
      return `${sender} has them on its disk.`;
    case "query":
      return "Metabase asks Redshift how many orders there are, and what they cost together.";
    case "aggregate":
      return `The leader passes the question on to ${receiver}, which has a part of the answer.`;
    case "partial":
      return `${sender} has added up its own slices: ${message.rowCount} orders.`;
    case "result":
      return `The leader has added up what its nodes found: ${message.rowCount} orders, ${message.total} in all. The dashboard shows it.`;
    case "reset":
      return `${sender} says that it has been away, and remembers no question.`;
    default:
      // The words of other pipelines: none of these stations uses them.
      return `${sender} sends ${receiver} a message: ${message.type}.`;
  }
}

const orders: Readonly<Record<string, string>> = {
  extract: "Airflow tells the worker to extract. It sends an order, and no rows: those never pass through Airflow.",
  bronze: "Airflow tells the worker to put what it has extracted into bronze.",
  silver: "Airflow tells dbt to make silver: the rows of bronze, cleaned.",
  gold: "Airflow tells dbt to make gold: sums for each customer and day, out of silver.",
  load: "Airflow tells Redshift to load gold.",
  refresh: "Airflow tells Metabase to refresh its dashboard.",
};

function explainPut(key: string, rowCount: number): string {
  if (key.startsWith("snapshots/"))
    return "The worker pins the commit's number in S3, where it can be written once. A second attempt would find it, and read the same.";
  if (key.startsWith("bronze/"))
    return `The worker puts ${rowsOf(rowCount)} into bronze, exactly as they came: a photo of the source.`;
  if (key.startsWith("silver/")) return `dbt puts ${rowsOf(rowCount)} into silver, with names spelt in one way.`;
  return `dbt puts ${rowsOf(rowCount)} into gold, each with the sum of a customer's day.`;
}

function rowsOf(count: number): string {
  return countOf(count, "row");
}

function countOf(count: number, thing: string): string {
  if (count === 0) return `no ${thing}`;
  return count === 1 ? `one ${thing}` : `${count} ${thing}s`;
}

/** At the beginning of a sentence. The worker is the one station without a name of its own. */
function nameOf(id: MachineId): string {
  return id === "worker" ? "The worker" : titleOf(batchLayout, id);
}
