// What the browser keeps of one site: its cookies listed, taken away with a copy kept, put back as they were; its
// cache, service workers and storage cleared. In JavaScript, for each `await` here would cost the Wasm ten times as
// much; what to do is the core's decision. History, downloads, passwords and form data are never named: Firefox would
// wipe them for all sites.

const DATA = {
  clear_cache: ["cache"],
  remove_worker: ["serviceWorkers", "cacheStorage"],
  clear_storage: ["localStorage", "indexedDB", "fileSystems"],
};
// Firefox clears neither cache nor Cache Storage by site; a script in the page does the latter, where one may run.
const FIREFOX_DATA = { remove_worker: ["serviceWorkers"], clear_storage: ["localStorage", "indexedDB"] };
const SCRIPTS = { remove_worker: "remove-worker.js", clear_storage: "clear-storage.js" };
const AS_THEY_ARE = ["name", "value", "path", "secure", "httpOnly", "sameSite", "storeId", "partitionKey", "firstPartyDomain"];

const hostOf = (url) => new URL(url).hostname;
const keyOf = (host) => `cookies of ${host}`;
// Who has this method clears by origin, all kinds alike; named as text, for linters take a call of it for a mistake.
const clearsByOrigin = () => "removeCacheStorage" in (chrome.browsingData ?? {});
const pick = (cookie, names) => Object.fromEntries(names.filter((n) => cookie[n] !== undefined).map((n) => [n, cookie[n]]));
const identity = ({ name, domain, path, partitionKey }) => JSON.stringify([name, domain, path, partitionKey]);

// The container of a tab; our own requests always use the first one.
async function storeOf(tabId) {
  const stores = await chrome.cookies.getAllCookieStores();
  return stores.find(({ tabIds }) => tabIds.includes(tabId))?.id;
}

// All cookies that go to a host, whatever their path, in the order in which the browser sends them. Those that parents
// share are found through the last two labels of the name.
async function cookiesOf(host, storeId) {
  const isAddress = /^[\d.]+$|:/.test(host);
  const domain = isAddress ? host : host.split(".").slice(-2).join(".");
  const details = { domain, partitionKey: {}, ...(storeId && { storeId }) };
  // Firefox with first-party isolation lists nothing unless asked for all; Chromium knows no such member.
  const all = await chrome.cookies.getAll(details).catch(() => chrome.cookies.getAll({ ...details, firstPartyDomain: null }));
  return all.filter(({ domain: d }) => d === host || (d.startsWith(".") && (host.endsWith(d) || host === d.slice(1))));
}

// Parents of a host whose cookies we may not see: Chromium shows a shared cookie only to those with access to the very
// domain that shares it, Firefox to those with access to any host it goes to. A name such as co.uk shares none.
async function hiddenParents(host) {
  if (!clearsByOrigin() || /^[\d.]+$|:/.test(host)) return [];
  const labels = host.split(".");
  const parents = labels.slice(1, -1).map((_, at) => labels.slice(at + 1).join(".")).filter((name) => !/^\w{2,3}\.\w\w$/.test(name));
  const isSeen = (parent) => chrome.permissions.contains({ origins: [`http://${parent}/*`, `https://${parent}/*`] });
  const seen = await Promise.all(parents.map(isSeen));
  return parents.filter((_, at) => !seen[at]);
}

// An address that the cookie goes with; a partitioned one has the scheme of the page it is kept for.
function addressOf({ domain, path, secure, partitionKey }) {
  const top = partitionKey?.topLevelSite;
  const isSecure = top ? top.startsWith("https:") : secure;
  return `${isSecure ? "https" : "http"}://${domain.replace(/^\./, "")}${path}`;
}

const remove = (cookie) =>
  chrome.cookies.remove({ url: addressOf(cookie), ...pick(cookie, ["name", "storeId", "partitionKey", "firstPartyDomain"]) });

const set = (cookie) =>
  chrome.cookies.set({
    url: addressOf(cookie),
    ...pick(cookie, AS_THEY_ARE),
    ...(!cookie.hostOnly && { domain: cookie.domain }),
    ...(!cookie.session && { expirationDate: cookie.expirationDate }),
  });

