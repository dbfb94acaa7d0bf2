// Checks a draw from what is public, as docs/draw.md explains it: the seed against its seal, the list against its root,
// and one's own number against both. Nothing here trusts the server that answers.
const AT_ONCE = 400;
const text = new TextEncoder();

/**
 * @param draw of the public queue: commitment, root, seed, list, pages
 * @param place one's own, with placeId and number
 * @param fetchText gets an address as text
 * @returns {ok, step?, number?}: what did not fit, or that all did; `number` when the place was in the list
 */
export async function checkDraw(draw, place, fetchText) {
  const seed = bytes(draw.seed);
  if (hex(await sha256(seed)) !== draw.commitment) return { ok: false, step: "seed" };
  if (!draw.list) return { ok: true };
  const list = await pages(draw, fetchText);
  if (hex(await sha256(text.encode(list))) !== draw.root) return { ok: false, step: "root" };
  const ids = list.split("\n").filter(Boolean);
  if (ids.some((id, at) => at > 0 && ids[at - 1] >= id)) return { ok: false, step: "list" };
  if (!ids.includes(place.placeId)) return { ok: true };
  const number = await drawn(ids, place.placeId, seed, draw);
  return number === place.number ? { ok: true, number } : { ok: false, step: "number" };
}

async function pages(draw, fetchText) {
  let list = "";
  for (let page = 0; page < Math.max(1, draw.pages ?? 1); page++) {
    list += await fetchText(`${draw.list}?page=${page}`);
  }
  return list;
}

/** How many come before this place by their keys, and itself. */
async function drawn(ids, own, seed, draw) {
  const beacon = text.encode(draw.beaconValue ?? "");
  const key = await crypto.subtle.importKey("raw", joined(seed, beacon), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const root = bytes(draw.root);
  const rank = async (id) => hex(new Uint8Array(await crypto.subtle.sign("HMAC", key, joined(root, text.encode(id))))) + id;
  const mine = await rank(own);
  let number = 1;
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const ranks = await Promise.all(ids.slice(at, at + AT_ONCE).map(rank));
    number += ranks.filter((one) => one < mine).length;
  }
  return number;
}

async function sha256(data) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data));
}

function joined(a, b) {
  const both = new Uint8Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function bytes(hexText) {
  return Uint8Array.from(hexText.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

function hex(data) {
  return Array.from(data, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
