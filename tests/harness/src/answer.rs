//! Answers of an origin, right and wrong, as the bytes that go over the wire.

use std::time::{Duration, SystemTime};

/// An answer, and how its sending ends.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Headers beside Date, Content-Length and Connection.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
    /// How long nothing is sent.
    pub delay: Duration,
    /// How it ends.
    pub end: End,
}

/// How the sending of an answer ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// With its last byte.
    Complete,
    /// With a FIN after so many bytes of the body.
    Closed(usize),
    /// With an RST after so many bytes of the body.
    Reset(usize),
}

impl Answer {
    /// A page with a status.
    pub fn page(status: u16, html: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), body: html.into(), delay: Duration::ZERO, end: End::Complete }
            .header("Content-Type", "text/html; charset=utf-8")
    }

    /// With one header more, or another value for it.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sent only after a while.
    #[must_use]
    pub fn delayed(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Cut off by a FIN after so many bytes of the body.
    #[must_use]
    pub fn closed_after(mut self, bytes: usize) -> Self {
        self.end = End::Closed(bytes);
        self
    }

    /// Cut off by an RST after so many bytes of the body.
    #[must_use]
    pub fn reset_after(mut self, bytes: usize) -> Self {
        self.end = End::Reset(bytes);
        self
    }

    /// All that is sent; `has_body` is false for HEAD.
    pub fn bytes(&self, has_body: bool) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        head.push_str(&format!("Date: {}\r\n", httpdate::fmt_http_date(SystemTime::now())));
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if !matches!(self.status, 204 | 304) {
            head.push_str(&format!("Content-Length: {}\r\n", self.body.len()));
        }
        head.push_str("Connection: close\r\n\r\n");
        let mut bytes = head.into_bytes();
        if has_body {
            bytes.extend_from_slice(match self.end {
                End::Complete => &self.body,
                End::Closed(sent) | End::Reset(sent) => &self.body[..sent.min(self.body.len())],
            });
        }
        bytes
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        307 => "Temporary Redirect",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Time-out",
        _ => "Other",
    }
}

/// A page that is as it should be; long enough to be cut off in the middle.
pub fn fine(title: &str) -> Answer {
    let text =
        "<p>All is well here, and this page is long enough to be cut off in the middle.</p>\n".repeat(6);
    Answer::page(200, format!("<!doctype html>\n<title>{title}</title>\n<h1>{title}</h1>\n{text}"))
}

/// The error page that nginx 1.22 writes.
pub fn nginx(status: u16) -> Answer {
    let title = format!("{status} {}", reason(status));
    let page = format!(
        "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n\
         <hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"
    );
    Answer::page(status, page).header("Content-Type", "text/html").header("Server", "nginx/1.22.1")
}

/// A status without a body.
pub fn empty(status: u16) -> Answer {
    Answer::page(status, "")
}

/// 503 that asks for a pause in seconds.
pub fn retry_after(seconds: u64) -> Answer {
    nginx(503).header("Retry-After", &seconds.to_string())
}

/// 503 that asks for a pause until a date.
pub fn retry_at(time: SystemTime) -> Answer {
    nginx(503).header("Retry-After", &httpdate::fmt_http_date(time))
}

/// A redirect; to its own address it is a loop.
pub fn redirect(status: u16, location: &str) -> Answer {
    Answer::page(status, "").header("Location", location)
}

/// A file to keep instead of a page to show.
pub fn download(status: u16) -> Answer {
    Answer::page(status, "some bytes\n")
        .header("Content-Type", "application/octet-stream")
        .header("Content-Disposition", "attachment; filename=\"some.bin\"")
}

/// Announced as gzip, which it is not.
pub fn bad_gzip(status: u16) -> Answer {
    Answer::page(status, "\x1f\x08 this was never compressed").header("Content-Encoding", "gzip")
}

/// A page with a body of so many bytes.
pub fn huge(status: u16, bytes: usize) -> Answer {
    let mut page = format!("<!doctype html><title>{status} huge</title>").into_bytes();
    page.resize(bytes.max(page.len()), b'x');
    Answer::page(status, page)
}

/// A page whose title, body and headers try to get into what shows them.
pub fn hostile(status: u16) -> Answer {
    let attack = "\"'><img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>";
    let page = format!(
        "<!doctype html><title>&lt;img src=x onerror=alert(1)&gt; \u{202e}gnp.exe {{{{7*7}}}} $PLACE$ {wide}</title>\
         <center><h1>{status} &lt;/h1&gt;&lt;script&gt;</h1></center><hr><center>nginx/{{1}}&lt;b&gt;</center>",
        wide = "\u{fdfd}".repeat(2000)
    );
    Answer::page(status, page)
        .header("Server", &format!("nginx/{attack}{}", "9".repeat(4000)))
        .header("Via", attack)
        .header("Retry-After", "99999999999999999999999999")
        .header("CF-Ray", attack)
        .header("X-Cache", "\u{7f}\u{fffd}\u{fffd}")
}
