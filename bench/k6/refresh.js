// A refresh storm: everybody who waits reloads the page all the time, and no place is lost by it.
import { check } from 'k6';
import { join, latency, onSale, poll, session, smoke, thresholds } from './tidegate.js';

export const options = {
  thresholds: { ...thresholds, ...latency({ 'http_req_duration{name:GET /queue/{eventId}/me}': ['p(99)<1000'] }) },
  scenarios: {
    storm: {
      executor: 'per-vu-iterations',
      vus: smoke ? 5 : 500,
      iterations: smoke ? 4 : 100,
      maxDuration: '10m',
    },
  },
};

// Admits one a minute: nearly everybody waits.
export const setup = () => onSale({ settings: { admitPerMinute: 1 } });

const mine = {};

export default function ({ eventId }) {
  mine.token ||= session();
  const again = join(mine.token, eventId);
  if (!again) return;
  mine.placeId ||= again.placeId;
  check(again, { 'join again: the same place': (place) => place.placeId === mine.placeId });
  const place = poll(mine.token, eventId, again.receipt);
  check(place, { 'poll: the same place': (p) => p !== null && p.placeId === mine.placeId });
}
