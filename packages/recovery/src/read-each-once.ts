/**
 * A reader of JSON that reads each text once: laws come upon the same few at every event. What it gives is shared, so nobody
 * may change it. It forgets all that it knows when that is a thousand texts.
 */
export function readEachOnce<Value>(): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    let value = known.get(text);
    if (value === undefined) {
      // What the texts were written from is for the caller to know.
      value = JSON.parse(text) as Value;
      if (known.size === most) known.clear();
      known.set(text, value);
    }
    return value;
  };
}

const most = 1_000;
