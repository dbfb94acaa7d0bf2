// Server-sent events of a call that needs a header, which EventSource cannot send. Comes back by itself.
import { sleep } from "../frame/api.js";
import { promoter } from "./promoter.js";

const RETRY_MS = 1500;

/** @returns how to stop it */
export function follow(path, onData, onState) {
  const ending = new AbortController();
  run(path, onData, onState, ending.signal);
  return () => ending.abort();
}

async function run(path, onData, onState, signal) {
  while (!signal.aborted) {
    try {
      const response = await promoter.raw(path, { signal });
      onState(null);
      await read(response.body.getReader(), onData);
    } catch (failure) {
      if (signal.aborted) return;
      onState(failure);
      if (failure.status >= 400 && failure.status < 500) return;
    }
    await sleep(RETRY_MS, signal).catch(() => {});
  }
}

async function read(reader, onData) {
  const decoder = new TextDecoder();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const events = (rest + decoder.decode(part.value, { stream: true })).split("\n\n");
    rest = events.pop();
    for (const event of events) {
      const data = event.split("\n").find((line) => line.startsWith("data: "));
      if (data) onData(JSON.parse(data.slice(6)));
    }
  }
}
