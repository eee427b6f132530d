//! `cargo x`: everything that is done with this project goes through here.

mod build;
mod demo;
mod glue;
mod lint;
mod locales;
mod manifest;
mod new;
mod node;
mod package;
mod root;
mod setup;
mod snip;
mod test;

use anyhow::Result;
use std::process::ExitCode;

const USAGE: &str = "\
cargo x build            writes dist/chrome and dist/firefox
cargo x build --with-proxy
                         writes dist/chrome-proxy as well: Chrome with the user's own proxies
cargo x test             passes all tests
cargo x lint             builds, and lints the extension for Firefox
cargo x zip              builds, and packs both for the stores
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("cargo x: {problem:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["build"] => build::build(),
        ["build", "--with-proxy"] => build::build_with_proxy(),
        ["demo", options @ ..] => demo::demo(options),
        ["new", "gateway", id] => new::gateway(id),
        ["test"] => test::test(),
        ["lint"] => build::build().and_then(|()| lint::lint()),
        ["zip"] => build::build().and_then(|()| package::zip()),
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}{}{}", demo::USAGE, new::USAGE);
            Ok(())
        }
        [other, ..] => anyhow::bail!("there is no task '{other}'\n{USAGE}"),
    }
}
