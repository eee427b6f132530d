//! The Marionette protocol, by which Firefox is driven: JSON with its length in front, over TCP.
//!
//! <https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html>

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

/// Longer than any script may run; what takes longer than this hangs.
const ANSWER_LIMIT: Duration = Duration::from_secs(90);
const SCRIPT_LIMIT_MS: u64 = 80_000;

/// A connection with one session, whose scripts run in the browser window with the browser's own rights.
pub struct Marionette {
    stream: BufReader<TcpStream>,
    last_id: u64,
}

impl Marionette {
    /// Connects to a port of this machine; comes back once the browser has started.
    ///
    /// # Errors
    /// When nothing listens there, or it speaks another protocol.
    pub fn connect(port: u16) -> Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).context("no Marionette")?;
        stream.set_read_timeout(Some(ANSWER_LIMIT))?;
        stream.set_nodelay(true)?;
        let mut marionette = Self { stream: BufReader::new(stream), last_id: 0 };
        let greeting = marionette.read()?;
        ensure!(greeting["marionetteProtocol"] == 3, "an unknown Marionette protocol: {greeting}");
        // Questions such as the one before a form is sent again are for the tests to see, not to be answered.
        let wishes =
            json!({ "unhandledPromptBehavior": "ignore", "timeouts": { "script": SCRIPT_LIMIT_MS } });
        marionette.command("WebDriver:NewSession", json!({ "capabilities": { "alwaysMatch": wishes } }))?;
        marionette.command("Marionette:SetContext", json!({ "value": "chrome" }))?;
        Ok(marionette)
    }

    /// Gives a command and awaits its answer.
    ///
    /// # Errors
    /// What the browser answers as an error, or when the connection ends.
    pub fn command(&mut self, name: &str, parameters: Value) -> Result<Value> {
        self.last_id += 1;
        let message = json!([0, self.last_id, name, parameters]).to_string();
        write!(self.stream.get_mut(), "{}:{message}", message.len()).context("Firefox is gone")?;
        let answer = self.read().with_context(|| format!("no answer to {name}"))?;
        ensure!(answer[1] == self.last_id, "an answer to another question: {answer}");
        if let Some(error) = answer[2].as_object() {
            let part = |name: &str| error.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            bail!("{}: {}", part("error"), part("message"));
        }
        Ok(answer[3].clone())
    }

    /// Runs the body of a function, in which `arguments` are what is given; a promise that it returns is awaited.
    ///
    /// # Errors
    /// When the script throws.
    pub fn run(&mut self, script: &str, arguments: Value) -> Result<Value> {
        let parameters =
            json!({ "script": script, "args": arguments, "sandbox": "system", "newSandbox": true });
        let answer = self.command("WebDriver:ExecuteScript", parameters)?;
        Ok(answer["value"].clone())
    }

    fn read(&mut self) -> Result<Value> {
        let mut length = Vec::new();
        self.stream.read_until(b':', &mut length)?;
        let digits = std::str::from_utf8(&length)?.trim_end_matches(':');
        let length: usize = digits.parse().context("the connection ended")?;
        let mut message = vec![0; length];
        self.stream.read_exact(&mut message)?;
        Ok(serde_json::from_slice(&message)?)
    }
}
