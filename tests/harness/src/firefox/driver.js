// What the driver does inside Firefox: runs once in the browser window, with the browser's own rights, and stays there
// as `window.rebound`. A page is named by the id that Marionette gives its tab; the open popup is "popup".
"use strict";
const [id] = arguments;
const { ExtensionParent } = ChromeUtils.importESModule("resource://gre/modules/ExtensionParent.sys.mjs");
const { NavigableManager } = ChromeUtils.importESModule("chrome://remote/content/shared/NavigableManager.sys.mjs");
const { TabStateFlusher } = ChromeUtils.importESModule("resource:///modules/sessionstore/TabStateFlusher.sys.mjs");

const system = Services.scriptSecurityManager.getSystemPrincipal();
const extension = () => WebExtensionPolicy.getByID(id).extension;
const controlUrl = () => extension().baseURI.resolve("control.html");
const deadlineMs = 20_000;

/** Waits until the condition gives something, looking every few milliseconds. */
async function until(what, condition) {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`${what} did not come about in ${deadlineMs} ms`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function tabOf(page) {
  const tab = gBrowser.tabs.find((tab) => NavigableManager.getIdForBrowser(tab.linkedBrowser) === page);
  if (!tab) throw new Error(`no such tab: ${page}`);
  return tab;
}

const openPopup = () =>
  [...document.querySelectorAll(".webextension-popup-browser")].find(
    (browser) => browser.closest("panel")?.state === "open" && browser.currentURI?.spec.startsWith(extension().baseURI.spec),
  );

/** A tab that the last session left stays without a document until it is looked at; asking for one would load it. */
const isAsleep = (page) => page !== "popup" && !tabOf(page).linkedPanel;

function browserOf(page) {
  if (page !== "popup") return tabOf(page).linkedBrowser;
  const browser = openPopup();
  if (!browser) throw new Error("the popup is closed");
  return browser;
}

/** The control page of the extension, a tab behind the others. */
let controlTab;
const isControl = (tab) => tab === controlTab;
async function control() {
  if (!controlTab?.isConnected) {
    controlTab = gBrowser.addTab(controlUrl(), { inBackground: true, triggeringPrincipal: system });
  }
  const browser = controlTab.linkedBrowser;
  await until("the control page", () => browser.currentURI.spec === controlUrl() && !browser.webProgress.isLoadingDocument);
  return browser;
}

/** What is being evaluated, by a number: how far it came is told past Marionette, for a page can go away at any time. */
const calls = new Map();
Services.ppmm.addMessageListener("rebound:call", ({ data }) => Object.assign(calls.get(data.call) ?? {}, data));

const SCRIPT = `
  const [call, code] = arguments;
  const tell = (data) => Services.cpmm.sendAsyncMessage("rebound:call", { call, ...data });
  tell({ hasBegun: true });
  const page = new Components.utils.Sandbox(window, {
    sandboxPrototype: window, sameZoneAs: window, wantXrays: false, wantComponents: false });
  const input = window.windowUtils.setHandlingUserInput(true);
  document.notifyUserGestureActivation();
  try {
    return Components.utils.evalInSandbox(code, page).then((json) => tell({ json }));
  } finally {
    input.destruct();
  }`;

/**
 * Evaluates an expression in a document's own process, inside what counts as handling a user's input, and gives the
 * JSON of `{value}` or `{error}`. Marionette's own actor carries it there, for it reaches popups and the background too.
 * If the document goes away first, the next one is asked; nothing is evaluated twice.
 */
async function evaluate(browser, expression) {
  const code = `(async () => (\n${expression}\n))().then(
    (value) => JSON.stringify({ value }),
    (error) => JSON.stringify({ error: String(error?.message ?? error) }))`;
  const number = (evaluate.count = (evaluate.count ?? 0) + 1);
  const call = {};
  calls.set(number, call);
  try {
    return await until("a document to ask", async () => {
      const document = browser.browsingContext?.currentWindowGlobal;
      if (!document) return null;
      const options = { sandboxName: "system", newSandbox: true, timeout: 60_000 };
      try {
        await document.getActor("MarionetteCommands").executeScript(SCRIPT, [number, code], options);
      } catch (error) {
        if (error.name === "AbortError" && !call.hasBegun) return null;
        if (!call.json) throw error;
      }
      return call.json;
    });
  } finally {
    calls.delete(number);
  }
}

const approved = [];
/** Answers the browser's question with yes where it asks for approved sites only; else it stays for the user. */
Services.obs.addObserver((subject) => {
  const { browser, permissions } = subject.wrappedJSObject;
  const patterns = new MatchPatternSet(approved);
  if (!approved.length || !permissions.origins.every((origin) => patterns.subsumes(new MatchPattern(origin)))) return;
  const asker = gBrowser.getTabForBrowser(browser) ? browser : gBrowser.selectedBrowser;
  until("the permission prompt", () => PopupNotifications.getNotification("addon-webext-permissions", asker)).then(
    async (question) => {
      // Only the tab in front shows its question; a tab behind is answered without the button.
      if (asker === gBrowser.selectedBrowser) {
        await until("the permission prompt's button", () => PopupNotifications.panel.state === "open");
        document.getElementById("addon-webext-permissions-notification").button.click();
      } else {
        question.mainAction.callback();
        PopupNotifications.remove(question);
      }
    },
    Cu.reportError,
  );
}, "webextension-optional-permission-prompt");

window.rebound = {
  open(url, inBackground) {
    const tab = gBrowser.addTab(url, { inBackground, triggeringPrincipal: system });
    if (!inBackground) {
      gBrowser.selectedTab = tab;
      tab.linkedBrowser.focus();
    }
    return NavigableManager.getIdForBrowser(tab.linkedBrowser);
  },
  navigate: (page, url) => browserOf(page).fixupAndLoadURIString(url, { triggeringPrincipal: system }),
  reload: (page) => gBrowser.reloadTab(tabOf(page)),
  stop: (page) => browserOf(page).stop(),
  async activate(page) {
    const tab = tabOf(page);
    if (tab !== gBrowser.selectedTab) {
      // Until this event the old tab still takes the clicks.
      const done = new Promise((resolve) => window.addEventListener("TabSwitchDone", resolve, { once: true }));
      gBrowser.selectedTab = tab;
      await done;
    }
    tab.linkedBrowser.focus();
  },
  close: (page) => gBrowser.removeTab(tabOf(page), { animate: false }),
  pages: () =>
    gBrowser.tabs.filter((tab) => !isControl(tab)).map((tab) => NavigableManager.getIdForBrowser(tab.linkedBrowser)),
  evaluate(page, expression) {
    if (isAsleep(page)) throw new Error("the tab has not been looked at since the restart");
    return evaluate(browserOf(page), expression);
  },
  url: (page) => browserOf(page).currentURI.spec,
  title: (page) => browserOf(page).contentTitle,
  isErrorPage: (page) =>
    !isAsleep(page) && /^about:(neterror|certerror|blocked|httpsonlyerror)/.test(browserOf(page).documentURI?.spec ?? ""),
  // The popup's browser is never in a WebDriver screenshot, and a tab behind the others is not painted: draw it.
  async screenshot(page) {
    const browser = browserOf(page);
    const size = JSON.parse(await evaluate(browser, "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"));
    const rect = page === "popup" ? new DOMRect(0, 0, ...size.value) : null;
    const image = await browser.browsingContext.currentWindowGlobal.drawSnapshot(rect, window.devicePixelRatio, "white");
    const canvas = document.createElementNS("http://www.w3.org/1999/xhtml", "canvas");
    canvas.width = image.width;
    canvas.height = image.height;
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/png").split(",")[1];
  },
  /** A point of the page in the browser window's own pixels, which are of another size where the page is zoomed. */
  point(page, x, y) {
    const browser = browserOf(page);
    const box = browser.getBoundingClientRect();
    const scale = browser.browsingContext.fullZoom;
    return { x: Math.round(box.x + x * scale), y: Math.round(box.y + y * scale) };
  },
  focus: (page) => browserOf(page).focus(),

  evaluateInExtension: async (expression) => evaluate(await control(), expression),
  tabId: (page) => ExtensionParent.apiManager.global.tabTracker.getId(tabOf(page)),
  async openPopup() {
    document.getElementById("unified-extensions-button").click();
    const button = await until("the extension's button", () => {
      const item = document.getElementById(`${id.replace(/[^a-zA-Z0-9_-]/g, "_")}-BAP`);
      return item?.closest("panel")?.state === "open" && item;
    });
    button.click();
    const browser = await until("the popup", openPopup);
    await until("the popup's page", async () => JSON.parse(await evaluate(browser, "document.readyState")).value === "complete");
  },
  async closePopup() {
    const panel = openPopup()?.closest("panel");
    panel?.hidePopup();
    await until("the popup closing", () => !openPopup());
  },

  approve: (patterns) => void approved.push(...patterns),
  killBackground: () =>
    extension().terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true }),
  isBackgroundAlive: () => extension().backgroundState !== "stopped",
  async evaluateInBackground(expression) {
    await until("the background's start", () => extension().backgroundState !== "starting");
    const view = [...extension().views].find((view) => view.viewType === "background");
    if (!view) throw new Error("the background is not alive");
    return evaluate(view.xulBrowser, expression);
  },
  setOffline: (isOffline) => void (Services.io.offline = isOffline),
  warnings: () => [...extension().warnings],
  /** The next session shall not bring the control page back, and shall know what a tab did a moment ago. */
  async prepareQuit() {
    if (controlTab?.isConnected) gBrowser.removeTab(controlTab, { animate: false });
    await TabStateFlusher.flushWindow(window);
  },
};
