// What the scripts share: where the system is, how a promoter sets a sale up, and how a buyer behaves.
// BASE_URL and PROMOTER_TOKEN come from the environment; `tidegate bench k6 NAME` sets both.
import http from 'k6/http';
import { check, fail } from 'k6';
import exec from 'k6/execution';

export const base = __ENV.BASE_URL || 'http://127.0.0.1:8080';
const promoter = __ENV.PROMOTER_TOKEN || '';
// A smoke run is as short as it can be and still touch everything.
export const smoke = __ENV.SMOKE === '1';

// What every script holds: each answer is what the contract says, none is lost, and the load was really offered.
export const thresholds = {
  checks: ['rate==1'],
  http_req_failed: [{ threshold: 'rate==0', abortOnFail: false }],
  dropped_iterations: ['count==0'],
};

// How soon answers come is no question of a smoke run: its few requests are the first of a system that has just started.
export const latency = (limits) => (smoke ? {} : limits);

// A refusal that the contract foresees is an answer; anything else from 400 on has failed.
http.setResponseCallback(http.expectedStatuses({ min: 200, max: 399 }, 402, 409, 429));

const json = { 'Content-Type': 'application/json' };

function asPromoter(method, path, body) {
  const answer = http.request(method, base + path, JSON.stringify(body), {
    headers: { ...json, Authorization: `Bearer ${promoter}` },
    tags: { name: `${method} ${path.replace(/(ev|vn|pf)_[^/]*/, '{id}')}` },
  });
  if (answer.status >= 300) fail(`${method} ${path}: ${answer.status} ${answer.body}`);
  return answer.json();
}

function section(id, rows) {
  return {
    sectionId: id,
    name: `Block ${id}`,
    kind: 'seated',
    rows: Array.from({ length: rows }, (_, i) => ({ row: String(i + 1), seats: 50, y: i * 0.9 })),
  };
}

// An event with an open sale; returns what buyers need to know of it.
export function onSale({ rows = 40, queued = true, settings = {} } = {}) {
  const sections = [section('A', rows), section('B', rows)];
  const { venueId } = asPromoter('POST', '/promoter/venues', {
    venueName: 'k6 Hall',
    venueLocation: { city: 'Hamburg', country: 'DE', latitude: 53.54, longitude: 9.98 },
    timeZone: 'Europe/Berlin',
    layout: { sections },
  });
  const { performerId } = asPromoter('POST', '/promoter/performers', {
    performerName: 'The Virtual Users',
    performerType: 'MusicGroup',
  });
  const start = Date.now() + 60 * 86400e3;
  const { eventId } = asPromoter('POST', '/promoter/events', {
    eventName: 'k6 night',
    startTime: new Date(start).toISOString(),
    endTime: new Date(start + 3 * 3600e3).toISOString(),
    timeZone: 'Europe/Berlin',
    venueId,
    performerIds: [performerId],
    currency: 'EUR',
    sections: sections.map((s) => ({
      sectionId: s.sectionId,
      priceTypes: [{ priceType: 'standard', breakdown: { face: 4500, fees: 300, tax: 350 } }],
    })),
  });
  asPromoter('PUT', `/promoter/sales/${eventId}`, {
    opensAt: new Date().toISOString(),
    queued,
    holdSeconds: 60,
    maxActive: 5000,
    admitPerMinute: 60000,
    ...settings,
  });
  for (let i = 0; http.get(`${base}/events/${eventId}`).status !== 200; i++) {
    if (i > 100) fail(`the reads do not show ${eventId}`);
  }
  return { eventId };
}

// Local stack only: with trustEmail a session needs no code.
export function session() {
  const who = `${exec.vu.idInTest}-${exec.vu.iterationInScenario}-${Date.now()}@k6.example`;
  const answer = http.post(`${base}/session`, JSON.stringify({ email: who }), { headers: json });
  check(answer, { 'session: a token': (a) => a.status < 300 && Boolean(a.json('token')) });
  return answer.json('token');
}

