//! `cargo x`: everything that is done with this project goes through here.

mod build;
mod glue;
mod locales;
mod manifest;
mod root;
mod test;

use anyhow::Result;
use std::process::ExitCode;

const USAGE: &str = "\
cargo x build            writes dist/chrome and dist/firefox
cargo x test             passes all tests
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
        ["test"] => test::test(),
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        [other, ..] => anyhow::bail!("there is no task '{other}'\n{USAGE}"),
    }
}
