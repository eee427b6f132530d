//! Real browsers, real gateways, misbehaving origins.
//!
//! The browsers are driven by their own protocols (Chromium DevTools, Firefox Marionette), not through chromedriver and
//! geckodriver: those attach to the extension's worker and so keep it alive for ever, switch Chromium's own reloading
//! off (`--enable-automation`), silence its question before a form is sent again, and change Firefox's preferences;
//! all of that is what the tests are about.

pub mod access;
pub mod answer;
pub mod browser;
pub mod chromium;
mod connection;
pub mod driver;
pub mod fault;
pub mod firefox;
pub mod gateway;
mod gateway_config;
pub mod origin;
pub mod pages;
pub mod proxy;
pub mod request;
pub mod wait;
