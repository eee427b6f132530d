//! Where things are: paths from the top of the checkout.

use std::path::{Path, PathBuf};

/// A path in the checkout.
pub fn path(relative: impl AsRef<Path>) -> PathBuf {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR"));
    scripts.parent().unwrap_or(scripts).join(relative)
}

/// Where cargo puts what it makes.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| path("target"), PathBuf::from)
}
