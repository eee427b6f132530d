//! The two kinds of input: a load that the browser gave up, and an HTTP answer as it was captured.

use rebound::failure::Failure;
use serde_json::Value;

/// What `diagnose` is asked about.
pub struct Case {
    pub facts: Failure,
    pub body: Option<String>,
}

impl Case {
    /// Reads either kind; says in words why it cannot.
    pub fn read(value: &Value) -> Result<Self, String> {
        if !value.is_object() {
            return Err("not an object".into());
        }
        match value.get("response") {
            Some(response) if response.is_object() => answer(value, response),
            Some(_) => Err("response is not an object".into()),
            None if has_signal(value) => load(value),
            None => Err("neither a response nor a browser's error".into()),
        }
    }
}

fn has_signal(value: &Value) -> bool {
    ["web_request_error", "web_navigation_error", "browser"].iter().any(|key| value.get(key).is_some())
}

/// A member that is a string, or absent or null.
fn text<'v>(value: &'v Value, key: &str) -> Result<Option<&'v str>, String> {
    match value.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(format!("{key} is not a string")),
    }
}

fn number(value: &Value, key: &str) -> Option<u64> {
    value.get(key).and_then(|number| number.as_u64().or_else(|| number.as_f64().map(|ms| ms.max(0.0) as u64)))
}

/// A load that the browser gave up.
fn load(value: &Value) -> Result<Case, String> {
    let facts = Failure {
        url: text(value, "url")?.unwrap_or_default().into(),
        method: text(value, "method")?.unwrap_or("GET").to_ascii_uppercase(),
        status: status(value.get("status"))?,
        request_error: text(value, "web_request_error")?.map(str::to_owned),
        navigation_error: text(value, "web_navigation_error")?.map(str::to_owned),
        redirects: number(value, "redirects").map_or(0, |count| u32::try_from(count).unwrap_or(u32::MAX)),
        online: value.get("online").and_then(Value::as_bool).unwrap_or(true),
        elapsed_ms: number(value, "elapsed_ms"),
        ..Failure::default()
    };
    Ok(Case { facts, body: None })
}

/// A captured answer, as `webRequest` would have told it.
fn answer(value: &Value, response: &Value) -> Result<Case, String> {
    let request = value.get("request").unwrap_or(&Value::Null);
    let path = text(request, "url_path")?.unwrap_or("/");
    let url = match text(request, "url")? {
        Some(url) => url.to_owned(),
        None => ["http://", text(request, "host")?.unwrap_or("unknown.invalid"), path].concat(),
    };
    let status = status(response.get("status"))?;
    let end = text(response, "end")?.unwrap_or("complete");
    let is_cut = response.get("truncated").and_then(Value::as_bool).unwrap_or(false);
    let facts = Failure {
        url,
        method: text(request, "method")?.unwrap_or("GET").to_ascii_uppercase(),
        status,
        reason: text(response, "reason")?.unwrap_or_default().into(),
        headers: headers(response)?,
        request_error: browser_error(status, end).map(str::to_owned),
        complete: status.is_none() || (end.starts_with("complete") && !is_cut),
        elapsed_ms: number(response, "elapsed_ms"),
        ..Failure::default()
    };
    Ok(Case { facts, body: text(response, "body")?.map(str::to_owned) })
}

fn status(value: Option<&Value>) -> Result<Option<u16>, String> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.as_u64().map(u16::try_from) {
            Some(Ok(status)) => Ok(Some(status).filter(|status| *status != 0)),
            _ => Err("status is not a number from 0 to 65535".into()),
        },
    }
}

fn headers(response: &Value) -> Result<Vec<(String, String)>, String> {
    let Some(list) = response.get("headers").filter(|list| !list.is_null()) else { return Ok(Vec::new()) };
    let list = list.as_array().ok_or("headers is not a list")?;
    let pair = |header: &Value| match header.as_array().map(Vec::as_slice) {
        Some([Value::String(name), Value::String(value)]) => Ok((name.clone(), value.clone())),
        _ => Err("a header is not a pair of strings".to_owned()),
    };
    list.iter().map(pair).collect()
}

/// What Chromium reports for an answer that never came or that it could not read.
fn browser_error(status: Option<u16>, end: &str) -> Option<&'static str> {
    let has = |word: &str| end.contains(word);
    match status {
        Some(_) if has("chunk") => Some("net::ERR_INVALID_CHUNKED_ENCODING"),
        Some(_) if has("curl: (92)") => Some("net::ERR_HTTP2_PROTOCOL_ERROR"),
        Some(_) => None,
        None if has("timeout") && has("not-http") => Some("net::ERR_INVALID_HTTP_RESPONSE"),
        None if has("timeout") || has("timed out") => Some("net::ERR_TIMED_OUT"),
        None if has("reset") => Some("net::ERR_CONNECTION_RESET"),
        None if has("partial-head") => Some("net::ERR_RESPONSE_HEADERS_TRUNCATED"),
        None if has("curl: (92)") => Some("net::ERR_HTTP2_PROTOCOL_ERROR"),
        None if has("eof") || has("died") => Some("net::ERR_EMPTY_RESPONSE"),
        None if has("not-http") || end.starts_with("complete") => Some("net::ERR_INVALID_HTTP_RESPONSE"),
        None => None,
    }
}
