//! What a misbehaving origin does is seen here by a client that looks at the bare connection.

use rebound_harness::answer::{self, Answer};
use rebound_harness::fault::Fault;
use rebound_harness::origin::Origin;
use rebound_harness::pages;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::{Duration, Instant, SystemTime};

const PATIENCE: Duration = Duration::from_secs(5);

/// How a connection ended for the client.
#[derive(Debug, PartialEq, Eq)]
enum End {
    Refused,
    Reset,
    Closed,
    Silent,
}

/// Asks once and reads all there is.
fn ask(origin: &Origin, request: &str) -> (String, End) {
    let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, origin.port())) else {
        return (String::new(), End::Refused);
    };
    stream.set_read_timeout(Some(Duration::from_millis(700))).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let (mut bytes, mut part) = (Vec::new(), [0; 65536]);
    let end = loop {
        match stream.read(&mut part) {
            Ok(0) => break End::Closed,
            Ok(length) => bytes.extend_from_slice(&part[..length]),
            Err(error) if error.kind() == ErrorKind::ConnectionReset => break End::Reset,
            Err(_) => break End::Silent,
        }
    };
    (String::from_utf8_lossy(&bytes).into_owned(), end)
}

fn get(origin: &Origin, path: &str) -> (String, End) {
    ask(origin, &format!("GET {path} HTTP/1.1\r\nHost: a.test\r\n\r\n"))
}

fn status(text: &str) -> &str {
    text.split(' ').nth(1).unwrap_or_default()
}

#[test]
fn connections_are_refused_reset_closed_or_left_hanging() {
    let origin = Origin::start().unwrap();
    for (name, end) in
        [("refused", End::Refused), ("reset", End::Reset), ("close", End::Closed), ("hang", End::Silent)]
    {
        origin.set(Fault::named(name).unwrap()).unwrap();
        assert_eq!(get(&origin, "/"), (String::new(), end), "{name}");
    }
}

#[test]
fn a_refusing_origin_comes_back_on_the_same_port_again_and_again() {
    let origin = Origin::start().unwrap();
    for _ in 0..20 {
        origin.set(Fault::Refused).unwrap();
        assert_eq!(get(&origin, "/").1, End::Refused);
        origin.recover().unwrap();
        assert_eq!(status(&get(&origin, "/").0), "200");
    }
    assert_eq!(origin.requests().len(), 20);
}

#[test]
fn who_hangs_is_cut_off_when_the_origin_dies() {
    let origin = Origin::with(Fault::Hang).unwrap();
    std::thread::scope(|scope| {
        let hanging = scope.spawn(|| get(&origin, "/"));
        origin.wait_for_requests(1, PATIENCE).unwrap();
        origin.set(Fault::Refused).unwrap();
        assert_ne!(hanging.join().unwrap().1, End::Silent);
    });
}

#[test]
fn an_answer_is_cut_off_in_the_middle_by_fin_or_rst() {
    let origin = Origin::start().unwrap();
    for (name, end) in [("short-body", End::Closed), ("reset-mid-body", End::Reset)] {
        origin.set(Fault::named(name).unwrap()).unwrap();
        let (text, ended) = get(&origin, "/");
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert_eq!((status(head), body.len(), ended), ("200", 200, end), "{name}");
        assert!(!head.contains("Content-Length: 200\r\n"), "{name} announces more than comes");
    }
}

#[test]
fn statuses_and_headers_are_those_of_the_fault() {
    let origin = Origin::start().unwrap();
    let soon = SystemTime::now() + Duration::from_secs(8);
    for (answer, code, part) in [
        (answer::fine("Home"), "200", "<h1>Home</h1>"),
        (answer::nginx(502), "502", "Server: nginx/1.22.1\r\n"),
        (answer::empty(502), "502", "Content-Length: 0\r\n"),
        (answer::nginx(502).header("Cache-Control", "max-age=60"), "502", "Cache-Control: max-age=60"),
        (answer::retry_after(7), "503", "Retry-After: 7\r\n"),
        (answer::retry_at(soon), "503", " GMT\r\n"),
        (answer::redirect(302, "/"), "302", "Location: /\r\n"),
        (answer::empty(204), "204", "Connection: close"),
        (answer::download(200), "200", "Content-Disposition: attachment"),
        (answer::bad_gzip(200), "200", "Content-Encoding: gzip"),
        (answer::hostile(502), "502", "onerror"),
        (pages::worker_script(502), "200", "text/javascript"),
        (pages::form("/order"), "200", "action=\"/order\""),
    ] {
        origin.set(answer).unwrap();
        let (text, end) = get(&origin, "/");
        assert_eq!((status(&text), end), (code, End::Closed));
        assert!(text.contains(part), "no {part:?} in {text:?}");
    }
    origin.set(Fault::garbage()).unwrap();
    assert!(!get(&origin, "/").0.starts_with("HTTP"));
}

#[test]
fn a_path_has_a_fault_of_its_own_until_all_recovers() {
    let origin = Origin::start().unwrap();
    origin.set_for("/bad", answer::nginx(500));
    assert_eq!(status(&get(&origin, "/").0), "200");
    assert_eq!(status(&get(&origin, "/bad?x=1").0), "500");
    origin.recover().unwrap();
    assert_eq!(status(&get(&origin, "/bad").0), "200");
    assert_eq!(origin.requests_for("/bad").len(), 2);
}

#[test]
fn a_form_is_written_down_with_its_body() {
    let origin = Origin::with(answer::nginx(502)).unwrap();
    let form = "POST /order HTTP/1.1\r\nHost: a.test\r\ncontent-length: 9\r\n\r\norder=one";
    assert_eq!(status(&ask(&origin, form).0), "502");
    let request = &origin.requests()[0];
    assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/order"));
    assert_eq!((request.body.as_slice(), request.header("HOST")), (&b"order=one"[..], Some("a.test")));
}

#[test]
fn too_long_a_cookie_is_refused_and_a_short_one_is_fine() {
    let origin = Origin::with(Fault::CookieLimit { bytes: 100, status: 431 }).unwrap();
    let with_cookie = |length: usize| {
        let cookie = "c".repeat(length);
        status(&ask(&origin, &format!("GET / HTTP/1.1\r\nCookie: {cookie}\r\n\r\n")).0).to_string()
    };
    assert_eq!((with_cookie(100), with_cookie(101)), ("200".into(), "431".into()));
}

#[test]
fn a_slow_answer_comes_late_and_a_huge_one_comes_whole() {
    let origin = Origin::with(answer::fine("Late").delayed(Duration::from_millis(300))).unwrap();
    let asked = Instant::now();
    assert_eq!(status(&get(&origin, "/").0), "200");
    assert!(asked.elapsed() >= Duration::from_millis(300));
    origin.set(answer::huge(502, 10_000_000)).unwrap();
    assert!(get(&origin, "/").0.len() > 10_000_000);
}

#[test]
fn head_gets_the_headers_alone_and_the_browsers_icon_is_not_counted() {
    let origin = Origin::with(Answer::page(200, "text")).unwrap();
    assert!(ask(&origin, "HEAD / HTTP/1.1\r\n\r\n").0.ends_with("\r\n\r\n"));
    assert_eq!(status(&get(&origin, "/favicon.ico").0), "404");
    assert_eq!(origin.wait_for_requests(1, PATIENCE).unwrap().len(), 1);
    let lacking = origin.wait_for_requests(2, Duration::from_millis(20)).unwrap_err();
    assert!(lacking.to_string().contains("HEAD /"));
}
