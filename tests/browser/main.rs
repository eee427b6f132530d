//! The built extension in real browsers.

mod access;
mod chromium_driver;
mod clearing;
mod coming_back;
mod courtesy;
mod dying;
mod firefox_driver;
mod half_loaded;
mod healthy;
mod hopeless;
mod hostile;
mod kiosk;
mod local_servers;
mod network;
mod options;
mod proxies;
mod remedies;
mod routes;
mod sharing;
mod stage;
mod stopping;
mod telling;
mod using;
