//! What happens in the demo, told as it happens, with pictures.

use crate::root;
use anyhow::{Context, Result};
use rebound_harness::driver::{Driver, Page};
use std::fs;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// The steps so far.
pub struct Story {
    began: Instant,
    folder: PathBuf,
    pictures: u32,
}

impl Story {
    /// Begins; the pictures of the last one are gone.
    pub fn begin() -> Result<Self> {
        let folder = root::target().join("demo");
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        Ok(Self { began: Instant::now(), folder, pictures: 0 })
    }

    /// The clock begins anew, once there is something to see.
    pub fn restart(&mut self) {
        self.began = Instant::now();
    }

    /// Since the beginning.
    pub fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// One step, with the seconds since the beginning.
    pub fn tell(&self, step: &str) {
        println!("{:5.1} s  {step}", self.elapsed().as_secs_f64());
    }

    /// Keeps a picture of a page as `target/demo/<number>-<name>.png`.
    pub fn picture(&mut self, browser: &mut dyn Driver, page: &Page, name: &str) -> Result<()> {
        self.pictures += 1;
        let file = self.folder.join(format!("{}-{name}.png", self.pictures));
        let png = browser.screenshot(page).with_context(|| format!("no picture of the {name}"))?;
        fs::write(&file, png).with_context(|| format!("cannot write {}", file.display()))
    }
}
