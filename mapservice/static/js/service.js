// Registers the service worker, which keeps the shell and the last results.
const worker = document.documentElement.dataset.worker;

if (worker && "serviceWorker" in navigator) {
  addEventListener("load", () => {
    // Not being able to work offline is no reason to disturb anybody.
    navigator.serviceWorker.register(worker, { scope: document.documentElement.dataset.scope }).catch(() => {});
  });
}