// The copy holds secrets, so it stays in session storage: in memory, away from pages, gone with the browser.
const copyOf = async (host) => (await chrome.storage.session.get(keyOf(host)))[keyOf(host)] ?? [];
const keep = (host, entries) => chrome.storage.session.set({ [keyOf(host)]: entries });
export const forget = (host) => chrome.storage.session.remove(keyOf(host));

async function takeCookies(host, storeId, going) {
  const now = await cookiesOf(host, storeId);
  const isGoing = (c) => going.some(({ name, domain, path }) => c.name === name && c.domain === domain && c.path === path);
  const current = new Map(now.map((cookie) => [identity(cookie), { cookie, isTaken: isGoing(cookie) }]));
  // Cookies of an earlier step that can still come back stay in their places.
  const earlier = new Map((await copyOf(host)).map((entry) => [identity(entry.cookie), entry]));
  await keep(host, [...new Map([...earlier, ...current]).values()]);
  for (const cookie of now.filter(isGoing)) await remove(cookie);
}

// The order in the Cookie header follows the age of cookies, so those that stayed are set anew in their places too,
// with the values they have by now; those that came since go.
async function putBack(host) {
  const copy = await copyOf(host);
  if (copy.length === 0) throw new Error("no copy is left");
  const { storeId } = copy[0].cookie;
  const now = await cookiesOf(host, storeId);
  const current = new Map(now.map((cookie) => [identity(cookie), cookie]));
  const wanted = copy.map(({ cookie, isTaken }) => (isTaken ? cookie : current.get(identity(cookie)))).filter(Boolean);
  // Kept first: should the worker die on the way, the copy has everything and the undo can be pressed again.
  await keep(host, wanted.map((cookie) => ({ cookie, isTaken: true })));
  for (const cookie of now) await remove(cookie);
  for (const cookie of wanted) await set(cookie);
  // Firefox answers a partitioned cookie with null although it is there, so only a second look tells.
  const after = new Set((await cookiesOf(host, storeId)).map(identity));
  if (!wanted.every((cookie) => after.has(identity(cookie)))) throw new Error("not every cookie came back");
  await forget(host);
}

async function ran(tabId, file) {
  const results = await chrome.scripting.executeScript({ target: { tabId }, files: [file] }).catch(() => []);
  return results[0]?.result === true;
}

async function clear(tabId, url, step) {
  const { origin, host, hostname } = new URL(url);
  const all = (kinds) => Object.fromEntries(kinds.map((kind) => [kind, true]));
  if (clearsByOrigin()) return chrome.browsingData.remove({ origins: [origin] }, all(DATA[step]));
  if (await ran(tabId, SCRIPTS[step])) return undefined;
  // Its local storage and databases want the port unless it is the default one, session storage never.
  return chrome.browsingData.remove({ hostnames: [hostname, host] }, all(FIREFOX_DATA[step]));
}

// The cache of a page's own site can be renewed by a request of that page only: each site has a cache of its own.
async function renew(tabId, url) {
  const ask = (address) => fetch(address, { cache: "reload", redirect: "manual" }).then(() => true);
  const [{ result }] = await chrome.scripting.executeScript({ target: { tabId }, func: ask, args: [url] });
  if (!result) throw new Error("the page could not ask anew");
}

// What the core wants to know before an experiment; of cookies never the value.
export async function inspect(tabId, url) {
  const storeId = await storeOf(tabId);
  const results = await chrome.scripting.executeScript({ target: { tabId }, files: ["look.js"] }).catch(() => []);
  const { byWorker = false, fromCache = false } = results[0]?.result ?? {};
  const bytes = (text) => new TextEncoder().encode(text).length;
  const cookies = (await cookiesOf(hostOf(url), storeId)).map(({ name, value, domain, path, secure }) => {
    return { name, domain, path, secure, bytes: bytes(`${name}=${value}; `) };
  });
  const isApart = Boolean(storeId) && !["0", "firefox-default"].includes(storeId);
  const hidden = await hiddenParents(hostOf(url));
  return JSON.stringify({ cookies, hidden, isApart, byWorker, fromCache, clearsCache: clearsByOrigin() });
}

// Takes a step; rejects if the browser refuses.
export async function take(tabId, url, step, cookies) {
  if (step === "undo") return putBack(hostOf(url));
  if (step === "reload_past_cache") return renew(tabId, url);
  if (step in DATA) return clear(tabId, url, step);
  return takeCookies(hostOf(url), await storeOf(tabId), JSON.parse(cookies));
}
