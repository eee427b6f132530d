//! The thin shell around the core: browser calls in, browser calls out, no decisions.

mod background;
mod browser;
mod dom;
mod popup;
mod probe;
mod remedies;
mod routes;
mod words;
