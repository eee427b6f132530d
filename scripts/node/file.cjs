// Debian 12's Node (18) keeps this class in a module; what web-ext stands on expects it to be global.
globalThis.File ??= require("node:buffer").File;
