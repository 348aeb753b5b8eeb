// Values that have several texts, and the one that a URL has for each (§4). What is no such value is left as it is, for the
// server to refuse. A context brings those that its params need, so that no page pays for others.

/** Gives the params of a context their one text: `spelling({ at: dateTimeText })`. Generated code calls this. */
export function spelling(
  texts: Readonly<Record<string, (text: string) => string>>,
): (params: Record<string, unknown>) => void {
  return (params) => {
    for (const [name, text] of Object.entries(texts)) {
      const value = params[name];
      if (typeof value === "string") params[name] = text(value);
    }
  };
}

/** A point in time in UTC, without trailing zeros in the fraction: what `Date.toISOString` and servers write of it. */
export function dateTimeText(text: string): string {
  const parts = /^(.{10}T.{8})(\.\d+)?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (!parts) return text;
  const [, local = "", fraction = "", offset] = parts;
  const time = offset === "Z" ? local : utcOf(local + offset);
  return time ? `${time}${shortened(fraction)}Z` : text;
}

function utcOf(text: string): string | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().slice(0, 19);
}

/** A time of day with seconds: what an `<input type="time">` leaves out. */
export function timeText(text: string): string {
  const parts = /^(\d\d:\d\d)(:\d\d)?(\.\d+)?$/.exec(text);
  return parts ? `${parts[1]}${parts[2] ?? ":00"}${shortened(parts[3])}` : text;
}

/** A UUID in small letters. */
export function uuidText(text: string): string {
  return text.toLowerCase();
}

/** A decimal number without zeros that say nothing. */
export function decimalText(text: string): string {
  const parts = /^(-?)(\d+)(\.\d+)?$/.exec(text);
  if (!parts) return text;
  const number = `${parts[2]?.replace(/^0+(?=\d)/, "")}${shortened(parts[3])}`;
  return number === "0" ? number : `${parts[1]}${number}`;
}

/** A fraction without trailing zeros, nor the point where nothing is left. */
function shortened(fraction = ""): string {
  return fraction.replace(/\.?0+$/, "");
}
