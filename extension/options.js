// The settings page's entry point: the Wasm draws it from what is saved, and saves what is changed.
import init, { open_options } from "./wasm/tools.js";

await init({ module_or_path: chrome.runtime.getURL("wasm/tools_bg.wasm") });
await open_options();
