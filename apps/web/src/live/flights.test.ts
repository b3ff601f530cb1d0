import type { Event } from "@millrace/core";
import { describe, expect, test } from "vitest";
import { Flights, doorProgress, endShownMs, progressOf } from "./flights.ts";

const event = (details: Partial<Event>): Event => ({
  id: 0,
  kind: "input",
  machine: "a",
  sends: [],
  outputs: [],
  observations: [],
  timersSet: [],
  vector: {},
  atMs: 0,
  ...details,
});
const sent = event({ sends: [{ messageId: 7, to: "b", message: "hello" }] });
const toPageMs = (atMs: number): number => atMs + 1000;
const told = (nowMs: number) => ({ nowMs, expectedMs: 400, toPageMs });

describe("messages in flight", () => {
  test("a message is on its way from when it was sent, and is done when it is delivered", () => {
    const flights = new Flights();
    flights.note(sent, told(1000));
    const [flight] = flights.at(1100);
    expect(flight && progressOf(flight, 1100)).toBe(0.25);
    expect(flights.open.map(({ from, to, message }) => [from, to, message])).toEqual([["a", "b", "hello"]]);

    flights.note(event({ kind: "deliver", machine: "b", from: "a", messageId: 7 }), told(1300));
    expect(flights.size).toBe(0);
    expect(flights.at(1300).map(({ end }) => end?.how)).toEqual(["arrived"]);
    expect(flight && progressOf(flight, 1300 + endShownMs.arrived)).toBe(1);
    expect(flights.at(1300 + endShownMs.arrived)).toEqual([]);
  });

  test("one that takes longer than expected waits at the door, however long", () => {
    const flights = new Flights();
    flights.note(sent, told(1000));
    const [flight] = flights.at(60_000);
    expect(flight && progressOf(flight, 60_000)).toBe(doorProgress);
  });

  test("one that is lost stays where it was lost", () => {
    const flights = new Flights();
    flights.note(sent, told(1000));
    flights.note(event({ kind: "drop", machine: "b", from: "a", messageId: 7 }), told(1200));
    const [flight] = flights.at(1500);
    expect(flight?.end?.how).toBe("lost");
    expect(flight && progressOf(flight, 1500)).toBe(0.5);
    expect(flights.size).toBe(0);
  });

  test("one that is doubled arrives twice", () => {
    const flights = new Flights();
    const delivered = event({ kind: "deliver", machine: "b", from: "a", messageId: 7 });
    flights.note(sent, told(1000));
    flights.note(event({ kind: "duplicate", machine: "b", from: "a", messageId: 7 }), told(1200));
    expect(flights.size).toBe(2);
    expect(new Set(flights.open.map(({ id }) => id)).size).toBe(2);
    flights.note(delivered, told(1300));
    expect(flights.size).toBe(1);
    flights.note(delivered, told(1400));
    expect(flights.size).toBe(0);
  });
});
