// A steady rate of whole orders, without a queue.
import { buy, latency, onSale, reserve, session, smoke, thresholds } from './tidegate.js';

export const options = {
  thresholds: { ...thresholds, ...latency({ 'http_req_duration{name:POST /booking/reserve}': ['p(99)<1000'] }) },
  scenarios: {
    steady: {
      executor: 'constant-arrival-rate',
      rate: smoke ? 3 : 50,
      timeUnit: '1s',
      duration: smoke ? '5s' : '60s',
      preAllocatedVUs: smoke ? 40 : 600,
    },
  },
};

export const setup = () => onSale({ rows: smoke ? 40 : 200, queued: false });

export default function ({ eventId }) {
  const token = session();
  const hold = reserve(token, eventId, 1);
  if (hold) buy(token, hold);
}
