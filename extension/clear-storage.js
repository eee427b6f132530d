// Injected on the user's order: what this site stored goes, its cookies stay. Its last value is the answer.
(async () => {
  localStorage.clear();
  sessionStorage.clear();
  const deleted = ({ name }) =>
    new Promise((resolve) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = request.onerror = request.onblocked = resolve;
    });
  for (const database of await indexedDB.databases()) await deleted(database);
  return true;
})();
