//! A web server on loopback that misbehaves as it is told, and remembers what it was asked.
//!
//! Small and our own because it must be wrong precisely. One request a connection: what a test counts is what was sent.

use crate::answer;
use crate::connection::listen;
use crate::fault::Fault;
use crate::request::Request;
use anyhow::{Context, Result, ensure};
use socket2::{Domain, Socket, Type};
use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

/// The origin; ends when dropped.
pub struct Origin {
    ip: Ipv4Addr,
    port: u16,
    shared: Arc<Shared>,
    door: Mutex<Door>,
    /// Has the port from first to last and never listens, so that nobody else gets it while the door is shut.
    _place: Socket,
}

/// What the origin and its connections share.
#[derive(Default)]
pub(crate) struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

pub(crate) struct State {
    everywhere: Fault,
    paths: HashMap<String, Fault>,
    requests: Vec<Request>,
    refusals: Vec<usize>,
    /// Twins of the open connections, by their number.
    pub(crate) connections: HashMap<u64, TcpStream>,
    pub(crate) connections_count: u64,
}

impl Default for State {
    fn default() -> Self {
        Self {
            everywhere: answer::fine("Fine").into(),
            paths: HashMap::new(),
            requests: Vec::new(),
            refusals: Vec::new(),
            connections: HashMap::new(),
            connections_count: 0,
        }
    }
}

/// Does a thread listen on the port?
enum Door {
    Open { is_closing: Arc<AtomicBool>, listening: JoinHandle<()> },
    Shut,
}

impl Origin {
    /// Starts on a free port, with a fine page everywhere.
    ///
    /// # Errors
    /// When there is no free port.
    pub fn start() -> Result<Self> {
        Self::at(Ipv4Addr::LOCALHOST, 0)
    }

    /// Starts on a port (0: a free one) of another loopback address, as the server that others find under the same name.
    ///
    /// # Errors
    /// When the port is not free there.
    pub fn at(ip: Ipv4Addr, port: u16) -> Result<Self> {
        let place = hold(ip, port).context("no free port for an origin")?;
        let port = place.local_addr()?.as_socket().context("no port")?.port();
        let origin = Self { ip, port, shared: Arc::default(), door: Mutex::new(Door::Shut), _place: place };
        origin.open()?;
        Ok(origin)
    }

    /// Starts and does this with every request.
    ///
    /// # Errors
    /// As for [`Origin::start`].
    pub fn with(fault: impl Into<Fault>) -> Result<Self> {
        let origin = Self::start()?;
        origin.set(fault)?;
        Ok(origin)
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// An address of this origin; `path` begins with a slash.
    pub fn url(&self, path: &str) -> String {
        self.url_at("127.0.0.1", path)
    }

    /// An address of this origin by another name that leads to 127.0.0.1.
    pub fn url_at(&self, host: &str, path: &str) -> String {
        format!("http://{host}:{}{path}", self.port)
    }

    /// From now on this is done with every request whose path has no fault of its own.
    ///
    /// # Errors
    /// When the port cannot be opened again.
    pub fn set(&self, fault: impl Into<Fault>) -> Result<()> {
        let fault = fault.into();
        let is_refusing = matches!(fault, Fault::Refused);
        self.shared.lock().everywhere = fault;
        if is_refusing {
            self.shut();
            return Ok(());
        }
        self.open()
    }

    /// From now on this is done with requests for this path, with any query.
    pub fn set_for(&self, path: &str, fault: impl Into<Fault>) {
        self.shared.lock().paths.insert(path.into(), fault.into());
    }

    /// All is well again, on every path.
    ///
    /// # Errors
    /// As for [`Origin::set`].
    pub fn recover(&self) -> Result<()> {
        self.shared.lock().paths.clear();
        self.set(answer::fine("Fine"))
    }

    /// All requests so far, but those for the icon that browsers ask for by themselves.
    pub fn requests(&self) -> Vec<Request> {
        self.shared.lock().requests.clone()
    }

    /// The requests for a path, with any query.
    pub fn requests_for(&self, path: &str) -> Vec<Request> {
        self.requests().into_iter().filter(|request| request.path_only() == path).collect()
    }

    /// Of each answer that a client did not want to its end: how many bytes were on their way by then.
    pub fn refusals(&self) -> Vec<usize> {
        self.shared.lock().refusals.clone()
    }

    /// How many connections there were, also those without a request.
    pub fn connections_count(&self) -> u64 {
        self.shared.lock().connections_count
    }

    /// Begins to count anew.
    pub fn forget_requests(&self) {
        self.shared.lock().requests.clear();
    }

    /// Waits until there were so many requests.
    ///
    /// # Errors
    /// When the time is over before; names what came.
    pub fn wait_for_requests(&self, count: usize, patience: Duration) -> Result<Vec<Request>> {
        let is_lacking = |state: &mut State| state.requests.len() < count;
        let waited = self.shared.changed.wait_timeout_while(self.shared.lock(), patience, is_lacking);
        let requests = waited.unwrap_or_else(PoisonError::into_inner).0.requests.clone();
        let came: Vec<String> =
            requests.iter().map(|request| format!("{} {}", request.method, request.path)).collect();
        ensure!(came.len() >= count, "of {count} requests came within {patience:?}: {came:?}");
        Ok(requests)
    }

    fn open(&self) -> Result<()> {
        let mut door = self.door.lock().unwrap_or_else(PoisonError::into_inner);
        if matches!(*door, Door::Shut) {
            let socket = hold(self.ip, self.port)?;
            socket.listen(1024)?;
            let listener = TcpListener::from(socket);
            let is_closing = Arc::new(AtomicBool::new(false));
            let (shared, is_ending) = (Arc::clone(&self.shared), Arc::clone(&is_closing));
            let listening = std::thread::spawn(move || listen(&listener, &shared, &is_ending));
            *door = Door::Open { is_closing, listening };
        }
        Ok(())
    }

    /// Closes the port and cuts every connection, as a server that dies.
    fn shut(&self) {
        let mut door = self.door.lock().unwrap_or_else(PoisonError::into_inner);
        if let Door::Open { is_closing, listening } = std::mem::replace(&mut *door, Door::Shut) {
            is_closing.store(true, Ordering::SeqCst);
            let _wakes_accept = TcpStream::connect((self.ip, self.port));
            let _ended = listening.join();
            for (_, connection) in self.shared.lock().connections.drain() {
                let _already_gone = connection.shutdown(Shutdown::Both);
            }
        }
    }
}

impl Drop for Origin {
    fn drop(&mut self) {
        self.shut();
    }
}

impl Shared {
    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn note_refusal(&self, sent: usize) {
        self.lock().refusals.push(sent);
    }

    /// Writes a request down and says what to do with it.
    pub(crate) fn take(&self, request: &Request) -> Fault {
        let mut state = self.lock();
        let own = state.paths.get(request.path_only()).cloned();
        if own.is_none() && request.path == "/favicon.ico" {
            return answer::empty(404).into();
        }
        state.requests.push(request.clone());
        self.changed.notify_all();
        own.unwrap_or_else(|| state.everywhere.clone())
    }
}

/// A socket that has the port but does not listen: connections to it are refused. Several of ours may have it at once, so
/// that a door can open beside the place it belongs to, and beside a twin that a program just being started still holds.
fn hold(ip: Ipv4Addr, port: u16) -> io::Result<Socket> {
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.set_reuse_port(true)?;
    socket.bind(&SocketAddr::from((ip, port)).into())?;
    Ok(socket)
}
