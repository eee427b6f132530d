//! `cargo x new gateway NAME`: a knowledge file with all its parts, ready to be filled in.

use crate::root;
use anyhow::{Context, Result, bail};
use std::fs;

/// What `cargo x help` says.
pub const USAGE: &str = "\
cargo x new gateway NAME writes crate/knowledge/gateways/NAME.toml, to be filled in
";

/// Writes the file and says what to do next; one that is there stays as it is.
pub fn gateway(id: &str) -> Result<()> {
    if id.is_empty() || !id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
        bail!("'{id}' is no id: small letters, digits and _ only");
    }
    let path = root::path("crate/knowledge/gateways").join(id).with_extension("toml");
    if path.exists() {
        bail!("{} is there already", path.display());
    }
    fs::write(&path, scaffold(id)).with_context(|| format!("cannot write {}", path.display()))?;
    println!(
        "{}: now fill it in (crate/knowledge/README.md), then: cargo test -p rebound gateways",
        path.display()
    );
    Ok(())
}

/// A file that builds and passes its tests as it is.
fn scaffold(id: &str) -> String {
    format!(
        "\
name = '{id}'
kind = \"proxy\"
sources = ['a document, a source file, or the answer you saw']
runbook = ['the log or the directive that its owner should look at']
clues = [
    '90 header server starts {id}',
]
ids = []

[[cause]]
when = ['status 502']
is = 'connection_refused 40, connection_terminated 25, dns_error 10'

[[match]]
status = 502
headers = ['Server: {id}']

[[miss]]
status = 404
body = '<title>About {id}</title><h1>How we moved to {id}</h1>'
"
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_scaffold_names_the_gateway_in_all_its_parts() {
        assert_eq!(super::scaffold("newgate").matches("newgate").count(), 5);
    }
}
