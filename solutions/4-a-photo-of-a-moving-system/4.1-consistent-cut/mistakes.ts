import { mistakes } from "@millrace/grader";

const judge = "return findKnowsTooMuch(cut) === undefined;";
const isNotReceived = "!receiver.received.some((other) => other.from === from && other.number === number)";
const stepBack = "places[machine] = (places[machine] ?? 0) - 1;";
const goBack = `for (;;) {
    const machine = findKnowsTooMuch(cutAt(histories, places));
    if (machine === undefined) return places;
    // Nobody can give it what it knows too much: the others have no later checkpoint. So this one is in no such cut.
    places[machine] = (places[machine] ?? 0) - 1;
  }`;

const one = "one shipment: three of its four cuts are consistent";
const two = "two machines: every cut of every execution";
const three = "three machines and four: news comes by way of others";
const some = "a cut of some machines: what they know through the others counts";
const transit = "in transit is what was sent and not yet received, and nothing else";
const domino = "one step back may take the next along, down to the beginning";
const latest = "the latest consistent cut, whatever checkpoints were taken";
const many = "six machines and forty shipments";

export default mistakes({
  "taken at the same time": {
    replace: judge,
    with: "return new Set(Object.values(cut).map(({ takenAtMs }) => takenAtMs)).size <= 1;",
    caughtBy: one,
    hint: "Two clocks that show the same time say nothing of a shipment that was sent in between. What does?",
    steps: 2,
  },
  "what is on its way makes a cut inconsistent": {
    replace: judge,
    with: `const checkpoints = Object.entries(cut);
  return checkpoints.every(([one, { received }]) =>
    checkpoints.every(
      ([other, { sent }]) =>
        sent.filter(({ to }) => to === one).length === received.filter(({ from }) => from === other).length,
    ),
  );`,
    caughtBy: one,
    hint: "Sent and not yet received: is that a past that could have been?",
    steps: 2,
  },
  "less, for not more": {
    replace: judge,
    with: `const checkpoints = Object.entries(cut);
  return checkpoints.every(([machine, { vector }]) =>
    checkpoints.every(([other, own]) => machine === other || (vector[other] ?? 0) < (own.vector[other] ?? 0)),
  );`,
    caughtBy: one,
    hint: "West knows of one event of east, and the cut has one event of east. Is anything missing?",
    steps: 2,
  },
  "checkpoints fit only if neither knows of the other": {
    replace: judge,
    with: `const checkpoints = Object.entries(cut);
  return checkpoints.every(([machine]) =>
    checkpoints.every(([other, { vector }]) => machine === other || (vector[machine] ?? 0) === 0),
  );`,
    caughtBy: one,
    hint: "West has received what east has sent, and both events are in the cut. What is missing?",
    steps: 2,
  },
  "a machine without events is not asked": {
    replace: judge,
    with: `const checkpoints = Object.entries(cut);
  return checkpoints.every(([, { vector }]) =>
    checkpoints.every(([other, own]) => !((vector[other] ?? 0) > (own.vector[other] as number))),
  );`,
    caughtBy: one,
    hint: "A checkpoint from before the first event has an empty vector. What is 1 > undefined?",
    steps: 2,
  },
  "checkpoints fit if one comes before the other": {
    replace: judge,
    with: `const vectors = Object.values(cut).map(({ vector }) => vector);
  const isBelow = (one: Checkpoint["vector"], other: Checkpoint["vector"]): boolean =>
    Object.entries(one).every(([machine, count]) => count <= (other[machine] ?? 0));
  return vectors.every((one) => vectors.every((other) => isBelow(one, other) || isBelow(other, one)));`,
    caughtBy: one,
    hint: "Vectors can be put in an order, or not. Which of the two says that something is missing in the cut?",
    steps: 2,
  },
  "looks one way only": {
    replace: judge,
    with: `const checkpoints = Object.entries(cut);
  return checkpoints.every(([machine, { vector }], place) =>
    checkpoints.slice(place).every(([other, own]) => (vector[other] ?? 0) <= (own.vector[other] ?? 0)),
  );`,
    caughtBy: one,
    hint: "East may know too much of west, and west may know too much of east. How many questions are that for two machines?",
    steps: 2,
  },
  "compares how many were sent with how many came": {
    replace: judge,
    with: `const checkpoints = Object.entries(cut);
  return checkpoints.every(([one, { received }]) =>
    checkpoints.every(
      ([other, { sent }]) =>
        sent.filter(({ to }) => to === one).length >= received.filter(({ from }) => from === other).length,
    ),
  );`,
    caughtBy: two,
    hint: "Two are sent, and the second arrives first. Is one sent and one received the same one?",
    steps: 3,
  },
  "compares neighbours only": {
    replace: judge,
    with: `const checkpoints = Object.entries(cut);
  return checkpoints.every(([machine, { vector }], place) =>
    checkpoints
      .slice(Math.max(0, place - 1), place + 2)
      .every(([other, own]) => machine === other || (vector[other] ?? 0) <= (own.vector[other] ?? 0)),
  );`,
    caughtBy: three,
    hint: "The order of machines in a list is nobody's business. Which pairs have you not looked at?",
    steps: 2,
  },
  "compares everybody with the first": {
    replace: judge,
    with: `const [first, ...others] = Object.entries(cut);
  return others.every(
    ([machine, { vector }]) =>
      first === undefined ||
      ((vector[first[0]] ?? 0) <= (first[1].vector[first[0]] ?? 0) &&
        (first[1].vector[machine] ?? 0) <= (vector[machine] ?? 0)),
  );`,
    caughtBy: three,
    hint: "That all fit to one of them does not make them fit to each other.",
    steps: 2,
  },
  "looks for shipments only": {
    replace: judge,
    with: `const checkpoints = Object.values(cut);
  return checkpoints.every(({ received }) =>
    received.every(({ from, number }) => cut[from]?.sent.some((other) => other.number === number) ?? true),
  );`,
    caughtBy: some,
    hint: "East tells north, north tells west. If the cut leaves north out, how can you still tell that west knows of east?",
    steps: 4,
  },
  "what a machine knows of one that is left out counts against it": {
    replace: judge,
    with: `return Object.values(cut).every(({ vector }) =>
    Object.entries(vector).every(([machine, count]) => count <= (cut[machine]?.vector[machine] ?? 0)),
  );`,
    caughtBy: some,
    hint: "A cut says nothing of a machine that it leaves out. So what can be missing of that one?",
    steps: 2,
  },
  "compares counts as text": {
    replace: judge,
    with: `const checkpoints = Object.entries(cut);
  return checkpoints.every(([, { vector }]) =>
    checkpoints.every(([other, own]) => String(vector[other] ?? 0) <= String(own.vector[other] ?? 0)),
  );`,
    caughtBy: many,
    hint: 'As text, "10" comes before "9".',
    steps: 80,
  },
  "leaves out as many as were received": {
    replace: isNotReceived,
    with: `!cut[from]?.sent
        .filter((other) => other.to === to)
        .slice(0, receiver.received.filter((other) => other.from === from).length)
        .some((other) => other.number === number)`,
    caughtBy: transit,
    hint: "The one that was received need not be the first that was sent.",
    steps: 3,
  },
  "goes by the number alone": {
    replace: isNotReceived,
    with: "!receiver.received.some((other) => other.number === number)",
    caughtBy: transit,
    hint: "Every machine has a shipment number 1.",
    steps: 3,
  },
  "goes by what is in it": {
    replace: isNotReceived,
    with: "!receiver.received.some((other) => other.from === from && other.boxes === shipment.boxes)",
    caughtBy: transit,
    hint: "Two shipments can bring the same. What tells them apart?",
    steps: 3,
  },
  "what its receiver knows of has arrived": {
    replace: isNotReceived,
    with: "number > (receiver.vector[from] ?? 0)",
    caughtBy: transit,
    hint: "Two are sent, and the second arrives first. Then west knows that the first was sent. Does it have it?",
    steps: 3,
  },
  "looks for the very same object": {
    replace: isNotReceived,
    with: "!receiver.received.includes(shipment)",
    caughtBy: transit,
    hint: "What arrives is a copy of what was sent. `includes` asks whether it is the same object.",
    steps: 3,
  },
  "what goes to a machine outside is in transit": {
    replace: `receiver !== undefined && ${isNotReceived}`,
    with: "!receiver?.received.some((other) => other.from === from && other.number === number)",
    caughtBy: transit,
    hint: "A cut says nothing of a machine that it leaves out: it may have received the shipment long ago.",
    steps: 1,
  },
  "goes back once": {
    replace: goBack,
    with: `const machine = findKnowsTooMuch(cutAt(histories, places));
  if (machine !== undefined) ${stepBack}
  return places;`,
    caughtBy: domino,
    hint: "After a step back, who knows too much now?",
    steps: 8,
  },
  "the sender goes back": {
    replace: goBack,
    with: `for (;;) {
    const cut = cutAt(histories, places);
    const pair = Object.entries(cut).flatMap(([, { vector }]) =>
      Object.keys(cut).filter((other) => (vector[other] ?? 0) > (cut[other]?.vector[other] ?? 0)),
    );
    const machine = pair.find((other) => (places[other] ?? 0) > 0);
    if (machine === undefined) return places;
    places[machine] = (places[machine] ?? 0) - 1;
  }`,
    caughtBy: latest,
    hint: "West has what east has not sent yet. If east goes further back, has it sent it then?",
    steps: 2,
  },
  "all go back together": {
    replace: stepBack,
    with: "for (const other of Object.keys(places)) places[other] = Math.max(0, (places[other] ?? 0) - 1);",
    caughtBy: latest,
    hint: "Who knows nothing too much can stay where it is.",
    steps: 3,
  },
  "whoever knows too much begins anew": {
    replace: stepBack,
    with: "places[machine] = 0;",
    caughtBy: latest,
    hint: "Between its last checkpoint and its first one there are others.",
    steps: 3,
  },
  "each machine goes back in its turn": {
    replace: goBack,
    with: `for (const machine of Object.keys(places)) {
    const knowsTooMuch = (): boolean => {
      const cut = cutAt(histories, places);
      return Object.entries(cut).some(
        ([other, own]) => (cut[machine]?.vector[other] ?? 0) > (own.vector[other] ?? 0),
      );
    };
    while (knowsTooMuch()) ${stepBack}
  }
  return places;`,
    caughtBy: latest,
    hint: "The second went back after the first had been looked at. Is the first still right?",
    steps: 5,
  },
  "compares with the others' last checkpoints": {
    replace: goBack,
    with: `const last = cutAt(histories, places);
  for (const machine of Object.keys(places)) {
    const knowsTooMuch = ({ vector }: Checkpoint): boolean =>
      Object.entries(last).some(([other, own]) => other !== machine && (vector[other] ?? 0) > (own.vector[other] ?? 0));
    places[machine] = (histories[machine] ?? []).findLastIndex((checkpoint) => !knowsTooMuch(checkpoint));
  }
  return places;`,
    caughtBy: domino,
    hint: "The others may have to go back, too. With which of their checkpoints must this one fit?",
    steps: 8,
  },
  "goes forward, one machine at a time": {
    replace: goBack,
    with: `for (const machine of Object.keys(places)) places[machine] = 0;
  for (let isStuck = false; !isStuck; ) {
    isStuck = true;
    for (const [machine, checkpoints] of Object.entries(histories)) {
      const next = { ...places, [machine]: (places[machine] ?? 0) + 1 };
      if (next[machine] === checkpoints.length || findKnowsTooMuch(cutAt(histories, next)) !== undefined) continue;
      places[machine] = next[machine] ?? 0;
      isStuck = false;
    }
  }
  return places;`,
    caughtBy: latest,
    hint: "Two checkpoints may need each other: neither can be reached before the other.",
    steps: 4,
  },
  "everybody as of the time of the oldest": {
    replace: goBack,
    with: `const lastMs = Math.min(...Object.values(cutAt(histories, places)).map(({ takenAtMs }) => takenAtMs));
  for (const [machine, checkpoints] of Object.entries(histories))
    places[machine] = checkpoints.findLastIndex(({ takenAtMs }) => takenAtMs <= lastMs);
  return places;`,
    caughtBy: latest,
    hint: "Clocks are not in it. Which checkpoint knows what no other one of the cut has?",
    steps: 1,
  },
  "puts sender and number together": {
    replace: "other.from === from && other.number === number",
    with: "other.from + other.number === from + number",
    caughtBy: transit,
    hint: 'Shipment 12 of "1" and shipment 2 of "11" are two shipments. Put together, both are "112".',
    steps: 28,
  },
  "goes back a hundred times at most": {
    replace:
      "for (;;) {\n    const machine = findKnowsTooMuch(cutAt(histories, places));\n    if (machine === undefined) return places;",
    with: "for (let turn = 0; ; turn++) {\n    const machine = findKnowsTooMuch(cutAt(histories, places));\n    if (machine === undefined || turn === 100) return places;",
    caughtBy: domino,
    hint: "Each step back may make another one necessary. When does that end?",
  },
});
