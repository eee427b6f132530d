//! Documents that match what is there.

use crate::{read, root};
use serde_json::Value;

fn manifest() -> Value {
    serde_json::from_str(&read(&root().join("extension/manifest.json"))).unwrap()
}

/// Every permission that the manifest names, for either browser, required or not.
fn permissions() -> Vec<String> {
    let manifest = manifest();
    let mut all = Vec::new();
    for part in manifest.as_object().unwrap().values() {
        for key in ["permissions", "optional_permissions", "optional_host_permissions"] {
            let named = part[key].as_array().into_iter().flatten();
            all.extend(named.map(|permission| permission.as_str().unwrap().to_owned()));
        }
    }
    all.sort();
    all.dedup();
    all
}

#[test]
fn every_permission_has_its_heading_and_no_heading_lacks_its_permission() {
    let text = read(&root().join("PERMISSIONS.md"));
    let headings: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("## ")).collect();
    for permission in permissions() {
        let name = format!("`{permission}`");
        assert!(
            headings.iter().any(|heading| heading.contains(&name)),
            "PERMISSIONS.md does not explain {permission}"
        );
    }
    let known = permissions();
    for name in headings.iter().flat_map(|heading| heading.split('`').skip(1).step_by(2)) {
        assert!(
            known.iter().any(|permission| permission == name),
            "PERMISSIONS.md explains {name}, which is not asked for"
        );
    }
}

#[test]
fn every_command_the_documents_name_exists() {
    let main = read(&root().join("scripts/src/main.rs"));
    for document in ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"] {
        let text = read(&root().join(document));
        for (at, _) in text.match_indices("cargo x ") {
            let rest = &text[at + "cargo x ".len()..];
            let word: String = rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
            assert!(
                word.is_empty() || main.contains(&format!("\"{word}\"")),
                "{document} names cargo x {word}"
            );
        }
    }
}

#[test]
fn files_that_the_documents_name_exist() {
    for document in ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "PERMISSIONS.md", "PRIVACY.md"] {
        let text = read(&root().join(document));
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if !link.contains("://") && !link.starts_with('#') {
                let path = link.split('#').next().unwrap_or_default();
                assert!(root().join(path).exists(), "{document} links to {path}, which does not exist");
            }
        }
    }
}
