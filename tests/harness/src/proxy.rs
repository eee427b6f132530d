//! Real forward proxies, on a free port, with their own idea of where a name leads: what a blocked browser hopes for.

use crate::gateway::{find, open_to_all};
use anyhow::{Context, Result, bail, ensure};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

const START_MAX: Duration = Duration::from_secs(30);
/// Gives a program an `/etc/hosts` of its own: the first argument is that file, the rest is the program.
const WITH_HOSTS: &str = "mount --bind \"$0\" /etc/hosts && exec \"$@\"";

/// Which proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Program {
    /// tinyproxy, over HTTP.
    Tinyproxy,
    /// Squid, over HTTP.
    Squid,
    /// microsocks, over SOCKS5.
    Microsocks,
    /// tinyproxy, for those who have its password: all others get a 407.
    Locked,
}

impl Program {
    /// All that let everybody through.
    pub const ALL: [Self; 3] = [Self::Tinyproxy, Self::Squid, Self::Microsocks];

    /// The program's file and the Debian package it is in.
    fn file_and_package(self) -> (&'static str, &'static str) {
        match self {
            Self::Tinyproxy | Self::Locked => ("tinyproxy", "tinyproxy-bin"),
            Self::Squid => ("squid", "squid"),
            Self::Microsocks => ("microsocks", "microsocks"),
        }
    }
}

/// A running proxy; ends when dropped.
pub struct Proxy {
    program: Program,
    port: u16,
    folder: TempDir,
    child: Child,
}

impl Proxy {
    /// Starts a proxy that finds `name` at `ip`.
    ///
    /// # Errors
    /// When the program is missing (names the package), does not start (with what it said), or this user may not give it a
    /// hosts file of its own.
    pub fn start(program: Program, name: &str, ip: Ipv4Addr) -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("rebound-proxy-").tempdir()?;
        open_to_all(folder.path())?;
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port();
        let (file, package) = program.file_and_package();
        let path = find(file).with_context(|| format!("{file} is missing: apt-get install {package}"))?;
        let hosts = folder.path().join("hosts");
        std::fs::write(&hosts, format!("{ip} {name}\n"))?;
        let config = folder.path().join("proxy.conf");
        let dir = folder.path().to_str().context("the temporary folder's name is no text")?;
        std::fs::write(&config, configuration(program, port, dir))?;
        let said = std::fs::File::create(folder.path().join("said.log"))?;
        let mut command = Command::new("unshare");
        if Command::new("id").arg("-u").output()?.stdout.trim_ascii() != b"0" {
            command.arg("--map-root-user");
        }
        command.args(["--mount", "sh", "-c", WITH_HOSTS]).arg(&hosts).arg(path);
        match program {
            Program::Tinyproxy | Program::Locked => command.args(["-d", "-c"]).arg(&config),
            Program::Squid => command.args(["-N", "-f"]).arg(&config),
            Program::Microsocks => command.args(["-i", "127.0.0.1", "-p", &port.to_string()]),
        };
        command.current_dir(folder.path()).stdin(Stdio::null()).stdout(said.try_clone()?).stderr(said);
        let child = command.spawn().context("cannot start unshare")?;
        let mut proxy = Self { program, port, folder, child };
        proxy.listens()?;
        Ok(proxy)
    }

    fn listens(&mut self) -> Result<()> {
        let started = Instant::now();
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        while TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_err() {
            if let Some(status) = self.child.try_wait()? {
                bail!("{:?} ended at once ({status}):\n{}", self.program, self.log());
            }
            ensure!(started.elapsed() < START_MAX, "{:?} does not listen after {START_MAX:?}", self.program);
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    /// As a user writes it in the settings.
    pub fn setting(&self, name: &str) -> String {
        let scheme = if self.program == Program::Microsocks { "socks5" } else { "http" };
        format!("{scheme}://127.0.0.1:{}#{name}", self.port)
    }

    /// All that the program says of what went through it.
    pub fn log(&self) -> String {
        let read = |file| std::fs::read_to_string(self.folder.path().join(file)).unwrap_or_default();
        read("access.log") + &read("said.log")
    }

    /// Ends the program; its port refuses from then on.
    ///
    /// # Errors
    /// When it cannot be ended.
    pub fn end(&mut self) -> Result<()> {
        self.child.kill()?;
        self.child.wait()?;
        Ok(())
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Err(problem) = self.end() {
            eprintln!("{:?}: {problem:#}", self.program);
        }
    }
}

fn configuration(program: Program, port: u16, dir: &str) -> String {
    match program {
        Program::Locked => configuration(Program::Tinyproxy, port, dir) + "BasicAuth user secret\n",
        Program::Tinyproxy => {
            format!(
                "Port {port}\nListen 127.0.0.1\nTimeout 20\nMaxClients 20\nLogFile \"{dir}/access.log\"\nLogLevel Connect\n"
            )
        }
        Program::Squid => format!(
            "http_port 127.0.0.1:{port}
http_access allow all
cache deny all
shutdown_lifetime 0 seconds
visible_hostname proxy.test
pid_filename {dir}/squid.pid
cache_log {dir}/cache.log
access_log stdio:{dir}/access.log
coredump_dir {dir}
pinger_enable off
"
        ),
        Program::Microsocks => String::new(),
    }
}
