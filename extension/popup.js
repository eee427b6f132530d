// The popup's entry point: the Wasm draws it, from the saved state, without waking the background.
import init, { open_popup } from "./wasm/rebound.js";

await init({ module_or_path: chrome.runtime.getURL("wasm/rebound_bg.wasm") });
await open_popup();
