//! The built extension in real browsers.

mod access;
mod chromium_driver;
mod coming_back;
mod dying;
mod firefox_driver;
mod healthy;
mod hopeless;
mod hostile;
mod network;
mod options;
mod proxies;
mod remedies;
mod routes;
mod sharing;
mod stage;
mod stopping;
mod using;
