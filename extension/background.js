// Listeners only: browsers wake an extension for listeners added synchronously. A load that ends well goes no
// further than this file, unless the core asked to hear of its tab or host; all else is the core's business.
import * as waiting from "./wasm/rebound.js";
import * as tools from "./wasm/tools.js";
import * as jar from "./jar.js";
import "./knowledge.js";
import * as way from "./way.js";

Object.assign(self, { jar, way, listenToParts }); // the Wasm calls them by these names

const FILTER = { urls: ["http://*/*", "https://*/*"], types: ["main_frame"] };
// Firefox aborts on almost every process switch, so an abort alone says nothing (NS_BINDING_ABORTED).
const ABORTS = ["net::ERR_ABORTED", "NS_BINDING_ABORTED", "Error code 2152398850"];
const LOOP = 20; // Chromium ends a redirect loop after 20 redirects, with an abort.

const well = new Map(); // host → when a page of it last came well, and if from near; the latest few, never stored
const WELL_MAX = 50;
const NEAR = /^(127|10|192\.168|169\.254|172\.(1[6-9]|2\d|3[01]))\.|^(::1$|f[cd]|fe80)/i; // says nothing of the connection
const started = new Map(); // requestId → when, and its redirects; gone with the worker, which only costs a detail
let running; // the module that has the state: the small one, or from the first question on the one with all tools
let queue = Promise.resolve();

function send(event, isWanted = () => true) {
  const deliver = async () => {
    if (!(await isWanted(event))) return;
    if (running !== tools) await instantiate(event);
    await running.handle(event);
  };
  queue = queue.then(deliver).catch(console.error);
  return queue;
}

// The small module has saved that it lacks what a verdict calls for; the next event starts the other one.
self.takeOver = () => send({ kind: "woke" });

const sendIfWatched = (event) => send(event, isWatched);

// The core writes what it wants to hear of beside its state; reading that needs no Wasm.
async function isWatched({ tabId, url }) {
  const { watch } = await chrome.storage.local.get("watch");
  if (watch === undefined) return false;
  if (!Array.isArray(watch?.tabs) || !Array.isArray(watch.hosts)) return true; // damaged: the core writes it anew
  if (watch.tabs.length + watch.hosts.length === 0) return false;
  return !url || watch.tabs.includes(tabId) || watch.hosts.includes(new URL(url).host);
}

const VERDICTS = ["headersReceived", "loadCompleted", "loadFailed", "navigationFailed", "looked", "partFailed"];
const QUESTIONS = ["helpWanted", "stepWanted", "routesWanted", "routesStopped", "routeChosen", "wayLeft"];

const binary = (name) => fetch(chrome.runtime.getURL(`wasm/${name}_bg.wasm`));

async function instantiate({ kind }) {
  // Nearly always the small one is wanted, so it is on its way while the answer to that is read.
  const small = running || QUESTIONS.includes(kind) ? undefined : binary("rebound");
  const { watch } = await chrome.storage.local.get("watch");
  const wanted = QUESTIONS.includes(kind) || watch?.needsTools ? tools : waiting;
  if (running === wanted) return;
  performance.mark("rebound:wasm");
  if (VERDICTS.includes(kind)) self.knowledge(); // read beside the Wasm, which will ask for it
  await running?.retire();
  running = undefined; // should the next line fail, the next event tries again
  await wanted.default({ module_or_path: wanted === tools ? binary("tools") : (small ?? binary("rebound")) });
  running = wanted;
}

function noteWell({ url, timeStamp, fromCache, ip }) {
  if (fromCache || !ip) return; // without an address it was a cache or a service worker that answered
  const { host } = new URL(url);
  well.delete(host); // so that the latest stands last
  well.set(host, { at: timeStamp, isNear: NEAR.test(ip) });
  if (well.size > WELL_MAX) well.delete(well.keys().next().value);
}

// Whether this site or another answered just before: in the words of the core's Failure::nearby.
function nearby({ url, timeStamp, error }) {
  const { host } = new URL(url);
  const within = (page, minutes) => timeStamp - page?.at < minutes * 60_000;
  const isElsewhere = ([other, page]) => other !== host && !page.isNear && within(page, 1);
  const words = [];
  if (within(well.get(host), 10)) words.push("worked_here");
  if (error && [...well].some(isElsewhere)) words.push("elsewhere_well");
  return words.join(" ");
}

function load(kind, details) {
  const { startedMs, redirects = 0, askedUrl, fromCache, asked = [] } = started.get(details.requestId) ?? {};
  const elapsedMs = startedMs && details.timeStamp - startedMs;
  const responseHeaders = [...(details.responseHeaders ?? []), ...asked];
  const isCached = (details.fromCache || fromCache) ?? false;
  return { ...details, kind, responseHeaders, elapsedMs, redirects, askedUrl, fromCache: isCached, nearby: nearby(details), online: navigator.onLine };
}

