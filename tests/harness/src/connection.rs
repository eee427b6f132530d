//! One connection to an origin: a request is read, and what the origin was told is done with it.

use crate::answer::{self, Answer, End};
use crate::fault::Fault;
use crate::origin::Shared;
use crate::request::Request;
use socket2::Socket;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How long what was sent may take to reach the client before an RST throws it away.
const BEFORE_RESET: Duration = Duration::from_millis(60);
/// Answers are written in such parts, so that it is known how much of one was taken.
const PART: usize = 16 * 1024;

/// Serves each connection in a thread of its own, until told that the port closes.
pub(crate) fn listen(listener: &TcpListener, shared: &Arc<Shared>, is_closing: &AtomicBool) {
    for stream in listener.incoming() {
        if is_closing.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let shared = Arc::clone(shared);
        std::thread::spawn(move || {
            let mut state = shared.lock();
            state.connections_count += 1;
            let id = state.connections_count;
            if let Ok(twin) = stream.try_clone() {
                state.connections.insert(id, twin);
            }
            drop(state);
            let _client_gone = serve(stream, &shared, id);
            shared.lock().connections.remove(&id);
        });
    }
}

fn serve(mut stream: TcpStream, shared: &Shared, id: u64) -> io::Result<()> {
    let Some(request) = Request::read(&mut stream)? else { return Ok(()) };
    match shared.take(&request) {
        Fault::Answer(answer) => give(stream, &answer, &request, shared, id),
        Fault::CookieLimit { bytes, status } => {
            let is_too_long = request.header("Cookie").is_some_and(|cookie| cookie.len() > bytes);
            let answer = if is_too_long { answer::nginx(status) } else { answer::fine("Fine") };
            give(stream, &answer, &request, shared, id)
        }
        Fault::WithCookie { name, answer } => {
            let cookies = request.header("Cookie").unwrap_or_default();
            let is_carried = cookies.split("; ").any(|cookie| cookie.split('=').next() == Some(&name));
            let answer = if is_carried { answer } else { answer::fine("Fine") };
            give(stream, &answer, &request, shared, id)
        }
        Fault::AtHost { host, answer } => {
            let named = request.header("Host").unwrap_or_default();
            let is_named = named.split(':').next() == Some(&host);
            give(stream, &if is_named { answer } else { answer::fine("Fine") }, &request, shared, id)
        }
        Fault::Hang | Fault::Refused => wait_for_end(&mut stream),
        Fault::Reset => reset(stream, shared, id),
        Fault::Close => Ok(()),
        Fault::Raw(bytes) => stream.write_all(&bytes),
    }
}

fn give(
    mut stream: TcpStream,
    answer: &Answer,
    request: &Request,
    shared: &Shared,
    id: u64,
) -> io::Result<()> {
    std::thread::sleep(answer.delay);
    let bytes = answer.bytes(request.method != "HEAD");
    for (index, part) in bytes.chunks(PART).enumerate() {
        stream.write_all(part).inspect_err(|_| shared.note_refusal(index * PART))?;
    }
    match answer.end {
        End::Complete => {
            stream.shutdown(Shutdown::Write)?;
            wait_for_end(&mut stream)
        }
        End::Closed(_) => Ok(()),
        End::Reset(_) => {
            std::thread::sleep(BEFORE_RESET);
            reset(stream, shared, id)
        }
    }
}

fn wait_for_end(stream: &mut TcpStream) -> io::Result<()> {
    let mut rest = [0; 1024];
    while stream.read(&mut rest)? > 0 {}
    Ok(())
}

/// Ends a connection with an RST: closing with a linger of nothing, once no twin of the socket is left.
fn reset(stream: TcpStream, shared: &Shared, id: u64) -> io::Result<()> {
    shared.lock().connections.remove(&id);
    Socket::from(stream).set_linger(Some(Duration::ZERO))
}
