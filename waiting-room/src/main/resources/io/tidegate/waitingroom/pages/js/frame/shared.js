// One stream of events for all tabs of an address: the tab that holds a lock reads it and tells the others. When that
// tab closes, the lock and with it the stream passes to the next; when it sleeps, a tab that is looked at takes it.
const BEAT_MS = 4000;
const SILENT_MS = 11000;
const RECONNECT_MS = [1000, 2000, 4000, 8000, 15000];

/**
 * @param path of the stream
 * @param kinds the events' names
 * @param on.event called with (kind, data) in every tab
 * @param on.link called with true while events come, false while they do not
 * @param on.tabs called with how many tabs there are
 * @param on.refused called when the stream cannot be had; resolves to whether to try again
 */
export function shareStream(path, kinds, on) {
  const channel = new BroadcastChannel(`tidegate:${path}`);
  const me = Math.random().toString(36).slice(2);
  const others = new Map();
  const last = new Map();
  let source = null;
  let heardAt = performance.now();
  let release = null;
  let closed = false;
  let failures = 0;
  let reconnecting;

  channel.onmessage = ({ data: message }) => {
    if (message.bye) others.delete(message.from);
    else others.set(message.from, performance.now());
    on.tabs(others.size + 1);
    if (message.here) channel.postMessage({ from: me, alsoHere: true });
    if (message.here && source) {
      last.forEach((data, kind) => channel.postMessage({ from: me, kind, data }));
    }
    if (message.beat !== undefined || message.kind) heardAt = performance.now();
    if (message.beat !== undefined && !source) on.link(message.beat);
    if (message.kind && !source) on.event(message.kind, message.data);
    if (message.nudge && source) ensureOpen();
  };

  function lead() {
    return new Promise((resolve) => {
      release = resolve;
      open();
    });
  }

  function open() {
    if (closed || !release) return;
    source = new EventSource(path);
    source.onopen = () => {
      failures = 0;
      link(true);
    };
    source.onerror = () => {
      link(false);
      if (source?.readyState === EventSource.CLOSED) retry();
    };
    for (const kind of kinds) {
      source.addEventListener(kind, (event) => {
        const data = JSON.parse(event.data);
        last.set(kind, data);
        channel.postMessage({ from: me, kind, data });
        on.event(kind, data);
      });
    }
  }

  async function retry() {
    source = null;
    if (closed || !(await on.refused())) return;
    clearTimeout(reconnecting);
    reconnecting = setTimeout(open, RECONNECT_MS[Math.min(failures++, RECONNECT_MS.length - 1)]);
  }

  function ensureOpen() {
    if (!release || closed) return;
    if (!source || source.readyState === EventSource.CLOSED) {
      clearTimeout(reconnecting);
      source?.close();
      open();
    }
  }

  function link(isUp) {
    on.link(isUp);
    channel.postMessage({ from: me, beat: isUp });
  }

  function follow(steal) {
    navigator.locks
      .request(`tidegate:${path}`, steal ? { steal: true } : {}, () => (closed ? undefined : lead()))
      .catch(() => {
        // Another tab took over: this one listens, and stands in line again.
        source?.close();
        source = release = null;
        heardAt = performance.now();
        if (!closed) follow(false);
      });
  }

  const beat = setInterval(() => {
    const now = performance.now();
    if (source) channel.postMessage({ from: me, beat: source.readyState === EventSource.OPEN });
    for (const [tab, seenAt] of others) if (now - seenAt > 90000) others.delete(tab);
    if (!release && !document.hidden && now - heardAt > SILENT_MS) {
      heardAt = now;
      follow(true);
    }
  }, BEAT_MS);

  function wake() {
    if (document.hidden) return;
    if (release) ensureOpen();
    else channel.postMessage({ from: me, nudge: true });
  }

  addEventListener("online", wake);
  document.addEventListener("visibilitychange", wake);
  addEventListener("pageshow", wake);
  addEventListener("pagehide", bye);
  channel.postMessage({ from: me, here: true });
  follow(false);

  function bye() {
    channel.postMessage({ from: me, bye: true });
  }

  return {
    close() {
      closed = true;
      bye();
      clearInterval(beat);
      clearTimeout(reconnecting);
      source?.close();
      release?.();
      source = release = null;
      removeEventListener("online", wake);
      document.removeEventListener("visibilitychange", wake);
      removeEventListener("pageshow", wake);
      removeEventListener("pagehide", bye);
      channel.close();
    },
  };
}
