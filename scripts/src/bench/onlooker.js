// Looks on from the extension's empty page while `cargo x bench` measures; never ships.
import * as core from "./wasm/rebound.js";
import "./knowledge.js"; // the core asks for the tables, as it does in the background
self.listenToParts = () => {}; // in the background it listens for style sheets; a verdict has none

// Every saved state, with the moment at which another page of the extension heard of it.
const saved = [];
chrome.storage.onChanged.addListener(({ state }) => {
  if (state?.newValue) saved.push({ atMs: Date.now(), state: state.newValue });
});

const failureOf = (url, { state }) => JSON.parse(state).tabs.find(({ failed }) => failed?.facts.url === url)?.failed;

// When the failure of a page was saved, and when the core was told of it (the core's clock); null: not yet.
function handled(url) {
  const first = saved.find((entry) => failureOf(url, entry));
  return first ? { savedMs: first.atMs, toldMs: failureOf(url, first).at_ms } : null;
}

// Wraps a function of the browser's, so that it can be seen when it is called or has answered.
function watch(owner, name, wrap) {
  const original = owner[name].bind(owner);
  owner[name] = wrap(original);
}

/**
 * Verdicts on one page by the module that ships, run here instead of in the background: from the browser's last answer
 * to the order to save. So it is the verdict and all the core does around it, but no call of the browser's.
 */
async function verdicts(tabId, url, headers, body, count) {
  await core.default({ module_or_path: chrome.runtime.getURL("wasm/rebound_bg.wasm") });
  let answeredMs;
  const times = [];
  const noted = (call) => (...values) =>
    call(...values).then((value) => {
      answeredMs = performance.now();
      return value;
    });
  watch(chrome.windows, "getAll", noted);
  watch(chrome.permissions, "getAll", noted);
  watch(chrome.storage.local, "set", () => async () => {
    times.push(performance.now() - answeredMs);
  });
  const page = { tabId, url, statusCode: 502, statusLine: "HTTP/1.1 502 Bad Gateway", method: "GET", requestId: "1" };
  await core.handle({ ...page, kind: "loadCompleted", responseHeaders: headers, elapsedMs: 30, online: true });
  await new Promise((resolve) => setTimeout(resolve, 500)); // it looks at the page by itself, too
  if (times.length === 0) throw new Error("nothing was saved");
  times.length = 0;
  for (let i = 0; i < count; i++) {
    await core.handle({ kind: "looked", tabId, url, statusCode: 502, isErrorPage: false, body });
    const endMs = Date.now();
    while (Date.now() < endMs + 2); // a state of the same millisecond is not saved twice; timers wait long in hidden tabs
  }
  return times;
}

window.onlooker = { handled, verdicts };
