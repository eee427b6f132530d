//! The Firefox process: started, found by its port, and gone in the end.

use crate::wait::wait_for;
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A start took up to 20 s on a busy machine.
const START_LIMIT: Duration = Duration::from_secs(45);
const QUIT_LIMIT: Duration = Duration::from_secs(30);
/// The names it has in distributions.
const NAMES: [&str; 2] = ["firefox-esr", "firefox"];

/// A running Firefox, killed when dropped.
pub struct Process(Child);

impl Process {
    /// Starts Firefox with a profile and waits for its Marionette port; what it prints goes to `log`.
    ///
    /// # Errors
    /// When there is no Firefox, or it does not come up in time.
    pub fn start(profile: &Path, has_window: bool, log: &Path) -> Result<(Self, u16)> {
        let port_file = profile.join("MarionetteActivePort");
        if port_file.exists() {
            fs::remove_file(&port_file)?;
        }
        let mut process = Self(spawn(profile, has_window, log)?);
        let port = wait_for("Firefox to start", START_LIMIT, || {
            if let Some(status) = process.0.try_wait()? {
                bail!("Firefox ended at once ({status}): {}", fs::read_to_string(log).unwrap_or_default());
            }
            Ok(fs::read_to_string(&port_file).ok().and_then(|port| port.trim().parse().ok()))
        })?;
        Ok((process, port))
    }

    /// Waits until it has ended by itself.
    ///
    /// # Errors
    /// When it does not.
    pub fn wait(&mut self) -> Result<()> {
        wait_for("Firefox to quit", QUIT_LIMIT, || Ok(self.0.try_wait()?))?;
        Ok(())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Both fail only where it has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn spawn(profile: &Path, has_window: bool, log: &Path) -> Result<Child> {
    for name in NAMES {
        let output = File::create(log)?;
        let mut firefox = Command::new(name);
        firefox
            .args(["--marionette", "--remote-allow-system-access", "--no-remote", "--profile"])
            .arg(profile);
        if !has_window {
            firefox.arg("--headless");
        }
        firefox.env("MOZ_CRASHREPORTER_DISABLE", "1").stdin(Stdio::null());
        match firefox.stdout(output.try_clone()?).stderr(output).spawn() {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            started => return started.with_context(|| format!("cannot start {name}")),
        }
    }
    bail!("there is no Firefox here; on Debian: apt-get install firefox-esr")
}
