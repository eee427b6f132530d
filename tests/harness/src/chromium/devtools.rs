//! The DevTools protocol over its WebSocket: questions with deadlines, and events.
//!
//! One thread reads, so that a browser that hangs costs a deadline and not the test run. It also answers one kind of
//! event by itself, because the browser waits for that answer while nobody may be listening: a request that is held
//! back while the browser is offline.

use anyhow::{Context, Result, anyhow, bail};
use serde_json::{Value, json};
use std::net::TcpStream;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};
use tungstenite::{Message, WebSocket, protocol::Role};

/// The longest that a question may take; scripts may wait for pages and timers of the extension.
const ANSWER: Duration = Duration::from_secs(30);

/// Answers that nobody waits for need ids too, and this one tells them from all others.
const UNASKED: u64 = 0;

/// An address that only answers while requests are held back.
pub const PROBE: &str = "http://offline.invalid/";

/// A connection to a browser.
pub struct Connection {
    writer: Arc<Mutex<WebSocket<TcpStream>>>,
    incoming: Receiver<Value>,
    events: Vec<Value>,
    last_id: u64,
}

impl Connection {
    /// Connects to `ws://127.0.0.1:port/path`.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub fn open(port: u16, path: &str) -> Result<Self> {
        let stream =
            TcpStream::connect(("127.0.0.1", port)).context("the browser's DevTools port is closed")?;
        let (reader, _) = tungstenite::client(format!("ws://127.0.0.1:{port}{path}"), stream)
            .map_err(|problem| anyhow!("the browser's DevTools port does not talk: {problem}"))?;
        let copy = reader.get_ref().try_clone()?;
        let writer = Arc::new(Mutex::new(WebSocket::from_raw_socket(copy, Role::Client, None)));
        let (sender, incoming) = channel();
        let answers = Arc::clone(&writer);
        thread::spawn(move || read(reader, &sender, &answers));
        Ok(Self { writer, incoming, events: Vec::new(), last_id: UNASKED })
    }

    /// Asks the browser (`session` empty) or one of its targets.
    ///
    /// # Errors
    /// When the answer is an error or does not come in time, or when the target goes away meanwhile.
    pub fn call(&mut self, session: &str, method: &str, parameters: Value) -> Result<Value> {
        self.last_id += 1;
        let id = self.last_id;
        send(&self.writer, id, session, method, &parameters)?;
        let deadline = Instant::now() + ANSWER;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let message =
                self.incoming.recv_timeout(left).with_context(|| format!("no answer to {method}"))?;
            if message["id"] == id {
                return answer(method, message);
            }
            let is_end = ends(&message, session);
            self.keep(message);
            if is_end {
                bail!("the page went away during {method}");
            }
        }
    }

    /// Tells the browser something without waiting until it is done.
    ///
    /// # Errors
    /// When the connection is gone.
    pub fn tell(&mut self, session: &str, method: &str, parameters: Value) -> Result<()> {
        send(&self.writer, UNASKED, session, method, &parameters)
    }

    /// Takes the events that came since the last time.
    pub fn events(&mut self) -> Vec<Value> {
        while let Ok(message) = self.incoming.try_recv() {
            self.keep(message);
        }
        std::mem::take(&mut self.events)
    }

    fn keep(&mut self, message: Value) {
        if message["method"].is_string() {
            self.events.push(message);
        }
    }
}

fn answer(method: &str, mut message: Value) -> Result<Value> {
    match message["error"]["message"].as_str() {
        Some(problem) => bail!("{method}: {problem}"),
        None => Ok(message["result"].take()),
    }
}

fn ends(message: &Value, session: &str) -> bool {
    !session.is_empty()
        && message["method"] == "Target.detachedFromTarget"
        && message["params"]["sessionId"] == session
}

fn send(
    writer: &Mutex<WebSocket<TcpStream>>,
    id: u64,
    session: &str,
    method: &str,
    parameters: &Value,
) -> Result<()> {
    let mut message = json!({ "id": id, "method": method, "params": parameters });
    if !session.is_empty() {
        message["sessionId"] = session.into();
    }
    let mut writer = writer.lock().map_err(|_| anyhow!("the connection to the browser broke"))?;
    writer.send(Message::text(message.to_string())).with_context(|| format!("the browser is gone: {method}"))
}

/// Runs until the browser or this program closes the connection.
fn read(mut reader: WebSocket<TcpStream>, sender: &Sender<Value>, writer: &Mutex<WebSocket<TcpStream>>) {
    while let Ok(message) = reader.read() {
        let Message::Text(text) = message else { continue };
        let Ok(message) = serde_json::from_str::<Value>(&text) else { break };
        let is_done = if message["method"] == "Fetch.requestPaused" {
            refuse(writer, &message).is_err()
        } else {
            sender.send(message).is_err()
        };
        if is_done {
            break;
        }
    }
}

/// Answers a request that was held back: there is no network, except for [`PROBE`].
fn refuse(writer: &Mutex<WebSocket<TcpStream>>, paused: &Value) -> Result<()> {
    let session = paused["sessionId"].as_str().unwrap_or_default();
    let id = &paused["params"]["requestId"];
    if paused["params"]["request"]["url"] == PROBE {
        let answer = json!({ "requestId": id, "responseCode": 204 });
        send(writer, UNASKED, session, "Fetch.fulfillRequest", &answer)
    } else {
        let answer = json!({ "requestId": id, "errorReason": "InternetDisconnected" });
        send(writer, UNASKED, session, "Fetch.failRequest", &answer)
    }
}
