//! The built extension in real browsers.

mod chromium_driver;
mod coming_back;
mod firefox_driver;
mod remedies;
mod routes;
mod stage;
