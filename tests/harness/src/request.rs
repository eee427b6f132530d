//! One request as it came over the wire.

use std::io::{self, Read};
use std::time::Instant;

/// More than any browser sends; a test that needs more has a mistake.
const LENGTH_MAX: usize = 16 * 1024 * 1024;

/// What an origin was asked.
#[derive(Clone, Debug)]
pub struct Request {
    /// `GET`, `POST`, …
    pub method: String,
    /// Path and query.
    pub path: String,
    /// Names as they were sent.
    pub headers: Vec<(String, String)>,
    /// The body, as far as a Content-Length announced one.
    pub body: Vec<u8>,
    /// When its last byte was there.
    pub at: Instant,
}

impl Request {
    /// The value of a header, by its name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The path without the query.
    pub fn path_only(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// A browser loads a page; other requests, such as an extension's own, lack this header.
    pub fn is_page_load(&self) -> bool {
        self.header("Upgrade-Insecure-Requests").is_some()
    }

    /// Reads one; `None` when the connection was closed, or carried something else than HTTP.
    ///
    /// # Errors
    /// When the connection breaks.
    pub fn read(stream: &mut impl Read) -> io::Result<Option<Self>> {
        let mut bytes = Vec::new();
        let head_length = loop {
            if let Some(at) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break at;
            }
            if !more(stream, &mut bytes)? {
                return Ok(None);
            }
        };
        let head = String::from_utf8_lossy(&bytes[..head_length]).into_owned();
        let mut lines = head.split("\r\n");
        let mut words = lines.next().unwrap_or_default().split(' ');
        let (Some(method), Some(path)) = (words.next(), words.next()) else { return Ok(None) };
        let headers = lines.filter_map(|line| line.split_once(':'));
        let mut request = Self {
            method: method.into(),
            path: path.into(),
            headers: headers.map(|(name, value)| (name.into(), value.trim().into())).collect(),
            body: Vec::new(),
            at: Instant::now(),
        };
        let length = request.header("Content-Length").and_then(|length| length.parse().ok()).unwrap_or(0);
        let mut body = bytes.split_off(head_length + 4);
        while body.len() < length {
            if !more(stream, &mut body)? {
                return Ok(None);
            }
        }
        request.body = body;
        request.at = Instant::now();
        Ok(Some(request))
    }
}

/// Reads what is there; false at the end, or past the limit.
fn more(stream: &mut impl Read, bytes: &mut Vec<u8>) -> io::Result<bool> {
    let mut part = [0; 16 * 1024];
    let length = stream.read(&mut part)?;
    bytes.extend_from_slice(&part[..length]);
    Ok(length > 0 && bytes.len() < LENGTH_MAX)
}
