const LONG = new Intl.DateTimeFormat("en-US", {
  year: "numeric",
  month: "long",
  day: "numeric",
  timeZone: "UTC",
});

/** An RFC 3339 time as the day it is in UTC: "January 20, 2026". */
export function longDate(time: string): string {
  return LONG.format(new Date(time));
}