const as = (token, more = {}) => ({ headers: { ...json, Authorization: `Bearer ${token}`, ...more } });

export function join(token, eventId) {
  const answer = http.post(`${base}/queue/${eventId}/join`, '{}', {
    ...as(token),
    tags: { name: 'POST /queue/{eventId}/join' },
  });
  check(answer, { 'join: a place or later': (a) => a.status === 429 || Boolean(a.json('placeId')) });
  return answer.status === 429 ? null : answer.json();
}

export function poll(token, eventId, receipt) {
  const answer = http.get(`${base}/queue/${eventId}/me`, {
    ...as(token, { 'X-Queue-Place': receipt }),
    tags: { name: 'GET /queue/{eventId}/me' },
  });
  check(answer, { 'poll: own place': (a) => a.status === 200 && Boolean(a.json('state')) });
  return answer.status === 200 ? answer.json() : null;
}

export function reserve(token, eventId, quantity, pass) {
  const answer = http.post(
    `${base}/booking/reserve`,
    JSON.stringify({ eventId, bestAvailable: { quantity } }),
    {
      ...as(token, { 'Idempotency-Key': `${token.slice(-24)}`, ...(pass ? { 'X-Queue-Pass': pass } : {}) }),
      tags: { name: 'POST /booking/reserve' },
    },
  );
  check(answer, {
    'reserve: a hold, or a reason': (a) =>
      (a.status === 201 && Boolean(a.json('holdId'))) ||
      (a.status === 409 && String(a.json('type')).startsWith('/problems/')),
  });
  return answer.status === 201 ? answer.json() : null;
}

// Payment begun, the test card authorised, the order confirmed.
export function buy(token, hold) {
  const begun = http.post(`${base}/booking/payment`, JSON.stringify({ holdId: hold.holdId }), as(token));
  if (!check(begun, { 'payment: begun': (a) => a.status < 300 })) return;
  const { clientSecret, apiBase, publishableKey, paymentId } = begun.json();
  const card = http.post(
    `${apiBase}/v1/payment_intents/${clientSecret.split('_secret_')[0]}/confirm`,
    { payment_method: 'pm_card_visa', client_secret: clientSecret },
    { headers: { Authorization: `Bearer ${publishableKey}` }, tags: { name: 'Stripe confirm' } },
  );
  if (!check(card, { 'card: authorised': (a) => a.status === 200 })) return;
  const order = http.post(`${base}/booking/confirm`, JSON.stringify({ holdId: hold.holdId, paymentId }), as(token));
  check(order, { 'confirm: an order': (a) => a.status === 200 && Boolean(a.json('orderId')) });
}

export function release(token, hold) {
  const answer = http.post(`${base}/booking/release`, JSON.stringify({ holdId: hold.holdId }), as(token));
  check(answer, { 'release: done': (a) => a.status === 200 });
}

export function browse(eventId) {
  const page = http.get(`${base}/events/${eventId}`, { tags: { name: 'GET /events/{eventId}' } });
  check(page, {
    'event: whole, with a tag': (a) => a.status === 200 && Boolean(a.headers.Etag) && a.json('tickets.total') > 0,
  });
  const again = http.get(`${base}/events/${eventId}`, {
    headers: { 'If-None-Match': page.headers.Etag || '' },
    tags: { name: 'GET /events/{eventId} again' },
  });
  check(again, { 'event: the same or newer': (a) => a.status === 304 || a.status === 200 });
  // An engine that has just started may be too slow for its first questions: it says so, and when to ask again.
  const found = http.get(`${base}/search?query=k6+nihgt`, {
    tags: { name: 'GET /search' },
    responseCallback: http.expectedStatuses(200, 503),
  });
  check(found, {
    'search: hits, or later': (a) =>
      a.status === 503 ? Boolean(a.headers['Retry-After']) : a.status === 200 && Array.isArray(a.json('hits')),
  });
}
