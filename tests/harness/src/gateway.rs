//! Real gateways in front of an origin: started from their Debian packages, on a free port, with the least configuration.

use crate::gateway_config;
use anyhow::{Context, Result, bail, ensure};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long a gateway waits for its origin, to connect and to answer, in seconds.
pub const PATIENCE_S: u64 = 2;

/// Varnish compiles its configuration first, on a machine that may be busy.
const START_MAX: Duration = Duration::from_secs(30);

/// Which gateway.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// nginx.
    Nginx,
    /// nginx that speaks TLS with a certificate nobody vouches for.
    NginxTls,
    /// Apache httpd.
    Apache,
    /// HAProxy.
    Haproxy,
    /// Varnish.
    Varnish,
    /// Squid as a reverse proxy.
    Squid,
}

impl Program {
    /// All that can stand in front of an origin.
    pub const ALL: [Self; 6] =
        [Self::Nginx, Self::NginxTls, Self::Apache, Self::Haproxy, Self::Varnish, Self::Squid];

    /// The program's file and the Debian package it is in.
    fn file_and_package(self) -> (&'static str, &'static str) {
        match self {
            Self::Nginx | Self::NginxTls => ("nginx", "nginx"),
            Self::Apache => ("apache2", "apache2"),
            Self::Haproxy => ("haproxy", "haproxy"),
            Self::Varnish => ("varnishd", "varnish"),
            Self::Squid => ("squid", "squid"),
        }
    }
}

/// A running gateway; ends when dropped.
pub struct Gateway {
    program: Program,
    port: u16,
    origin_port: u16,
    folder: TempDir,
    child: Option<Child>,
}

impl Gateway {
    /// Starts a gateway that passes all requests on to a port of 127.0.0.1, where nobody need listen.
    ///
    /// # Errors
    /// When the program is missing (names the package) or does not start (with what it said).
    pub fn start(program: Program, origin_port: u16) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("rebound-gateway-").tempdir()?;
        open_to_all(folder.path())?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let mut gateway = Self { program, port, origin_port, folder, child: None };
        gateway.resume()?;
        Ok(gateway)
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// An address of this gateway; `path` begins with a slash.
    pub fn url(&self, path: &str) -> String {
        self.url_at("127.0.0.1", path)
    }

    /// An address of this gateway by another name that leads to 127.0.0.1.
    pub fn url_at(&self, host: &str, path: &str) -> String {
        let scheme = if self.program == Program::NginxTls { "https" } else { "http" };
        format!("{scheme}://{host}:{}{path}", self.port)
    }

    /// Ends the program; its port refuses until [`Gateway::resume`].
    ///
    /// # Errors
    /// When it cannot be ended.
    pub fn pause(&mut self) -> Result<()> {
        let Some(mut child) = self.child.take() else { return Ok(()) };
        // Asked to end, so that it takes its workers along; the shell's own `kill` is there everywhere.
        Command::new("sh").arg("-c").arg(format!("kill -TERM {}", child.id())).status()?;
        let asked = Instant::now();
        while child.try_wait()?.is_none() {
            if asked.elapsed() > Duration::from_secs(5) {
                child.kill()?;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    /// Starts the program again on the same port.
    ///
    /// # Errors
    /// As for [`Gateway::start`].
    pub fn resume(&mut self) -> Result<()> {
        self.pause()?;
        let (file, package) = self.program.file_and_package();
        let path = find(file).with_context(|| format!("{file} is missing: apt-get install {package}"))?;
        let arguments = gateway_config::write(self.program, self.port, self.origin_port, self.folder.path())?;
        let log = std::fs::File::create(self.log_file())?;
        let mut command = Command::new(path);
        command.args(arguments).current_dir(self.folder.path());
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let child = command.spawn().with_context(|| format!("cannot start {file}"))?;
        let child = self.child.insert(child);
        let started = Instant::now();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        while TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_err() {
            if let Some(status) = child.try_wait()? {
                bail!("{file} ended at once ({status}):\n{}", std::fs::read_to_string(self.log_file())?);
            }
            ensure!(started.elapsed() < START_MAX, "{file} does not listen after {START_MAX:?}");
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// What the program wrote to its error log and its standard streams.
    pub fn log(&self) -> String {
        let read = |path: PathBuf| std::fs::read_to_string(path).unwrap_or_default();
        read(self.folder.path().join("error.log")) + &read(self.log_file())
    }

    fn log_file(&self) -> PathBuf {
        self.folder.path().join("said.log")
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        if let Err(problem) = self.pause() {
            eprintln!("{:?}: {problem:#}", self.program);
        }
    }
}

/// A program on the PATH, or where Debian puts those for administrators.
pub(crate) fn find(file: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin", "/sbin"].map(PathBuf::from));
    folders.map(|folder| folder.join(file)).find(|path| path.is_file())
}

/// Workers give up root and must still reach the folder.
pub(crate) fn open_to_all(folder: &Path) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o777))?;
    }
    Ok(())
}
