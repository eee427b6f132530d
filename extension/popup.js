// The popup's entry point: the Wasm draws it, from the saved state, without waking the background.
import init, { open_popup, retire_popup } from "./wasm/rebound.js";
import "./knowledge.js";

const at = (name) => ({ module_or_path: fetch(chrome.runtime.getURL(`wasm/${name}_bg.wasm`)) });
const needsTools = async () => (await chrome.storage.local.get("watch")).watch?.needsTools ?? false;

// Routes, remedies and the report are in a module of their own, loaded when somebody asks for one of them.
let tools;
self.takeOver = (verb = "", argument = "") => {
  tools ??= import("./wasm/tools.js").then(async (module) => {
    await module.default(at("tools"));
    await module.take_over(verb, argument);
  });
};

const small = at("rebound"); // on its way while the question is answered
if (await needsTools()) {
  self.takeOver();
} else {
  await init(small);
  await open_popup();
  chrome.storage.onChanged.addListener(async () => {
    if (tools || !(await needsTools())) return;
    retire_popup();
    self.takeOver();
  });
}
await tools;
performance.mark("rebound:readable"); // for `cargo x bench`
