//! Files: one sentence first, never too long, nothing that must not be in them.

use crate::{below, read, short};

const LINES_MAX: usize = 300;
/// Longer ones, with the reason.
const TABLES: [&str; 1] = [
    "crate/tests/remedy.rs", // most of it is the table of known truths
];

#[test]
fn every_rust_file_says_in_its_first_line_what_it_is() {
    for folder in ["crate", "scripts", "tests"] {
        for file in below(folder, &[".rs"]) {
            assert!(read(&file).starts_with("//!"), "{} does not start with //!", short(&file));
        }
    }
    for file in below("extension", &[".js"]) {
        assert!(read(&file).starts_with("//"), "{} does not start with a comment", short(&file));
    }
}

#[test]
fn no_file_of_code_is_longer_than_three_hundred_lines() {
    let rust = below("crate", &[".rs"])
        .into_iter()
        .chain(below("scripts", &[".rs"]))
        .chain(below("tests", &[".rs"]));
    let long = rust.chain(below("extension", &[".js"])).filter_map(|file| {
        let lines = read(&file).lines().count();
        let is_table = TABLES.contains(&short(&file).as_str());
        (lines > LINES_MAX && !is_table).then(|| format!("{} has {lines} lines", short(&file)))
    });
    let long: Vec<String> = long.collect();
    assert!(long.is_empty(), "two ideas in one room?\n{}", long.join("\n"));
}

#[test]
fn pages_are_never_made_of_markup_and_code_is_never_made_of_text() {
    // In two halves, so that this very file passes.
    let forbidden =
        ["inner".to_owned() + "HTML", "outerHTML =".into(), "insertAdjacent".into(), "document.write".into()];
    let code = below("crate/src", &[".rs"]).into_iter().chain(below("extension", &[".js", ".html"]));
    for file in code {
        let text = read(&file);
        for word in &forbidden {
            assert!(!text.contains(word.as_str()), "{} contains {word}", short(&file));
        }
        let evaluates =
            |word: &str| text.match_indices(word).any(|(at, _)| !text[..at].ends_with(['-', '_', '.']));
        assert!(!evaluates("eval(") && !evaluates("new Function"), "{} evaluates text", short(&file));
    }
}

#[test]
fn nothing_knows_the_machine_it_was_written_on() {
    let all = ["crate", "scripts", "extension", ".ci", ".cargo"].map(|folder| below(folder, &["", ".rs"]));
    for file in all.into_iter().flatten().filter(|file| std::fs::read_to_string(file).is_ok()) {
        let text = read(&file);
        for path in ["/ro".to_owned() + "ot/", "/wo".to_owned() + "rk/", "/home/".into()] {
            let is_alone =
                |at: usize| !text[..at].ends_with(|c: char| c.is_alphanumeric() || ".-_/".contains(c));
            let found = text.match_indices(&path).any(|(at, _)| is_alone(at));
            assert!(!found, "{} names {path}", short(&file));
        }
    }
}
