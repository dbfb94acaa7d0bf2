// The buyer's own hold of an event: which it is survives a reload; what it is the API says.
import { get, Problem } from "./api.js";
import { clock } from "./clock.js";
import { current } from "./session.js";

export function rememberHold(eventId, holdId) {
  localStorage.setItem(key(eventId), JSON.stringify({ account: current()?.accountId, holdId }));
}

export function forgetHold(eventId) {
  localStorage.removeItem(key(eventId));
}

/** The id that is remembered, of whoever is logged in. */
export function knownHold(eventId) {
  const kept = JSON.parse(localStorage.getItem(key(eventId)) ?? "null");
  return kept && kept.account === current()?.accountId ? kept.holdId : null;
}

/** The remembered hold while it lives; an order that it became is answered as such; null when there is none. */
export async function liveHold(eventId) {
  const holdId = knownHold(eventId);
  if (!holdId) return null;
  try {
    const hold = await get(`/booking/holds/${holdId}`);
    if (hold.state === "live" || hold.orderId) return hold;
  } catch (failure) {
    if (!(failure instanceof Problem) || failure.status !== 404) throw failure;
  }
  forgetHold(eventId);
  return null;
}

export function msLeft(hold) {
  return Date.parse(hold.expiresAt) - clock.now();
}

function key(eventId) {
  return `tidegate.hold.${eventId}`;
}
