// The server's clock, learnt from the answers' Date: countdowns tell the truth on devices whose clock is wrong.
let offsetMs = 0;
let bestTripMs = Infinity;

export const clock = {
  /** Milliseconds since 1970, as the server has them. */
  now() {
    return Date.now() + offsetMs;
  },

  /** The quickest answer knows best; Date has whole seconds, so small differences are left alone. */
  learn(date, sentAt, receivedAt) {
    const server = date ? Date.parse(date) : NaN;
    const trip = receivedAt - sentAt;
    if (Number.isNaN(server) || trip > bestTripMs) return;
    bestTripMs = trip;
    const offset = server + 500 - (Date.now() - trip / 2);
    offsetMs = Math.abs(offset) < 1500 ? 0 : offset;
  },
};

/** Calls back each second until it is stopped, at the turn of the server's second. */
export function everySecond(callback) {
  let timer;
  const tick = () => {
    timer = setTimeout(tick, 1000 - (clock.now() % 1000));
    callback();
  };
  timer = setTimeout(tick, 1000 - (clock.now() % 1000));
  return () => clearTimeout(timer);
}
