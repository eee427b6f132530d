// The hosts that go through a proxy of the user. Firefox asks a listener, which must be there before anything is loaded:
// so its answers stand in localStorage, which alone can be read that early. Chrome is given a script and keeps it by
// itself. Which host goes where is the core's decision.

const KEY = "ways";
const ERRORS = { urls: ["http://*/*", "https://*/*"], types: ["xmlhttprequest"], tabId: -1 };
const SETTLE_MS = 200; // Chrome's network hears of a new script a moment later, and of an error as well
const CONTROLLED = ["controllable_by_this_extension", "controlled_by_this_extension"];

let ways = []; // Firefox: { host, type, server, port }
let script = ""; // Chrome: PAC
let probe; // the one request that tries a proxy: { way, hash, error }

const hasListener = () => Boolean(chrome.proxy?.onRequest); // Firefox, with the permission
const isOurs = ({ tabId, url }) => probe && tabId === -1 && new URL(url).hostname === new URL(probe.url).hostname;
const infoOf = ({ type, server, port }) => ({ type, host: server, port, proxyDNS: type === "socks" });
const pause = () => new Promise((resolve) => setTimeout(resolve, SETTLE_MS));

// Can this build and this browser use proxies at all?
export const isThere = () => Boolean(chrome.proxy);

// Of the requests to a host that is tried only the marked one counts; its mark is a fragment, which no server sees.
function onRequest(details) {
  const { hostname, hash } = new URL(details.url);
  const way = isOurs(details) && hash === probe.hash ? probe.way : ways.find(({ host }) => host === hostname);
  return way && infoOf(way);
}

// Firefox remembers for a stopped background only listeners that were there in its first moment, so one added later is
// lost when it stops (ExtensionCommon.sys.mjs, `recordStartupData`). This one is always there; pages wake us anyhow.
const onPage = (details) => onRequest(details);

// And for all that is no page, a background that stops with a new listener is woken at once, to add it in time.
function onSuspend() {
  chrome.alarms.create("way", { when: Date.now() });
}

function listenAgain() {
  const event = chrome.proxy.onRequest;
  if (event.hasListener(onRequest)) event.removeListener(onRequest);
  const hosts = [...ways, ...(probe ? [probe.way] : [])].map(({ host }) => `*://${host}/*`);
  if (hosts.length > 0) event.addListener(onRequest, { urls: [...new Set(hosts)] });
}

// Synchronous, for the background's first moment.
export function listen() {
  if (!hasListener()) return;
  if (!chrome.proxy.onRequest.hasListener(onPage)) {
    chrome.proxy.onRequest.addListener(onPage, { urls: ["http://*/*", "https://*/*"], types: ["main_frame"] });
  }
  ways = JSON.parse(localStorage.getItem(KEY) ?? "[]");
  listenAgain();
}

// `regular_only`: private windows keep their own way.
async function setScript(data) {
  const { settings } = chrome.proxy;
  if (data) await settings.set({ value: { mode: "pac_script", pacScript: { data } }, scope: "regular_only" });
  else await settings.clear({ scope: "regular_only" });
  await pause();
}

// From now on these hosts go through their proxies, and no others. The toolbar button says so, too.
export async function set(told, pac, title) {
  await chrome.action.setTitle({ title: title || chrome.i18n.getMessage("actionTitle") });
  if (hasListener()) {
    if (told !== (localStorage.getItem(KEY) ?? "[]")) chrome.runtime.onSuspend.addListener(onSuspend);
    localStorage.setItem(KEY, told);
    listen();
  } else if (chrome.proxy) {
    script = pac;
    await setScript(pac);
  } else {
    globalThis.localStorage?.removeItem(KEY); // the permission is gone, and with it what was set
  }
}

function onError(details) {
  if (isOurs(details)) probe.error ??= details.error;
}

// The next request to this address goes through the proxy. Answers with the address to ask for.
export async function begin(url, told, pac) {
  const [way] = JSON.parse(told);
  if (!hasListener()) {
    const { levelOfControl } = await chrome.proxy.settings.get({});
    if (!CONTROLLED.includes(levelOfControl)) throw new Error(`proxies are ${levelOfControl}`);
  }
  probe = { url, way, hash: `#${crypto.randomUUID()}` };
  chrome.webRequest.onErrorOccurred.addListener(onError, ERRORS);
  if (!hasListener()) {
    await setScript(pac);
    return url;
  }
  listenAgain();
  return url + probe.hash;
}

// Everything is as it was before; answers with the browser's error if there was one.
export async function end(isAnswered) {
  if (!isAnswered) await pause();
  chrome.webRequest.onErrorOccurred.removeListener(onError);
  const { error = "" } = probe;
  probe = undefined;
  if (hasListener()) listenAgain();
  else await setScript(script);
  return error;
}
