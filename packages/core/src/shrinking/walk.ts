import { Guard } from "../follow.ts";
import type { Law } from "../laws.ts";
import type { Choice } from "../schedule.ts";
import type { System } from "../system.ts";
import { Watch } from "../watch.ts";
import { type TimedChoice, World } from "../world.ts";
import { SendNames } from "./send-names.ts";

/** A choice of a schedule that is being shrunk. */
export interface NamedChoice {
  /** As it was made last: its place in a channel is right for the choices before it. */
  readonly choice: TimedChoice;
  /** Tells it from all others, and stays. */
  readonly id: number;
  /** For a delivery, a drop or a duplicate: the name of the message's send. */
  readonly send?: string;
}

/**
 * What a choice means once others before it have gone: `send`, the same message; `place`, the message in the same place
 * of the channel, as in a schedule that is followed loosely.
 */
export type Reading = "send" | "place";

/** A world on its way through a schedule, and the laws that watch it. Choices that cannot be made are left out. */
export class Walk {
  readonly world: World;
  readonly guard: Guard;
  /** Whether both readings have led to the same so far. */
  readingsAgree = true;
  private readonly names: SendNames;
  private readonly made: NamedChoice[];

  private constructor(world: World, guard: Guard, { names, made }: { names: SendNames; made: NamedChoice[] }) {
    this.world = world;
    this.guard = guard;
    this.names = names;
    this.made = made;
  }

  /** At the start of a system. `twice` runs each handler twice. */
  static start(system: System, laws: readonly Law[], { twice }: { readonly twice: boolean }): Walk {
    const world = new World(system, { twice });
    const guard = new Guard(world, new Watch(laws, system));
    const names = new SendNames();
    for (const event of world.eventsFrom(0)) names.add(event, `start ${event.machine}`);
    guard.look();
    return new Walk(world, guard, { names, made: [] });
  }

  /** Another that goes on from here. This one must stay where it is until that one is done. */
  fork(): Walk {
    const world = this.world.fork();
    return new Walk(world, this.guard.fork(world), { names: new SendNames(this.names), made: this.made.slice() });
  }

  /** Whether a law is broken. */
  get isOver(): boolean {
    return this.guard.violation !== undefined;
  }

  /** The choices that were made. */
  get choices(): readonly NamedChoice[] {
    return this.made;
  }

  /** Makes a choice, if that is possible. */
  take(named: NamedChoice, reading: Reading): void {
    const { world } = this;
    const choice = reading === "place" ? named.choice : this.find(named);
    if (choice === undefined || !world.canApply(choice)) {
      if (choice !== named.choice) this.readingsAgree &&= !world.canApply(named.choice);
      return;
    }
    if (choice !== named.choice) this.readingsAgree = false;
    this.make({ ...named, choice });
  }

  /** Notes the choices that a fair run has made; they get ids from `firstId` on. */
  noteFairRun(before: number, firstId: number): void {
    const { schedule } = this.world.execution;
    const { events } = this.world.execution;
    const starts = events.length - schedule.length;
    for (let place = before; place < schedule.length; place++) {
      const choice = schedule[place] as TimedChoice;
      const event = events[starts + place];
      const id = firstId + place - before;
      const send = event?.messageId === undefined ? undefined : this.names.nameOf(event.messageId);
      if (event !== undefined) this.names.add(event, String(id));
      this.made.push({ choice, id, ...(send === undefined ? {} : { send }) });
    }
  }

  private make({ choice, id }: NamedChoice): void {
    const send = this.sendAt(choice);
    this.names.add(this.world.apply(choice), String(id));
    this.made.push({ choice, id, ...(send === undefined ? {} : { send }) });
    this.guard.look();
  }

  /** The choice, with the place at which its message is now; undefined if that is in no channel. */
  private find({ choice, send }: NamedChoice): TimedChoice | undefined {
    if (send === undefined || !isAboutMessage(choice)) return choice;
    const number = this.names.numberOf(send);
    if (number === undefined) return undefined;
    const letters = this.world.contents(choice.from, choice.to);
    // Copies of a message are alike: if one is where it was, that is the one.
    if (letters[choice.nth]?.messageId === number) return choice;
    const nth = letters.findIndex(({ messageId }) => messageId === number);
    return nth < 0 ? undefined : { ...choice, nth };
  }

  private sendAt(choice: Choice): string | undefined {
    if (!isAboutMessage(choice)) return undefined;
    const letter = this.world.contents(choice.from, choice.to)[choice.nth];
    return letter === undefined ? undefined : this.names.nameOf(letter.messageId);
  }
}

function isAboutMessage(choice: Choice): choice is Choice & { readonly kind: "deliver" | "drop" | "duplicate" } {
  return choice.kind === "deliver" || choice.kind === "drop" || choice.kind === "duplicate";
}
