//! The browser's process and profile: how it is started, and that nothing of it stays behind.

use super::devtools::Connection;
use crate::driver::{Options, prepare_extension};
use crate::wait::{wait_for, wait_until};
use anyhow::{Context, Result, bail};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tempfile::TempDir;

/// A start takes about one second; on a busy machine much more.
const START: Duration = Duration::from_secs(20);
const END: Duration = Duration::from_secs(10);

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// Quiet, not different: no traffic of the browser's own, nothing that changes how a failed page behaves. In
/// particular not `--enable-automation` (ends Chromium's own reloading of error pages) and not
/// `--disable-prompt-on-repost`.
const QUIET: [&str; 12] = [
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=MediaRouter,OptimizationHints,Translate",
    "--hide-crash-restore-bubble",
    "--metrics-recording-only",
    "--no-default-browser-check",
    "--no-first-run",
    "--password-store=basic",
    "--window-size=1280,1000",
];

/// A running browser; dropping it kills it and removes a profile that nobody wants to keep.
pub struct Process {
    child: Child,
    /// The extension as the browser loaded it.
    pub extension: PathBuf,
    temporary: Option<TempDir>,
}

impl Process {
    /// Starts the browser and connects to it; tries a second time when it does not come up.
    ///
    /// # Errors
    /// When there is no browser, or when it does not come up.
    pub fn start(options: &Options) -> Result<(Self, Connection)> {
        let browser = find()?;
        let (home, temporary) = match &options.profile {
            Some(path) => (path.clone(), None),
            None => {
                let directory = tempfile::Builder::new().prefix("rebound-chromium-").tempdir()?;
                (directory.path().to_path_buf(), Some(directory))
            }
        };
        fs::create_dir_all(&home)?;
        let home = home.canonicalize()?;
        // The id comes from the path, and site access belongs to the id: so the path belongs to the profile.
        let extension = home.join("extension");
        prepare_extension(options, &extension)?;
        let arguments = arguments(options, &home, &extension);
        let attempt = || -> Result<(Child, Connection)> {
            let mut child = command(&browser, options, &home, &arguments)?.spawn()?;
            match connect(&mut child, &home) {
                Ok(connection) => Ok((child, connection)),
                Err(problem) => {
                    kill(&mut child);
                    Err(problem)
                }
            }
        };
        let (child, connection) = attempt().or_else(|_| attempt())?;
        Ok((Self { child, extension, temporary }, connection))
    }

    /// Waits until the browser has ended by itself.
    ///
    /// # Errors
    /// When it does not end in time.
    pub fn wait(&mut self) -> Result<()> {
        wait_until("the browser's end", END, || Ok(self.child.try_wait()?.is_some()))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        kill(&mut self.child);
        let Some(directory) = self.temporary.take() else { return };
        // The browser's helpers end a moment later, and write until they do.
        let path = directory.keep();
        let removed = wait_until("the profile's removal", END, || {
            Ok(fs::remove_dir_all(&path).is_ok() || !path.exists())
        });
        if let Err(problem) = removed {
            eprintln!("{} stays behind: {problem:#}", path.display());
        }
    }
}

fn kill(child: &mut Child) {
    // Both fail only when it is gone already, which is what is wanted.
    let _ = child.kill();
    let _ = child.wait();
}

fn find() -> Result<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let directories: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let found = NAMES.iter().flat_map(|name| directories.iter().map(move |directory| directory.join(name)));
    found.into_iter().find(|file| file.is_file()).context("Chromium is not installed: apt install chromium")
}

fn arguments(options: &Options, home: &Path, extension: &Path) -> Vec<String> {
    let mut rules = vec!["MAP *.test 127.0.0.1".to_owned(), "MAP *.invalid ~NOTFOUND".to_owned()];
    rules.extend(options.names.iter().map(|name| format!("MAP {name} 127.0.0.1")));
    let mut arguments: Vec<String> = QUIET.map(str::to_owned).into();
    arguments.push("--remote-debugging-port=0".into());
    arguments.push(format!("--user-data-dir={}", home.join("profile").display()));
    arguments.push(format!("--load-extension={}", extension.display()));
    arguments.push(format!("--host-resolver-rules={}", rules.join(", ")));
    if !options.has_window {
        arguments.push("--headless=new".into());
        arguments.push("--screen-info={1600x1200}".into()); // or a popup is cut to a screen of 800×600
    }
    if is_root() {
        arguments.push("--no-sandbox".into());
    }
    if options.trusts_all {
        arguments.push("--ignore-certificate-errors".into());
    }
    if options.is_dark {
        // The system's dark look: pages see prefers-color-scheme, and are not recoloured.
        arguments.push("--force-dark-mode".into());
    }
    if let Some(language) = &options.language {
        arguments.push(format!("--lang={language}"));
    }
    arguments.push(if options.restores_session { "--restore-last-session" } else { "about:blank" }.into());
    arguments
}

fn command(browser: &Path, options: &Options, home: &Path, arguments: &[String]) -> Result<Command> {
    let log = File::create(home.join("chromium.log"))?;
    let mut command = Command::new(browser);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(log);
    if let Some(language) = &options.language {
        command.env("LANGUAGE", language); // Linux: --lang alone is not looked at
    }
    let port = home.join("profile/DevToolsActivePort");
    if port.exists() {
        fs::remove_file(port)?; // the last start's
    }
    Ok(command)
}

/// The browser writes port and path to a file when it is ready.
fn connect(child: &mut Child, home: &Path) -> Result<Connection> {
    let file = home.join("profile/DevToolsActivePort");
    let (port, path) = wait_for("Chromium's start", START, || {
        if let Some(status) = child.try_wait()? {
            let log = fs::read_to_string(home.join("chromium.log")).unwrap_or_default();
            bail!("Chromium ended at its start ({status}): {}", log.lines().last().unwrap_or("no message"));
        }
        Ok(fs::read_to_string(&file).ok().and_then(|text| address(&text)))
    })?;
    Connection::open(port, &path)
}

/// The file may be half written: `None` then.
fn address(text: &str) -> Option<(u16, String)> {
    let (port, path) = text.split_once('\n')?;
    path.starts_with("/devtools/browser/").then(|| Some((port.parse().ok()?, path.trim().to_owned())))?
}

fn is_root() -> bool {
    // The owner of one's own process is who one is.
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}
