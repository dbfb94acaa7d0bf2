// Reads and searches while the same event sells: the reads must not notice.
import { browse, latency, onSale, reserve, session, smoke, thresholds } from './tidegate.js';

const rate = (perSecond, duration, vus, exec) => ({
  executor: 'constant-arrival-rate',
  rate: perSecond,
  timeUnit: '1s',
  duration,
  preAllocatedVUs: vus,
  exec,
});

export const options = {
  thresholds: { ...thresholds, ...latency({ 'http_req_duration{name:GET /events/{eventId}}': ['p(99)<500'] }) },
  scenarios: smoke
    ? { browsing: rate(5, '5s', 40, 'browsing'), selling: rate(2, '5s', 20, 'selling') }
    : { browsing: rate(200, '60s', 800, 'browsing'), selling: rate(50, '60s', 400, 'selling') },
};

export const setup = () => onSale({ rows: smoke ? 40 : 200, queued: false });

export const browsing = ({ eventId }) => browse(eventId);

export const selling = ({ eventId }) => reserve(session(), eventId, 1);
