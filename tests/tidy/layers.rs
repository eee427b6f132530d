//! Dependencies point one way: what stands lower in this list never names what stands higher.

use crate::{below, read, root, short};

/// From the ground up (DESIGN of the core in ARCHITECTURE.md); the parts of one line may name each other.
const LAYERS: [&[&str]; 8] = [
    &["json", "date"],
    &["site", "access", "failure", "fetch"],
    &["knowledge", "diagnosis", "retry", "retry_after"],
    &["event", "effect", "wait", "incident", "message", "patience", "remedy", "route", "settings"],
    &["report", "view"],
    &["app"],
    &["shell"],
    &["lib"],
];

#[test]
fn dependencies_point_one_way() {
    let mut wrong = Vec::new();
    for file in below("crate/src", &[".rs"]) {
        let own = module(short(&file).trim_start_matches("crate/src/"));
        for (line, text) in code(&read(&file)) {
            for used in named(&text) {
                let (Some(low), Some(high)) = (layer(&own), layer(&used)) else {
                    panic!("{}: '{own}' or '{used}' has no place in the list of layers", short(&file));
                };
                if high > low {
                    wrong.push(format!("{}:{line} names {used}", short(&file)));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "against the order of layers:\n{}", wrong.join("\n"));
}

/// The module a file belongs to: its first folder, or its own name.
fn module(path: &str) -> String {
    path.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned()
}

fn layer(module: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.contains(&module))
}

/// Lines of code with their numbers, up to the tests inside the file.
fn code(text: &str) -> Vec<(usize, String)> {
    let lines = text.lines().enumerate().map(|(index, line)| (index + 1, line.trim().to_owned()));
    lines.take_while(|(_, line)| line != "#[cfg(test)]").filter(|(_, line)| !line.starts_with("//")).collect()
}

/// Modules named as `crate::module`, in lower case; macros and constants have no place of their own.
fn named(line: &str) -> Vec<String> {
    let after = line.split("crate::").skip(1);
    let name =
        |rest: &str| rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect::<String>();
    let macros = ["record", "words", "key"];
    after.map(name).filter(|name| !name.is_empty() && !macros.contains(&name.as_str())).collect()
}

#[test]
fn every_module_of_the_core_has_its_place() {
    let lib = read(&root().join("crate/src/lib.rs"));
    let declared = lib.lines().filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod "));
    for module in declared.map(|rest| rest.trim_end_matches(';')) {
        assert!(layer(module).is_some(), "'{module}' has no place in the list of layers");
    }
}
