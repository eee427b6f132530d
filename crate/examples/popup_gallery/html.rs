//! A tree as HTML text, for looking at pages outside the extension, which itself never builds markup.

use rebound::view::node::{Element, Node};
use rebound::view::wording::{Language, words};

/// The tree as HTML.
pub fn html(node: &Node, language: &impl Language) -> String {
    match node {
        Node::Text(text) => escaped(&words(text, language)),
        Node::Element(element) => tag(element, language),
    }
}

fn tag(element: &Element, language: &impl Language) -> String {
    let plain = element.attributes.iter().map(|(name, value)| (*name, value.clone()));
    let spoken = element.labels.iter().map(|(name, text)| (*name, words(text, language)));
    let asked = element.ask.iter().map(|(verb, argument)| ("data-ask", format!("{verb} {argument}")));
    let attributes: String = plain
        .chain(spoken)
        .chain(asked)
        .map(|(name, value)| format!(" {name}=\"{}\"", escaped(&value)))
        .collect();
    let inside: String = element.children.iter().map(|child| html(child, language)).collect();
    match element.tag {
        "input" => format!("<input{attributes}>"),
        tag => format!("<{tag}{attributes}>{inside}</{tag}>"),
    }
}

/// Text that stays text.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
