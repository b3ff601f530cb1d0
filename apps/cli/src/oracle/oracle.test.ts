import { expect, test } from "vitest";
import { oracle } from "./oracle.ts";

/** Types words behind `pnpm oracle`. */
async function type(words: string): Promise<{ exitCode: number; printed: string[]; complaints: string[] }> {
  const printed: string[] = [];
  const complaints: string[] = [];
  const exitCode = await oracle(words === "" ? [] : words.split(" "), {
    env: {},
    print: (text) => void printed.push(text),
    complain: (text) => void complaints.push(text),
  });
  return { exitCode, printed, complaints };
}

test.each([
  ["two-phase-commit 3", { unique: 288, generated: 1_146, depth: 11 }],
  ["two-phase-commit 2 --network unordered-duplicating", { unique: 56, generated: 154, depth: 8 }],
  ["two-phase-commit 1 --symmetry", { unique: 12, generated: 20, depth: 5 }],
  ["two-phase-commit 4 --symmetry", { unique: 166, generated: 869, depth: 14 }],
  ["two-phase-commit 4 --symmetry --threads 2", { unique: 166, generated: 869, depth: 14 }],
  ["paxos 2", { unique: 16_668, generated: 32_971, depth: 21 }],
  ["paxos 1 --servers 2 --network ordered --lossy", { unique: 24, generated: 33, depth: 10 }],
  ["single-copy 2", { unique: 93, generated: 121, depth: 9 }],
  ["single-copy 2 --servers 2", { unique: 62, generated: 81, depth: 9 }],
  ["abd 2", { unique: 544, generated: 875, depth: 25 }],
  ["abd 1 --servers 3", { unique: 1_449, generated: 3_728, depth: 17 }],
  ["ping-pong 5 --lossy --network unordered-duplicating", { unique: 4_094, generated: 21_505, depth: 22 }],
  ["ping-pong 5 --lossy", { unique: 4_094, generated: 21_505, depth: 22 }],
  ["abd 2 --threads 2", { unique: 544, generated: 875, depth: 25 }],
  ["ping-pong 5", { unique: 11, generated: 11, depth: 11 }],
])("%s prints one line of JSON", async (words, counts) => {
  const { exitCode, printed, complaints } = await type(words);
  expect(complaints).toEqual([]);
  expect(printed).toHaveLength(1);
  expect(printed[0]).not.toContain("\n");
  const [protocol, n] = words.split(" ");
  const line = JSON.parse(printed[0] ?? "") as object;
  expect(line).toMatchObject({ protocol, n: Number(n), ...counts });
  expect(Object.keys(line)).toEqual(["protocol", "n", "unique", "generated", "depth", "seconds", "megabytes"]);
  expect(exitCode).toBe(0);
});

test.each([
  ["", "Missing required argument 'protocol'"],
  ["paxos", "Missing required argument 'n'"],
  ["raft 3", "Say one of these: two-phase-commit, paxos, single-copy, abd, ping-pong."],
  ["constructor 3", "it is no protocol here"],
  ["paxos 0", "It is a whole number, 1 or more"],
  ["paxos -1", "Cannot count -1 of anything"],
  ["paxos 1.5", "It is a whole number, 1 or more"],
  ["paxos NaN", "It is a whole number, 1 or more"],
  ["paxos 1e3", "It is a whole number, 1 or more"],
  ["paxos 27", "Cannot count paxos with 27 clients as there are at most 26."],
  ["two-phase-commit 27", "with 27 resource managers as there are at most 26."],
  ["paxos 2 --servers 0", "It is a whole number, 1 or more"],
  ["abd 2 --servers 99", "Cannot count abd with 99 servers as there are at most 26."],
  ["ping-pong 2 --servers 2", "Leave --servers out."],
  ["two-phase-commit 2 --servers 2", "Leave --servers out."],
  ["two-phase-commit 2 --lossy", "Leave --lossy out."],
  ["two-phase-commit 2 --network ordered", "its messages stay where they were sent: unordered-duplicating."],
  ["paxos 2 --network fifo", "Allowed choices are unordered-nonduplicating, unordered-duplicating, ordered."],
  ["paxos 2 --symmetry", "no two can change places. Leave --symmetry out."],
  ["paxos 2 --threads 0", "It is a whole number, 1 or more"],
  ["paxos 2 --threads 65", "Cannot count paxos on 65 threads as there are at most 64."],
  ["paxos 2 --states 0", "It is a whole number, 1 or more"],
  ["paxos 2 --speed", "Unknown option '--speed'"],
  ["paxos 2 3", "Too many arguments"],
])("%s is a mistake in typing: exit code 2, and what to type instead", async (words, said) => {
  const { exitCode, printed, complaints } = await type(words);
  expect(complaints.join("\n")).toContain(said);
  expect(printed).toEqual([]);
  expect(exitCode).toBe(2);
});

test.each([
  "paxos 2 --states 100",
  "paxos 2 --states 100 --threads 2",
  "abd 1 --network unordered-duplicating --states 2000",
])("%s says that it came to its budget, and prints no counts", async (words) => {
  const { exitCode, printed, complaints } = await type(words);
  expect(complaints.join("\n")).toContain("budget");
  expect(printed).toEqual([]);
  expect(exitCode).toBe(1);
});

test("help is no error", async () => {
  const { exitCode, printed } = await type("--help");
  expect(printed.join("\n")).toContain("two-phase-commit, paxos, single-copy, abd, ping-pong");
  expect(exitCode).toBe(0);
});
