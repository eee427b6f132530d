// Injected on the user's order: this site's service workers and its Cache Storage go. Its last value is the answer.
(async () => {
  const registrations = (await navigator.serviceWorker?.getRegistrations()) ?? [];
  for (const registration of registrations) await registration.unregister();
  for (const key of await caches.keys()) await caches.delete(key);
  return true;
})();
