// For hours, at a modest rate: holds that are given back, so that the same seats go round and round.
import { onSale, release, reserve, session, smoke, thresholds } from './tidegate.js';

export const options = {
  thresholds,
  scenarios: {
    soak: {
      executor: 'constant-arrival-rate',
      rate: smoke ? 3 : 30,
      timeUnit: '1s',
      duration: smoke ? '5s' : __ENV.DURATION || '1h',
      preAllocatedVUs: smoke ? 40 : 300,
    },
  },
};

export const setup = () => onSale({ queued: false, settings: { maxTicketsPerBuyer: 8 } });

export default function ({ eventId }) {
  const token = session();
  const hold = reserve(token, eventId, 2);
  if (hold) release(token, hold);
}
