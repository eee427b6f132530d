//! What this machine lacks: installed where that is ours to do (Debian, root), otherwise said in one line.

use anyhow::{Context, Result, bail, ensure};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Something that must be there: any one of the programs (or of the files), else this Debian package brings one.
type Need = (&'static [&'static str], &'static str);

/// To see the extension in Chromium.
pub const CHROMIUM: &[Need] = &[(&["chromium", "chromium-browser", "google-chrome", "chrome"], "chromium")];
/// To see the extension in Firefox.
pub const FIREFOX: &[Need] = &[(&["firefox-esr", "firefox"], "firefox-esr")];
/// To test it: beside the browsers, what stands between a browser and a site, and the tools for Node.
const TESTS: &[Need] = &[
    (
        &["/usr/lib/firefox-esr/browser/extensions/langpack-de@firefox-esr.mozilla.org.xpi"],
        "firefox-esr-l10n-de",
    ),
    (&["nginx"], "nginx"),
    (&["apache2"], "apache2"),
    (&["haproxy"], "haproxy"),
    (&["varnishd"], "varnish"),
    (&["squid"], "squid"),
    (&["tinyproxy"], "tinyproxy-bin"),
    (&["microsocks"], "microsocks"),
    (&["openssl"], "openssl"),
    (&["node"], "nodejs"),
    (&["npm"], "npm"),
];

/// Debian asks this program before a package starts its service; 101 means no.
const POLICY: &str = "/usr/sbin/policy-rc.d";

/// Makes sure that the tests find all they need.
///
/// # Errors
/// When something is missing and cannot be installed; one line says what to install.
pub fn for_tests() -> Result<()> {
    require(&[CHROMIUM, FIREFOX, TESTS].concat())
}

/// Makes sure that these programs are there, and the compiler's Wasm target. Silent when they are.
///
/// # Errors
/// As for [`for_tests`].
pub fn require(needs: &[Need]) -> Result<()> {
    wasm_target()?;
    let packages = missing(needs, |program| find(program).is_some());
    if !packages.is_empty() {
        install(&packages)?;
        let lacking = missing(needs, |program| find(program).is_some());
        ensure!(lacking.is_empty(), "installed, and still not there: {}", lacking.join(" "));
    }
    Ok(())
}

/// A program on the PATH, or where Debian puts those for administrators.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin", "/sbin"].map(PathBuf::from));
    let file = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    folders.map(|folder| folder.join(&file)).find(|path| path.is_file())
}

/// Installs packages where that is ours to do.
fn install(packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    ensure!(find("apt-get").is_some(), "please install: {list}");
    ensure!(is_root(), "please install: sudo apt-get install {list}");
    println!("installing {list}");
    let _no_service_starts = NoServices::declare()?;
    let install = [&["install"], packages].concat();
    if apt(&install).is_err() {
        // A machine that never looked does not know any package yet.
        apt(&["update"]).and_then(|()| apt(&install)).with_context(|| format!("please install: {list}"))?;
    }
    Ok(())
}

/// The packages for what is not there.
fn missing(needs: &[Need], is_there: impl Fn(&str) -> bool) -> Vec<&'static str> {
    let lacking = needs.iter().filter(|(programs, _)| !programs.iter().any(|program| is_there(program)));
    lacking.map(|(_, package)| *package).collect()
}

/// Runs apt-get without questions; what it said is of interest only when it fails.
fn apt(arguments: &[&str]) -> Result<()> {
    let mut apt = Command::new("apt-get");
    apt.args(["--yes", "--quiet", "--no-install-recommends"]).args(arguments);
    apt.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    let done = apt.output().context("cannot start apt-get")?;
    let said = String::from_utf8_lossy(&done.stderr);
    ensure!(done.status.success(), "apt-get {} failed: {}", arguments.join(" "), said.trim());
    Ok(())
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}

/// The compiler's target; rustup brings it where the toolchain file did not.
fn wasm_target() -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let ask = Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]).output();
    let folder = ask.context("cannot start rustc")?.stdout;
    if Path::new(String::from_utf8_lossy(&folder).trim()).is_dir() {
        return Ok(());
    }
    if find("rustup").is_none() {
        bail!("please install Rust's target {TARGET} (there is no rustup here to do it)");
    }
    let status = Command::new("rustup").args(["--quiet", "target", "add", TARGET]).status()?;
    ensure!(status.success(), "please install: rustup target add {TARGET}");
    Ok(())
}

/// While this lives, packages that are installed start no services. A policy that is already there stays.
struct NoServices {
    is_ours: bool,
}

impl NoServices {
    fn declare() -> Result<Self> {
        let is_ours = !Path::new(POLICY).exists();
        if is_ours {
            fs::write(POLICY, "#!/bin/sh\nexit 101\n").with_context(|| format!("cannot write {POLICY}"))?;
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                fs::set_permissions(POLICY, fs::Permissions::from_mode(0o755))?;
            }
        }
        Ok(Self { is_ours })
    }
}

impl Drop for NoServices {
    fn drop(&mut self) {
        if self.is_ours
            && let Err(problem) = fs::remove_file(POLICY)
        {
            eprintln!("{POLICY} is left behind: {problem}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_need_is_met_by_any_of_its_programs_and_otherwise_names_its_package() {
        let needs: &[Need] = &[(&["chromium", "chrome"], "chromium"), (&["varnishd"], "varnish")];
        assert_eq!(missing(needs, |program| program == "chrome"), ["varnish"]);
        assert!(missing(needs, |_| true).is_empty());
    }
}