const REQUESTS = {
  onBeforeRequest(details) {
    // Comes again for every redirect, with the same id.
    if (!started.has(details.requestId)) {
      const entry = { startedMs: details.timeStamp, redirects: 0, askedUrl: details.url, fromCache: false, asked: [] };
      started.set(details.requestId, entry);
    }
    sendIfWatched({ ...details, kind: "loadStarted" });
  },
  onBeforeRedirect(details) {
    const entry = started.get(details.requestId);
    if (!entry) return;
    entry.redirects += 1;
    entry.asked.push(...(details.responseHeaders ?? []).filter(({ name }) => /^retry-after$/i.test(name)));
    entry.fromCache ||= details.fromCache; // an old permanent redirect
  },
  onHeadersReceived(details) {
    if (details.statusCode >= 400) send(load("headersReceived", details));
  },
  onCompleted(details) {
    const event = load("loadCompleted", details);
    started.delete(details.requestId);
    if (details.statusCode >= 400) return void send(event);
    noteWell(details);
    sendIfWatched(event);
  },
  onErrorOccurred(details) {
    const event = load("loadFailed", details);
    started.delete(details.requestId);
    if (ABORTS.includes(details.error) && event.redirects < LOOP) sendIfWatched({ ...event, kind: "loadAborted" });
    else send(event);
  },
};
const WITH_HEADERS = ["onBeforeRedirect", "onHeadersReceived", "onCompleted"];

// Chromium: a listener added before a site was granted stays dead until it is added again.
function listenToRequests() {
  for (const [name, listener] of Object.entries(REQUESTS)) {
    const event = chrome.webRequest[name];
    if (event.hasListener(listener)) event.removeListener(listener);
    if (WITH_HEADERS.includes(name)) event.addListener(listener, FILTER, ["responseHeaders"]);
    else event.addListener(listener, FILTER);
  }
  for (const event of PART_EVENTS) event.removeListener(onPart);
  listenToParts(awaited);
}

// Style sheets, scripts and frames are of interest only in tabs that are coming back; the core says which ones may be,
// before it has them loaded: a browser takes its time to hear of a new listener. Statuses come with the headers, for
// Chromium often ends the load of a refused style sheet there, which then counts as an abort.
const PART_EVENTS = [chrome.webRequest.onHeadersReceived, chrome.webRequest.onErrorOccurred];
const PARTS = { urls: FILTER.urls, types: ["stylesheet", "script", "sub_frame"] };
let awaited = []; // tabs that wait, or have just come back

function onPart({ tabId, url, statusCode = 0, error }) {
  const isMissing = statusCode >= 500 || (error && !ABORTS.includes(error));
  if (isMissing && awaited.includes(tabId)) send({ kind: "partFailed", tabId, url, statusCode, error });
}

function listenToParts(tabs) {
  awaited = [...tabs];
  for (const event of PART_EVENTS) {
    if (awaited.length === 0) event.removeListener(onPart);
    else if (!event.hasListener(onPart)) event.addListener(onPart, PARTS);
  }
}

function onNavigationError({ frameId, tabId, url, error, timeStamp }) {
  if (frameId !== 0 || ABORTS.includes(error) || !/^https?:/.test(url)) return;
  const seen = { nearby: nearby({ url, timeStamp, error }), online: navigator.onLine };
  send({ kind: "navigationFailed", tabId, url, error, timeStamp, ...seen });
}

function listenToNavigation() {
  const event = chrome.webNavigation?.onErrorOccurred; // optional permission
  if (event && !event.hasListener(onNavigationError)) event.addListener(onNavigationError);
}

// The id of a notification is the address that was waited for: the tab that shows it, or a new one.
async function onNotificationClicked(url) {
  chrome.notifications.clear(url);
  if (!/^https?:/.test(url)) return;
  const tab = (await chrome.tabs.query({})).find((tab) => tab.url === url);
  if (!tab) return chrome.tabs.create({ url });
  chrome.tabs.update(tab.id, { active: true });
  chrome.windows.update(tab.windowId, { focused: true });
}

function listenToNotifications() {
  const event = chrome.notifications?.onClicked; // optional permission
  if (event && !event.hasListener(onNotificationClicked)) event.addListener(onNotificationClicked);
}

// Back at a machine that was left alone for so many seconds (the Wasm has the same number).
const AWAY_S = 300;

listenToRequests();
listenToNavigation();
listenToNotifications();
way.listen();
chrome.permissions.onAdded.addListener((added) => {
  if (added.origins?.length) listenToRequests();
  listenToNavigation();
  listenToNotifications();
  way.listen(); // optional permission, too
  send({ kind: "accessChanged" });
});
chrome.permissions.onRemoved.addListener(() => send({ kind: "accessChanged" }));
chrome.alarms.onAlarm.addListener(() => send({ kind: "woke" }));
chrome.tabs.onActivated.addListener(() => sendIfWatched({ kind: "attentionMoved" }));
chrome.windows.onFocusChanged.addListener(() => sendIfWatched({ kind: "attentionMoved" }));
chrome.tabs.onRemoved.addListener(() => sendIfWatched({ kind: "attentionMoved" }));
chrome.idle.setDetectionInterval(AWAY_S);
chrome.idle.onStateChanged.addListener(() => sendIfWatched({ kind: "attentionMoved" }));
chrome.runtime.onStartup.addListener(() => send({ kind: "woke" }));
chrome.runtime.onInstalled.addListener(() => send({ kind: "installed" }));
self.addEventListener("online", () => sendIfWatched({ kind: "attentionMoved" }));
self.addEventListener("offline", () => sendIfWatched({ kind: "attentionMoved" }));
chrome.runtime.onMessage.addListener((message, sender, respond) => {
  if (sender.id !== chrome.runtime.id) return false;
  send(message).then(() => respond(true));
  return true;
});
