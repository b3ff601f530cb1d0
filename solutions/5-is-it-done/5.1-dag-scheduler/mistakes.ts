import { mistakes } from "@millrace/grader";

const guard = 'if (record?.state !== "running" || record.attempt !== report.attempt) return;';
const retry = 'if (how === "failed" && attempt <= retries) {';
const slot = 'if (state === "queued" && busy < run.slots) startAttempt(run, task);';
const failed = 'const failed = count("failed", "upstream_failed");';
const done = "const areDone = succeeded + skipped + failed === upstream.length;";

const allSuccess = `      if (failed > 0) return "upstream_failed";
      if (skipped > 0) return "skipped";
      return areDone ? "run" : "wait";`;
const noneFailed = `case "none_failed":
      if (failed > 0) return "upstream_failed";
      return areDone ? "run" : "wait";`;
const minOne = `if (!areDone) return "wait";
      return succeeded > 0 ? "run" : "skipped";`;
const oneSuccess = `if (succeeded > 0) return "run";
      if (!areDone) return "wait";
      return failed > 0 ? "upstream_failed" : "skipped";`;
const oneFailed = `if (failed > 0) return "run";
      return areDone ? "skipped" : "wait";`;

const pinned = "a task that failed once is tried again, and the next one waits for it";
const decision = "a rule decides as soon as it can, and waits as long as it must";
const everyRule = "every rule, however the tasks end, in every order";
const retries = "a failed attempt is followed by another, as often as the graph allows";
const silence = "an attempt that is silent for too long has failed, whatever it says later";
const slots = "no more attempts are under way than there are slots, and every slot comes back";
const inputs = "a task is given what its upstreams wrote, and nothing of attempts that failed";
const leaves = "the run ends as its leaves do, when all is over";
const watcher = "a watcher lets every failure show";
const circle = "a graph whose tasks wait for one another in a circle is refused, by name";
const cost = "costs one message for each attempt, and none for a task that never runs";
const time = "an attempt is given up, and a task tried again, when it is time";
const many = "many tasks at once, and names of all kinds";

