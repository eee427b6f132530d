// What is known of errors and gateways, for the Wasm that asks for it before it makes a verdict; read once.
let file;
self.knowledge = () => {
  file ??= fetch(chrome.runtime.getURL("wasm/knowledge.bin")).then((answer) => answer.arrayBuffer());
  file.catch(() => (file = undefined)); // the next verdict tries again
  return file;
};
