//! What the popup says and offers in each state, in each language.

#[path = "view/case.rs"]
mod case;
#[path = "view/locale.rs"]
mod locale;
#[path = "view/outline.rs"]
mod outline;

use case::{LANGUAGES, cases};
use locale::{Locale, files, root};
use rebound::report::OWNER_HINTS;
use rebound::view::node::{Arg, Element, Node, Text};
use rebound::view::picture::{Picture, Scene};
use rebound::view::popup::popup;
use rebound::view::wording::{Language, words};
use std::collections::BTreeSet;

/// A language that shows verdicts by id: how they are worded is no matter of the popup.
struct Unworded(Locale);

impl Language for Unworded {
    fn message(&self, id: &str, arguments: &[String]) -> Option<String> {
        if id.starts_with("verdict_") {
            assert!(self.0.messages.contains_key(id), "{} lacks {id}", self.0.language);
            return Some(format!("‹{id}: {}›", arguments.join(", ")));
        }
        let message = self.0.message(id, arguments);
        assert!(message.is_some(), "{} lacks {id}", self.0.language);
        message
    }

    fn plural(&self, count: u64) -> String {
        self.0.plural(count)
    }

    fn number(&self, count: u64) -> String {
        self.0.number(count)
    }

    fn day(&self, ms: u64) -> String {
        self.0.day(ms)
    }

    fn moment(&self, ms: u64) -> String {
        self.0.moment(ms)
    }
}

/// `UPDATE=1 cargo test` writes the cases anew; read the difference before you keep it.
#[test]
fn each_state_reads_as_its_case_says() {
    let locales = LANGUAGES.map(|language| (language, Unworded(Locale::read(language))));
    let mut wrong = Vec::new();
    for case in cases() {
        let page = popup(&case.picture);
        let mut seen = case.input.clone();
        for (language, locale) in &locales {
            seen += &format!("\n---- {language}\n{}\n", outline::outline(&page, locale));
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
fn what_can_take_focus_has_a_key_of_its_own() {
    for case in cases() {
        let mut keys = BTreeSet::new();
        each(&popup(&case.picture), &mut |element| {
            let key = element.attributes.iter().find(|(name, _)| *name == "data-key");
            if matches!(element.tag, "button" | "input" | "details" | "summary") {
                assert!(key.is_some(), "{}: {element:?} has no key", case.name);
            }
            if let Some((_, key)) = key {
                assert!(keys.insert(key.clone()), "{}: two elements are called {key}", case.name);
            }
        });
    }
}

/// The shell keeps an element that stays in its place; one that moves is built anew and loses the focus.
#[test]
fn the_switch_stays_in_its_place_when_it_is_switched() {
    for case in cases().into_iter().filter(|case| case.name.starts_with("failing")) {
        let on = Picture { scene: Scene::Waiting, keeps_trying: true, ..case.picture.clone() };
        let asking = Picture { keeps_trying: true, ..case.picture.clone() };
        let place = place_of("trying", &popup(&case.picture));
        assert_eq!(place, place_of("trying", &popup(&on)), "{}", case.name);
        assert_eq!(place, place_of("trying", &popup(&asking)), "{}", case.name);
    }
}

#[test]
fn there_is_one_status_region_and_nothing_in_it_ticks() {
    for mut case in cases() {
        let before = statuses(&popup(&case.picture));
        case.picture.next_try_ms = case.picture.next_try_ms.map(|ms| ms / 2);
        case.picture.failing_for_ms += 61_000;
        assert_eq!(before.len(), 1, "{}", case.name);
        assert_eq!(before, statuses(&popup(&case.picture)), "{}", case.name);
    }
}

#[test]
fn every_language_says_the_same_things_with_the_same_placeholders() {
    let [first, others @ ..] = &LANGUAGES.map(Locale::read);
    for other in others {
        let ids = |locale: &Locale| locale.messages.keys().cloned().collect::<BTreeSet<_>>();
        let differing: Vec<_> = ids(first).symmetric_difference(&ids(other)).cloned().collect();
        assert!(differing.is_empty(), "in only one of en and {}: {differing:?}", other.language);
        for (id, message) in &first.messages {
            assert_eq!(message.placeholders, other.messages[id].placeholders, "{id} in {}", other.language);
        }
    }
}

#[test]
fn a_message_names_no_placeholder_that_it_lacks() {
    for locale in LANGUAGES.map(Locale::read) {
        for (id, message) in &locale.messages {
            let used: BTreeSet<String> =
                message.message.split('$').skip(1).step_by(2).map(str::to_lowercase).collect();
            let known: BTreeSet<String> = message.placeholders.keys().cloned().collect();
            assert_eq!(used, known, "{id} in {}", locale.language);
        }
    }
}

#[test]
fn no_text_of_the_popup_is_left_unused() {
    let sources: String = files(&root().join("crate/src/view"))
        .iter()
        .filter(|file| file.is_file())
        .chain(&[root().join("extension/popup.css")])
        .map(|file| std::fs::read_to_string(file).unwrap())
        .collect();
    for id in Locale::read("en").messages.keys().filter(|id| id.starts_with("popup_")) {
        let stem = id.trim_end_matches("_one").trim_end_matches("_other");
        assert!(sources.contains(&format!("\"{stem}\"")), "nothing shows {id}");
    }
}

#[test]
fn the_description_fits_the_chrome_web_store() {
    for locale in LANGUAGES.map(Locale::read) {
        assert!(locale.messages["appDescription"].message.chars().count() <= 132, "{}", locale.language);
    }
}

#[test]
fn spans_of_time_and_large_numbers_follow_the_language() {
    let [en, de] = LANGUAGES.map(Locale::read);
    let after = |count, ms| Text::with("popup_back_after", [Arg::Count(count), Arg::DurationMs(ms)]);
    let said = |text: &Text, locale: &Locale| words(text, locale).replace('\u{a0}', " ");
    assert_eq!(said(&after(5, 180_000), &en), "Back after 3 min, 5 tries.");
    assert_eq!(said(&after(1, 65_000), &de), "Zurück nach 1 Min. 5 Sek. und 1 Versuch.");
    assert_eq!(said(&after(1_234, 93_600_000), &en), "Back after 1 day 2 h, 1,234 tries.");
    assert_eq!(said(&after(1_234, 180_000_000), &de), "Zurück nach 2 Tagen 2 Std. und 1.234 Versuchen.");
}

#[test]
fn every_owner_hint_has_words_and_a_gateway() {
    let locale = Locale::read("en");
    for gateway in OWNER_HINTS {
        assert!(locale.messages.contains_key(&format!("owner_{gateway}")), "no hint for {gateway}");
        let known = root().join(format!("crate/knowledge/gateways/{gateway}.toml"));
        assert!(known.exists(), "no verdict names a gateway '{gateway}'");
    }
}

/// Calls for every element of the tree.
fn each(node: &Node, look: &mut impl FnMut(&Element)) {
    if let Node::Element(element) = node {
        look(element);
        element.children.iter().for_each(|child| each(child, look));
    }
}

/// Where among the page's parts the one with this key stands.
fn place_of(key: &str, page: &Node) -> Option<usize> {
    let Node::Element(page) = page else { return None };
    page.children.iter().position(|part| match part {
        Node::Element(part) => part.attributes.contains(&("data-key", key.into())),
        Node::Text(_) => false,
    })
}

/// The status regions of a page.
fn statuses(page: &Node) -> Vec<Element> {
    let mut found = Vec::new();
    each(page, &mut |element| {
        if element.attributes.contains(&("role", "status".into())) {
            found.push(element.clone());
        }
    });
    found
}
