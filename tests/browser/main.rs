//! The built extension in real browsers.

mod firefox_driver;
