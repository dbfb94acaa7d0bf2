// Money, dates and durations as people read them.
import { locale, n, t } from "./texts.js";

/** Longer waits are told in hours, minutes. */
const HOURS_FROM = 90;

/** Minor units of a currency. */
export function money(amount, currency) {
  const format = new Intl.NumberFormat(locale(), { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits;
  return format.format(amount / 10 ** digits);
}

function date(iso, timeZone, options) {
  return new Intl.DateTimeFormat(locale(), { timeZone, ...options }).format(new Date(iso));
}

/** "Saturday, 23 January 2027" where the event is. */
export function longDate(iso, timeZone) {
  return date(iso, timeZone, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

/** "Sat 23 Jan, 20:00". */
export function shortDate(iso, timeZone) {
  return date(iso, timeZone, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
}

/** "Sat 23 Jan, 20:00 CET". */
export function dateInZone(iso, timeZone) {
  return date(iso, timeZone, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
}

/** "20:00"; and "20:00 CET": with the zone's name, since a buyer may be in another. */
export function timeOfDay(iso, timeZone) {
  return date(iso, timeZone, { hour: "2-digit", minute: "2-digit" });
}

export function timeInZone(iso, timeZone) {
  return date(iso, timeZone, { hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
}

/** Day, month and weekday, each alone. */
export function leaf(iso, timeZone) {
  return {
    day: date(iso, timeZone, { day: "numeric" }),
    month: date(iso, timeZone, { month: "short" }),
    weekday: date(iso, timeZone, { weekday: "short" }),
  };
}

/** Here and now, for what has just happened. */
export function moment(iso) {
  return date(iso, undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

/** "2 days", "3 h 20 min", "4 min 05 s": never more than two parts. */
export function duration(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  if (seconds >= 2 * 86400) return n("time.days", Math.floor(seconds / 86400));
  if (seconds >= 3600) return t("time.hm", { h: Math.floor(seconds / 3600), m: Math.floor((seconds % 3600) / 60) });
  return seconds >= 60
    ? t("time.ms", { m: Math.floor(seconds / 60), s: String(seconds % 60).padStart(2, "0") })
    : t("time.s", { s: seconds });
}

/** A clock that runs down: 9:05. */
export function countdown(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** A wait as a range, in words that promise no more than is known. */
export function range(fromSeconds, toSeconds) {
  const to = Math.max(1, Math.ceil(toSeconds / 60));
  const from = Math.max(1, Math.floor(fromSeconds / 60));
  if (toSeconds <= 60) return t("time.underMinute");
  if (to > HOURS_FROM) return t("time.hoursRange", { from: Math.max(1, Math.floor(from / 60)), to: Math.ceil(to / 60) });
  return from >= to ? n("time.minutes", to) : t("time.minutesRange", { from, to });
}
