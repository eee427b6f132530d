//! The thin shell around the core: browser calls in, browser calls out, no decisions.

mod background;
mod browser;
mod clicks;
mod dom;
#[cfg(feature = "tools")]
mod options;
#[cfg(feature = "tools")]
mod permissions;
mod popup;
mod probe;
#[cfg(feature = "tools")]
mod remedies;
#[cfg(feature = "tools")]
mod routes;
mod services;
mod storage;
#[cfg(feature = "tools")]
mod tool_clicks;
#[cfg(feature = "tools")]
mod ways;
mod words;
