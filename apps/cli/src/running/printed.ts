/** What workers print: taken from what they post, as far as anybody would read it. */
export class Printed {
  #text = "";
  #isFull = false;

  /** Takes note of a worker's message, if it is a print. */
  take(message: unknown): void {
    if (this.#isFull || !isPrint(message)) return;
    this.#text += message.text;
    if (this.#text.length < mostCharacters) return;
    this.#isFull = true;
    this.#text = `${this.#text.slice(0, mostCharacters)}\n… more was printed than is shown here.\n`;
  }

  /** What was printed since the last time. */
  takeText(): string {
    const text = this.#text;
    this.#text = "";
    return text;
  }
}

const mostCharacters = 65_536;

function isPrint(message: unknown): message is { readonly text: string } {
  return (
    typeof message === "object" &&
    message !== null &&
    "type" in message &&
    message.type === "millrace:print" &&
    "text" in message &&
    typeof message.text === "string"
  );
}
