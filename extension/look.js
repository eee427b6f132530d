// Injected into a failed page: what the page itself knows. Its last value is the answer; bounded, read-only.
(() => {
  const [navigation] = performance.getEntriesByType("navigation");
  return {
    status: navigation?.responseStatus ?? 0,
    byWorker: navigation?.workerStart > 0 || Boolean(navigator.serviceWorker?.controller), // Firefox: the latter only
    fromCache: navigation?.deliveryType === "cache",
    title: document.title.slice(0, 512),
    body: (document.documentElement?.outerHTML ?? "").slice(0, 65536),
  };
})();