export default mistakes({
  "never tries again": {
    replace: retry,
    with: 'if (how === "failed" && attempt < 0) {',
    caughtBy: pinned,
    hint: "The graph says how often a task may be tried again. What does a failed attempt mean while some are left?",
    steps: 3,
  },
  "counts finished, not succeeded": {
    replace: allSuccess,
    with: '      return areDone ? "run" : "wait";',
    caughtBy: decision,
    hint: "A task that failed is over, too. Should the next one work with what it left?",
  },
  "takes a skipped upstream for a success": {
    replace: '      if (skipped > 0) return "skipped";\n',
    with: "",
    caughtBy: decision,
    hint: "all_success says all, and success. What did a task that was skipped write for the next one?",
  },
  "looks at the skipped ones first": {
    replace: allSuccess,
    with: `      if (skipped > 0) return "skipped";
      if (failed > 0) return "upstream_failed";
      return areDone ? "run" : "wait";`,
    caughtBy: decision,
    hint: "One upstream failed, another was skipped. If you say skipped, who will ever look?",
  },
  "takes up_for_retry for failed": {
    replace: failed,
    with: 'const failed = count("failed", "upstream_failed", "up_for_retry");',
    caughtBy: decision,
    hint: "Between two attempts, is a task over?",
  },
  "does not see a failure further up": {
    edits: [
      { replace: failed, with: 'const failed = count("failed");' },
      {
        replace: done,
        with: 'const areDone = succeeded + skipped + failed + count("upstream_failed") === upstream.length;',
      },
    ],
    caughtBy: decision,
    hint: "extract failed, so transform never ran. What does load know of that, which waits for transform alone?",
  },
  "waits for all before it gives up": {
    replace: allSuccess,
    with: `      if (!areDone) return "wait";
      if (failed > 0) return "upstream_failed";
      return skipped > 0 ? "skipped" : "run";`,
    caughtBy: decision,
    hint: "One upstream has failed and another takes an hour. Can that one still change what becomes of this task?",
  },
  "none_failed wants a success, too": {
    replace: noneFailed,
    with: `case "none_failed":
      if (failed > 0) return "upstream_failed";
      if (!areDone) return "wait";
      return succeeded > 0 ? "run" : "skipped";`,
    caughtBy: decision,
    hint: "All upstreams were skipped. Did one fail? There is another rule for what you have in mind.",
  },
  "none_failed_min_one_success starts with the first success": {
    replace: minOne,
    with: `if (succeeded > 0) return "run";
      return areDone ? "skipped" : "wait";`,
    caughtBy: decision,
    hint: "The name has two halves. When do you know that none failed?",
  },
  "one_success waits for all": {
    replace: oneSuccess,
    with: `if (!areDone) return "wait";
      if (succeeded > 0) return "run";
      return failed > 0 ? "upstream_failed" : "skipped";`,
    caughtBy: decision,
    hint: "One is enough. What do you hope to learn from the others?",
  },
  "one_success is skipped if none succeeded": {
    replace: 'return failed > 0 ? "upstream_failed" : "skipped";',
    with: 'return "skipped";',
    caughtBy: decision,
    hint: "None succeeded, and some failed. If the task is skipped, a leaf of it is as good as a success.",
  },
  "one_failed is upstream_failed if none failed": {
    replace: oneFailed,
    with: `if (failed > 0) return "run";
      return areDone ? "upstream_failed" : "wait";`,
    caughtBy: decision,
    hint: "Nothing failed, and so the alarm has nothing to do. Is that a failure?",
  },
  "a task without upstreams goes by its rule": {
    replace: '  if (upstream.length === 0) return "run";\n',
    with: "",
    caughtBy: decision,
    hint: "Of no upstreams, none has failed and none has succeeded. Who starts the first task?",
  },
  "goes by all that is further up": {
    replace: 'upstream.map((name) => run.tasks[name]?.state ?? "none")',
    with: `[...upstream, ...upstream.flatMap((name) => run.dag[name]?.upstream ?? [])].map(
      (name) => run.tasks[name]?.state ?? "none",
    )`,
    caughtBy: everyRule,
    hint: "cleanUp waits for load and not for extract. By whose states does its rule go?",
    steps: 5,
  },
  "looks once, in the order of the graph": {
    replace: `  for (const [next, { upstream: waitsFor }] of Object.entries(run.dag)) if (waitsFor.includes(task)) settle(run, next);\n`,
    with: "",
    caughtBy: everyRule,
    hint: "A graph may name its last task first. What becomes of one task may settle another that you have already passed.",
    steps: 9,
  },
  "tries once more than allowed": {
    replace: "attempt <= retries",
    with: "attempt <= retries + 1",
    caughtBy: retries,
    hint: "The first attempt is no retry. With retries: 1, how many attempts are there in all?",
    steps: 7,
  },
  "tries once less than allowed": {
    replace: "attempt <= retries",
    with: "attempt < retries",
    caughtBy: pinned,
    hint: "The first attempt is no retry. With retries: 1, how many attempts are there in all?",
    steps: 3,
  },
  "tries again what was skipped": {
    replace: 'if (how === "failed" && attempt <= retries) {',
    with: 'if (how !== "success" && attempt <= retries) {',
    caughtBy: retries,
    hint: "A task that says skipped has found out that there is nothing to do. Will there be more tomorrow, in 50 ms?",
    steps: 6,
  },
  "says failed before it tries again": {
    replace: 'tell(run, task, "up_for_retry");',
    with: 'tell(run, task, "failed");',
    caughtBy: pinned,
    hint: "Who hears failed goes on by it: an alarm rings, the tasks below are given up. Is failed the last word here?",
    steps: 3,
  },
  "tries again at once": {
    replace: "context.setTimer(`retry ${task}`, retryDelayMs);",
    with: 'setState(run, task, "queued");',
    caughtBy: time,
    hint: "What made the first attempt fail is still there a moment later. How long did the options say?",
    steps: 13,
  },
  "forgets those that have waited": {
    replace: 'else setState(run, task, "queued");\n      goOn(run);',
    with: 'else setState(run, task, "queued");\n      if (timer.startsWith("watch ")) goOn(run);',
    caughtBy: pinned,
    hint: "The retry timer goes off, and the task is queued. Who looks into the queue?",
    steps: 4,
  },
  "a given-up attempt is not tried again": {
    replace: 'endAttempt(run, task, "failed");\n      else',
    with: 'tell(run, task, "failed");\n      else',
    caughtBy: silence,
    hint: "A worker died, and its task with it. Does the graph allow another attempt?",
    steps: 3,
  },
  "nobody watches": {
    edits: [
      {
        replace:
          '  context.send(worker, { type: "run", task, attempt: record.attempt, inputs });\n  context.setTimer(`watch ${task}`, timeoutMs);',
        with: '  context.send(worker, { type: "run", task, attempt: record.attempt, inputs });',
      },
    ],
    caughtBy: silence,
    hint: "A worker that dies says nothing. Who says that it says nothing?",
    steps: 2,
  },
  "watches only until the first beat": {
    replace: "context.setTimer(`watch ${report.task}`, options.timeoutMs);",
    with: "context.clearTimer(`watch ${report.task}`);",
    caughtBy: silence,
    hint: "A worker may die after its first beat as well.",
    steps: 3,
  },
  "a beat does not count as a sign of life": {
    replace: "        context.setTimer(`watch ${report.task}`, options.timeoutMs);\n",
    with: "",
    caughtBy: time,
    hint: "A task may take longer than the timeout, if it is heard of. What happens to yours after 200 ms?",
    steps: 12,
  },
  "the watch goes on after the end": {
    edits: [{ replace: "  context.clearTimer(`watch ${task}`);\n", with: "" }],
    caughtBy: retries,
    hint: "The attempt has ended, and its timer has not. What does it find when it goes off?",
    steps: 6,
  },
  "listens to an attempt that was given up": {
    replace: guard,
    with: "if (record === undefined || record.attempt !== report.attempt) return;",
    caughtBy: silence,
    hint: "An attempt was given up, its task is up_for_retry, and now the attempt says success. What becomes of the retry?",
    steps: 5,
  },
  "takes an earlier attempt for the present one": {
    replace: guard,
    with: 'if (record?.state !== "running") return;',
    caughtBy: silence,
    hint: "Two attempts may report on one task, and only one of them counts. How do you tell them apart?",
    steps: 6,
  },
  "starts whatever is queued": {
    replace: " && busy < run.slots",
    with: "",
    caughtBy: slots,
    hint: "How many attempts are under way, and how many may be?",
    steps: 1,
  },
  "fills one slot too many": {
    replace: "busy < run.slots",
    with: "busy <= run.slots",
    caughtBy: slots,
    hint: "If two are under way and there are two slots, is one free?",
    steps: 1,
  },
  "counts once, and starts them all": {
    edits: [
      {
        replace: `  for (const [task, { state }] of Object.entries(run.tasks)) {
    const busy = Object.values(run.tasks).filter((record) => record.state === "running").length;`,
        with: `  const busy = Object.values(run.tasks).filter((record) => record.state === "running").length;
  for (const [task, { state }] of Object.entries(run.tasks)) {`,
      },
    ],
    caughtBy: slots,
    hint: "Each task that you start takes a slot. What does the next one find?",
    steps: 1,
  },
  "starts one at a time": {
    replace: slot,
    with: `if (state !== "queued" || busy >= run.slots) continue;
    startAttempt(run, task);
    return;`,
    caughtBy: slots,
    hint: "Two slots are free and two tasks wait. When is the second one started?",
    steps: 1,
  },
  "a failed task keeps its slot": {
    replace: 'record.state === "running").length',
    with: 'record.state === "running" || record.state === "failed").length',
    caughtBy: slots,
    hint: "An attempt that has failed is over. Who uses its slot now?",
    steps: 4,
  },
  "a task keeps its slot while it waits to be tried again": {
    replace: 'record.state === "running").length',
    with: 'record.state === "running" || record.state === "up_for_retry").length',
    caughtBy: slots,
    hint: "It waits for a clock, and others wait for its slot.",
    steps: 3,
  },
  "a skipped task keeps its slot": {
    replace: 'record.state === "running").length',
    with: 'record.state === "running" || (record.state === "skipped" && record.attempt > 0)).length',
    caughtBy: slots,
    hint: "An attempt may end in three ways. Which of them gives the slot back?",
    steps: 3,
  },
  "keeps what a failed attempt wrote": {
    replace: "  record.parts = [];\n",
    with: "",
    caughtBy: inputs,
    hint: "The first attempt wrote half of the rows and failed; the second wrote all of them. What does the next task read?",
    steps: 15,
  },
  "hands on what failed tasks wrote": {
    replace: 'filter((name) => tasks[name]?.state === "success")',
    with: "filter((name) => (tasks[name]?.parts.length ?? 0) > 0)",
    caughtBy: inputs,
    hint: "all_done starts a task beside a failure. Is what the failed one wrote whole?",
    steps: 8,
  },
  "hands on all that was ever written": {
    replace: "const succeeded = (dag[task]?.upstream ?? [])",
    with: "const succeeded = Object.keys(dag)",
    caughtBy: inputs,
    hint: "A task reads what its direct upstreams wrote. Who else has written something by now?",
    steps: 18,
  },
  "the run fails if any task failed": {
    replace: "leaves.some((task) => isFailure(states[task]))",
    with: "Object.keys(dag).some((task) => isFailure(states[task]))",
    caughtBy: leaves,
    hint: "By the leaf rule, who is asked how the run went?",
  },
  "a leaf that never ran is no failure": {
    replace: 'return leaves.some((task) => isFailure(states[task])) ? "failed" : "success";',
    with: 'return leaves.some((task) => states[task] === "failed") ? "failed" : "success";',
    caughtBy: leaves,
    hint: "The last task never ran, because something above it failed. Is the run a success?",
  },
  "a skipped leaf is a failure": {
    replace: 'return leaves.some((task) => isFailure(states[task])) ? "failed" : "success";',
    with: 'return leaves.every((task) => states[task] === "success") ? "success" : "failed";',
    caughtBy: leaves,
    hint: "On Sundays there is nothing to report, and the report is skipped. Is the run a failure?",
  },
  "only the last task counts": {
    replace: "const leaves = Object.keys(dag).filter((task) => !waitedFor.has(task));",
    with: "const leaves = Object.keys(dag).filter((task) => !waitedFor.has(task)).slice(-1);",
    caughtBy: leaves,
    hint: "A graph may end in several places.",
  },
  "the run ends when its leaves are final": {
    edits: [
      {
        replace: "const isOver = Object.keys(states).length === Object.keys(run.dag).length;",
        with: "const inner = new Set(Object.values(run.dag).flatMap(({ upstream }) => upstream));\n  const isOver = Object.keys(run.dag).every((task) => inner.has(task) || states[task] !== undefined);",
      },
    ],
    caughtBy: leaves,
    hint: "A leaf may be final while a task above it is still under way: one_success did not wait for it.",
    steps: 5,
  },
  "names all failures, hidden or not": {
    replace: 'runStateOf(dag, states) === "failed" ? [] : Object.keys(dag)',
    with: "Object.keys(dag)",
    caughtBy: watcher,
    hint: "Where the run is red, somebody looks. Which failures does nobody see?",
  },
  "does not name what never ran": {
    replace: "Object.keys(dag).filter((task) => isFailure(states[task]));\n}",
    with: 'Object.keys(dag).filter((task) => states[task] === "failed");\n}',
    caughtBy: watcher,
    hint: "load failed, and so publish never ran. Which of the two would you want to hear of?",
  },
  "the watcher watches the leaves": {
    replace: 'upstream: Object.keys(dag), rule: "one_failed"',
    with: 'upstream: Object.keys(dag).filter((task) => !Object.values(dag).some(({ upstream }) => upstream.includes(task))), rule: "one_failed"',
    caughtBy: watcher,
    hint: "The leaf is green: that is why nobody saw it. Whom does the watcher have to watch?",
  },
  "the watcher runs whatever happened": {
    replace: 'upstream: Object.keys(dag), rule: "one_failed"',
    with: 'upstream: Object.keys(dag), rule: "all_done"',
    caughtBy: watcher,
    hint: "It fails when it runs. And when everything went well?",
  },
  "the watcher is one more task that goes on if all went well": {
    replace: 'upstream: Object.keys(dag), rule: "one_failed"',
    with: "upstream: Object.keys(dag)",
    caughtBy: watcher,
    hint: "It fails when it runs. When does it run, by your rule?",
  },
  "takes any graph": {
    replace: "  checkDag(dag);\n",
    with: "",
    caughtBy: circle,
    hint: "Each waits for the other. Who finds out, and when?",
  },
  "asks every worker": {
    replace: '  context.send(worker, { type: "run", task, attempt: record.attempt, inputs });',
    with: '  for (const each of [worker, ...context.peers.slice(1)]) context.send(each, { type: "run", task, attempt: record.attempt, inputs });',
    caughtBy: cost,
    hint: "One attempt is made by one worker. What do two of them do with the same rows?",
    steps: 8,
  },
  "takes the last word of a timer for the task": {
    replace: 'const task = timer.slice("watch ".length);',
    with: 'const task = timer.split(" ").at(-1) ?? "";',
    caughtBy: many,
    hint: "A task may be called retry load. Which one does its timer name?",
    steps: 32,
  },
  "one timer for all that wait to be tried again": {
    edits: [
      { replace: "context.setTimer(`retry ${task}`, retryDelayMs);", with: 'context.setTimer("retry", retryDelayMs);' },
      {
        replace: 'else setState(run, task, "queued");',
        with: 'else setState(run, Object.keys(tasks).find((name) => tasks[name]?.state === "up_for_retry") ?? task, "queued");',
      },
    ],
    caughtBy: retries,
    hint: "To set a timer again is to replace it. What if two tasks fail one after the other?",
    steps: 9,
  },
  "watches the first two attempts": {
    replace: "  context.setTimer(`watch ${task}`, timeoutMs);\n",
    with: "  if (record.attempt < 3) context.setTimer(`watch ${task}`, timeoutMs);\n",
    caughtBy: silence,
    hint: "An attempt that is the last one may be silent, too.",
    steps: 8,
  },
  "takes the first part of each beat": {
    replace: "record.parts.push(...report.parts);",
    with: "if (report.parts.length > 0) record.parts.push(report.parts[0]);",
    caughtBy: inputs,
    hint: "A beat brings all that was written since the last one. How much can that be?",
    steps: 15,
  },
  "waits longer each time": {
    replace: "context.setTimer(`retry ${task}`, retryDelayMs);",
    with: "context.setTimer(`retry ${task}`, retryDelayMs * attempt);",
    caughtBy: time,
    hint: "That is a good idea, and another rule. Here the pause is the same before each attempt.",
    steps: 16,
  },
  "gives the beats of every attempt to the present one": {
    edits: [
      { replace: guard, with: 'if (record?.state !== "running") return;' },
      {
        replace: 'if (report.type === "ended") {',
        with: 'if (report.type === "ended" && record.attempt === report.attempt) {',
      },
    ],
    caughtBy: silence,
    hint: "An attempt that was given up goes on writing, and its beats are still on the way. Whose rows are they?",
    steps: 7,
  },
  "lost attempts are free": {
    edits: [
      {
        replace: 'if (timer.startsWith("watch ")) endAttempt(run, task, "failed");',
        with: `if (timer.startsWith("watch ")) {
        tell(run, task, "up_for_retry");
        context.setTimer(\`retry \${task}\`, options.retryDelayMs);
      }`,
      },
    ],
    caughtBy: silence,
    hint: "A task kills its worker every time. How often do you start it?",
    steps: 9,
  },
  "knows how long the pause is": {
    replace: "context.setTimer(`retry ${task}`, retryDelayMs);",
    with: "context.setTimer(`retry ${task}`, Math.min(retryDelayMs, 50));",
    caughtBy: time,
    hint: "How long the pause takes is for the options to say. Is yours as long where they say more?",
    steps: 16,
  },
  "compares attempts as texts": {
    replace: "attempt <= retries",
    with: "`${attempt}` <= `${retries}`",
    caughtBy: many,
    hint: 'Which is less, "2" or "12"?',
    steps: 35,
  },
  "takes what is written again for the same": {
    replace: "record.parts.push(...report.parts);",
    with: "for (const part of report.parts) if (!record.parts.includes(part)) record.parts.push(part);",
    caughtBy: inputs,
    hint: "Two rows may look the same. How many does the next task get?",
    steps: 15,
  },
  "the watcher has no eye on what waits for a success": {
    replace: 'upstream: Object.keys(dag), rule: "one_failed"',
    with: 'upstream: Object.keys(dag).filter((task) => (dag[task]?.rule ?? "all_success") !== "all_success" || dag[task]?.upstream.length === 0), rule: "one_failed"',
    caughtBy: watcher,
    hint: "A task may fail by itself, though all before it went well.",
    steps: 7,
  },
  "the words of an old attempt count when the task is a success": {
    replace: guard,
    with: `if (record?.state === "success" && report.type === "beat") record.parts.push(...report.parts);
      ${guard}`,
    caughtBy: silence,
    hint: "The third attempt has succeeded. Whose beat is it that arrives after that?",
    steps: 14,
  },
  "a task is given the same each time that it is tried": {
    replace: "inputs });",
    with: "inputs: (record.inputs ??= inputs) });",
    caughtBy: inputs,
    hint: "Between two attempts another upstream may become a success. What is the second attempt given?",
    steps: 11,
  },
});
