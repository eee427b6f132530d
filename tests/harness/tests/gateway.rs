//! Each real gateway passes a page on, and says in its own way that its origin is dead, hangs or talks nonsense.

use rebound_harness::fault::Fault;
use rebound_harness::gateway::{Gateway, Program};
use rebound_harness::origin::Origin;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

fn get(gateway: &Gateway) -> String {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, gateway.port())).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n").unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The statuses for an origin that is fine, refuses, hangs (longer than the gateway waits), and sends a broken header.
fn statuses(program: Program) -> [String; 4] {
    let origin = Origin::start().unwrap();
    let gateway = Gateway::start(program, origin.port()).unwrap();
    ["fine", "refused", "hang", "broken-header"].map(|name| {
        origin.set(Fault::named(name).unwrap()).unwrap();
        get(&gateway).split(' ').nth(1).unwrap_or_default().to_string()
    })
}

#[test]
fn nginx_says_502_for_a_dead_origin_and_504_for_one_that_hangs() {
    assert_eq!(statuses(Program::Nginx), ["200", "502", "504", "502"]);
}

#[test]
fn apache_says_503_for_a_dead_origin_and_502_for_one_that_hangs() {
    assert_eq!(statuses(Program::Apache), ["200", "503", "502", "502"]);
}

#[test]
fn haproxy_says_503_for_a_dead_origin_and_504_for_one_that_hangs() {
    assert_eq!(statuses(Program::Haproxy), ["200", "503", "504", "502"]);
}

#[test]
fn varnish_says_503_whatever_is_wrong() {
    assert_eq!(statuses(Program::Varnish), ["200", "503", "503", "503"]);
}

#[test]
fn squid_says_503_for_a_dead_origin_and_504_for_one_that_hangs() {
    assert_eq!(statuses(Program::Squid), ["200", "503", "504", "502"]);
}

#[test]
fn a_gateway_itself_can_go_away_and_come_back_on_its_port() {
    let origin = Origin::start().unwrap();
    let mut gateway = Gateway::start(Program::Nginx, origin.port()).unwrap();
    gateway.pause().unwrap();
    assert!(TcpStream::connect((Ipv4Addr::LOCALHOST, gateway.port())).is_err());
    gateway.resume().unwrap();
    assert!(get(&gateway).contains(" 200 "));
}

#[test]
fn nginx_with_tls_has_a_certificate_that_nobody_vouches_for() {
    let origin = Origin::start().unwrap();
    let gateway = Gateway::start(Program::NginxTls, origin.port()).unwrap();
    assert!(gateway.url("/").starts_with("https://"));
    assert!(get(&gateway).contains("The plain HTTP request was sent to HTTPS port"));
}
