import type { LiveMachine } from "@millrace/workers";
import type { ReactNode } from "react";
import { statusWords } from "./status-words.ts";
import { SteadyButton } from "./steady-button.tsx";
import "./machine-card.css";

/** A machine of a live picture: its name, whether its worker is there, what it is at, and a button that ends or starts it. */
export function MachineCard({
  machine,
  title = machine.id,
  words = { kill: "Kill", restart: "Restart" },
  onKill,
  onRestart,
  children,
}: {
  readonly machine: LiveMachine;
  readonly title?: string;
  /** What ending and starting its worker is called in this picture. */
  readonly words?: { readonly kill: string; readonly restart: string };
  readonly onKill?: () => void;
  readonly onRestart?: () => void;
  readonly children?: ReactNode;
}) {
  const { status } = machine;
  const isDown = status === "down";
  const press = isDown ? onRestart : onKill;
  return (
    <li className={`machine-card ${isDown ? "is-down" : ""}`}>
      <p className="machine-name">
        {title} <span className={isDown ? "bad" : "good"}>{statusWords[status]}</span>
      </p>
      <div className="machine-work">{children}</div>
      {press !== undefined && (
        <SteadyButton isQuiet isIdle={status === "starting" || status === "stopping"} onPress={press}>
          {isDown ? words.restart : words.kill} {title}
        </SteadyButton>
      )}
    </li>
  );
}
