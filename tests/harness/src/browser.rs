//! A browser of either kind, so that a test can be run in both.

use crate::chromium::Chromium;
use crate::driver::{Driver, Kind, Options};
use crate::firefox::Firefox;
use anyhow::Result;

/// Starts the browser that the options name.
///
/// # Errors
/// When it is not there, does not start, or does not take the extension.
pub fn start(options: &Options) -> Result<Box<dyn Driver>> {
    Ok(match options.kind {
        Kind::Chromium => Box::new(Chromium::start(options)?),
        Kind::Firefox => Box::new(Firefox::start(options)?),
    })
}
