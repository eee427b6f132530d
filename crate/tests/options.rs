//! What the settings page says and offers, in each language.

#[path = "view/locale.rs"]
mod locale;
#[path = "view/outline.rs"]
mod outline;

use locale::{Locale, files, root};
use rebound::json::{Json, Stored};
use rebound::settings::Settings;
use rebound::view::node::{Element, Node};
use rebound::view::options::options;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// A state of the page as a file: the settings as JSON, then, after `---- en` and `---- de`, what is to be read.
struct Case {
    path: PathBuf,
    text: String,
    input: String,
    settings: Settings,
}

fn cases() -> Vec<Case> {
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).unwrap();
        let input = text.split("\n----").next().unwrap_or_default().trim_end().to_owned();
        let json = Json::parse(&input).unwrap_or_else(|| panic!("{}: no JSON", path.display()));
        let settings = Settings::read(&json).unwrap_or_else(|| panic!("{}: no settings", path.display()));
        Case { path, text, input, settings }
    };
    files(&root().join("tests/cases/options")).into_iter().map(read).collect()
}

/// `UPDATE=1 cargo test` writes the cases anew; read the difference before you keep it.
#[test]
fn each_state_of_the_settings_reads_as_its_case_says() {
    let locales = ["en", "de"].map(Locale::read);
    let mut wrong = Vec::new();
    for case in cases() {
        let page = options(&case.settings);
        let mut seen = case.input.clone();
        for locale in &locales {
            seen += &format!("\n---- {}\n{}\n", locale.language, outline::outline(&page, locale));
        }
        if seen == case.text {
            continue;
        }
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&case.path, seen).unwrap();
        } else {
            wrong.push(format!("{}\n{seen}", case.path.display()));
        }
    }
    assert!(wrong.is_empty(), "other than expected (UPDATE=1 rewrites):\n\n{}", wrong.join("\n\n"));
}

#[test]
fn what_can_take_focus_has_a_key_and_what_is_referred_to_is_there() {
    for case in cases() {
        let (mut keys, mut ids, mut referred) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        each(&options(&case.settings), &mut |element| {
            let attribute =
                |name| element.attributes.iter().find(|(known, _)| *known == name).map(|(_, value)| value);
            let key = attribute("data-key");
            if matches!(element.tag, "button" | "input" | "select" | "details" | "summary") {
                assert!(key.is_some(), "{}: {element:?} has no key", case.path.display());
            }
            if let Some(key) = key {
                assert!(keys.insert(key.clone()), "{}: two elements are called {key}", case.path.display());
            }
            if let Some(id) = attribute("id") {
                assert!(ids.insert(id.clone()), "{}: two elements have the id {id}", case.path.display());
            }
            for name in ["aria-labelledby", "aria-describedby"] {
                referred
                    .extend(attribute(name).into_iter().flat_map(|value| value.split(' ')).map(String::from));
            }
        });
        assert!(referred.is_subset(&ids), "{}: {referred:?}", case.path.display());
    }
}

#[test]
fn no_text_of_the_settings_is_left_unused() {
    let mut shown: String = files(&root().join("crate/src/view/options"))
        .iter()
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    shown += &std::fs::read_to_string(root().join("crate/src/shell/options.rs")).unwrap();
    for id in Locale::read("en").messages.keys().filter(|id| id.starts_with("options_")) {
        let stem = id.trim_end_matches("_one").trim_end_matches("_other");
        let is_made = ["options_service_", "options_permission_"].iter().any(|start| stem.starts_with(start));
        assert!(is_made || shown.contains(&format!("\"{stem}\"")), "nothing shows {id}");
    }
}

#[test]
fn every_service_and_every_optional_permission_has_words() {
    let locale = Locale::read("en");
    for service in &rebound::route::services::SERVICES {
        assert!(locale.messages.contains_key(&format!("options_service_{}", service.id)), "{}", service.id);
    }
    let manifest = std::fs::read_to_string(root().join("extension/manifest.json")).unwrap();
    let manifest = Json::parse(&manifest).unwrap();
    for browser in ["chrome", "firefox"] {
        let optional =
            manifest.get(browser).and_then(|part| part.get("optional_permissions")).and_then(Json::items);
        for name in optional.unwrap().iter().filter_map(Json::text) {
            for end in ["", "_use"] {
                assert!(
                    locale.messages.contains_key(&format!("options_permission_{name}{end}")),
                    "{name}{end}"
                );
            }
        }
    }
}

/// Calls for every element of the tree.
fn each(node: &Node, look: &mut impl FnMut(&Element)) {
    if let Node::Element(element) = node {
        look(element);
        element.children.iter().for_each(|child| each(child, look));
    }
}
