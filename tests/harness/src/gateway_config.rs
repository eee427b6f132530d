//! The least configuration with which each gateway passes requests on, and the arguments that keep it in the foreground.

use crate::gateway::{ERRORS_KEPT_S, PATIENCE_S, Program};
use anyhow::{Context, Result, ensure};
use std::path::Path;
use std::process::{Command, Stdio};

/// Writes the configuration into `folder`; the answer is the program's arguments.
///
/// # Errors
/// When a file cannot be written, or openssl is missing for a certificate.
pub fn write(program: Program, port: u16, origin_port: u16, folder: &Path) -> Result<Vec<String>> {
    let name = folder.join("gateway.conf");
    let (file, dir) = (text(&name)?, text(folder)?);
    let (config, arguments) = match program {
        Program::Nginx => (nginx(port, "", origin_port, dir), vec!["-c", file, "-p", dir]),
        Program::NginxTls => {
            certificate(folder)?;
            (nginx(port, " ssl", origin_port, dir), vec!["-c", file, "-p", dir])
        }
        Program::Apache => (apache(port, origin_port, dir), vec!["-DFOREGROUND", "-f", file]),
        Program::Haproxy => (haproxy(port, origin_port), vec!["-db", "-f", file]),
        Program::Squid => (squid(port, origin_port, dir), vec!["-N", "-f", file]),
        Program::Varnish | Program::VarnishEdge => {
            let listen = format!("127.0.0.1:{port}");
            let arguments = ["-F", "-j", "none", "-s", "malloc,16m", "-n", dir, "-a", &listen, "-f", file];
            let policy = if program == Program::Varnish { PASS.to_owned() } else { keep_errors() };
            std::fs::write(&name, varnish(origin_port, &policy))?;
            return Ok(arguments.map(String::from).to_vec());
        }
    };
    std::fs::write(&name, config)?;
    Ok(arguments.into_iter().map(String::from).collect())
}

fn text(path: &Path) -> Result<&str> {
    path.to_str().context("the temporary folder's name is no text")
}

/// A certificate that nobody vouches for, as `tls.pem` and `tls.key`.
fn certificate(folder: &Path) -> Result<()> {
    let arguments =
        "req -x509 -newkey rsa:2048 -nodes -days 30 -subj /CN=self-signed.test -keyout tls.key -out tls.pem";
    let mut openssl = Command::new("openssl");
    openssl.args(arguments.split(' ')).current_dir(folder).stdout(Stdio::null()).stderr(Stdio::null());
    let status = openssl.status().context("openssl is missing: apt-get install openssl")?;
    ensure!(status.success(), "openssl cannot make a certificate ({status})");
    Ok(())
}

fn nginx(port: u16, tls: &str, origin_port: u16, dir: &str) -> String {
    let certificate =
        if tls.is_empty() { "" } else { "ssl_certificate tls.pem; ssl_certificate_key tls.key;" };
    let user = if is_root() { "user root root;" } else { "" };
    format!(
        "daemon off; {user} worker_processes 1; pid {dir}/nginx.pid; error_log {dir}/error.log info;
events {{ worker_connections 512; }}
http {{
  access_log off;
  client_body_temp_path {dir}/body; proxy_temp_path {dir}/proxy; fastcgi_temp_path {dir}/fastcgi;
  uwsgi_temp_path {dir}/uwsgi; scgi_temp_path {dir}/scgi;
  server {{
    listen 127.0.0.1:{port}{tls}; {certificate}
    location / {{
      proxy_pass http://127.0.0.1:{origin_port};
      proxy_set_header Host $http_host;
      proxy_connect_timeout {PATIENCE_S}s; proxy_read_timeout {PATIENCE_S}s;
    }}
  }}
}}
"
    )
}

fn apache(port: u16, origin_port: u16, dir: &str) -> String {
    let user = if is_root() { "User www-data\nGroup www-data" } else { "" };
    let modules = ["mpm_event", "authz_core", "proxy", "proxy_http"]
        .map(|module| format!("LoadModule {module}_module /usr/lib/apache2/modules/mod_{module}.so\n"));
    format!(
        "{}ServerRoot {dir}
DefaultRuntimeDir {dir}
PidFile {dir}/apache.pid
ErrorLog {dir}/error.log
ServerName gateway.test
Listen 127.0.0.1:{port}
{user}
ProxyPreserveHost On
ProxyTimeout {PATIENCE_S}
ProxyPass / http://127.0.0.1:{origin_port}/ retry=0 connectiontimeout={PATIENCE_S} disablereuse=On
",
        modules.concat()
    )
}

fn haproxy(port: u16, origin_port: u16) -> String {
    format!(
        "global
  maxconn 200
defaults
  mode http
  retries 0
  timeout connect {PATIENCE_S}s
  timeout client 60s
  timeout server {PATIENCE_S}s
frontend all
  bind 127.0.0.1:{port}
  default_backend origin
backend origin
  server origin 127.0.0.1:{origin_port}
"
    )
}

/// Every request goes on to the origin.
const PASS: &str = "sub vcl_recv { return (pass); }";

/// As CDNs do: cookies make no difference, an error is kept for a while.
fn keep_errors() -> String {
    format!(
        "sub vcl_recv {{ unset req.http.Cookie; return (hash); }}
sub vcl_backend_response {{
  if (beresp.status >= 500) {{ set beresp.ttl = {ERRORS_KEPT_S}s; set beresp.grace = 0s; return (deliver); }}
}}"
    )
}

fn varnish(origin_port: u16, policy: &str) -> String {
    format!(
        "vcl 4.1;
backend default {{
  .host = \"127.0.0.1\"; .port = \"{origin_port}\";
  .connect_timeout = {PATIENCE_S}s; .first_byte_timeout = {PATIENCE_S}s; .between_bytes_timeout = {PATIENCE_S}s;
}}
{policy}
"
    )
}

fn squid(port: u16, origin_port: u16, dir: &str) -> String {
    format!(
        "http_port 127.0.0.1:{port} accel defaultsite=gateway.test no-vhost
cache_peer 127.0.0.1 parent {origin_port} 0 no-query no-digest originserver connect-timeout={PATIENCE_S} connect-fail-limit=1000
http_access allow all
cache deny all
connect_timeout {PATIENCE_S} seconds
read_timeout {PATIENCE_S} seconds
forward_timeout {PATIENCE_S} seconds
shutdown_lifetime 0 seconds
visible_hostname gateway.test
pid_filename {dir}/squid.pid
cache_log {dir}/error.log
access_log none
coredump_dir {dir}
pinger_enable off
"
    )
}

/// Root's own servers are told which user to be.
fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}
