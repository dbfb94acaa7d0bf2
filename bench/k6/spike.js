// An on-sale: nobody, then everybody. Buyers arrive on a ramp, queue, and those who are admitted book.
import { sleep } from 'k6';
import { buy, join, latency, onSale, poll, reserve, session, smoke, thresholds } from './tidegate.js';

export const options = {
  thresholds: { ...thresholds, ...latency({ 'http_req_duration{name:POST /queue/{eventId}/join}': ['p(99)<2000'] }) },
  scenarios: {
    spike: {
      executor: 'ramping-arrival-rate',
      startRate: 1,
      timeUnit: '1s',
      preAllocatedVUs: smoke ? 60 : 2000,
      stages: smoke
        ? [{ target: 5, duration: '5s' }, { target: 0, duration: '2s' }]
        : [{ target: 300, duration: '10s' }, { target: 300, duration: '30s' }, { target: 0, duration: '10s' }],
    },
  },
};

export const setup = () => onSale({ rows: smoke ? 40 : 200 });

export default function ({ eventId }) {
  const token = session();
  let place = join(token, eventId);
  for (let i = 0; place && place.state !== 'admitted' && place.state !== 'closed' && i < 30; i++) {
    sleep(place.pollAfterMs / 1000);
    place = poll(token, eventId, place.receipt);
  }
  if (!place || place.state !== 'admitted') return;
  const hold = reserve(token, eventId, 2, place.pass);
  if (hold) buy(token, hold);
}
