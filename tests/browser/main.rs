//! The built extension in real browsers.

mod chromium_driver;
mod firefox_driver;
