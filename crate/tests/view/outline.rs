//! A page as a screen reader meets it: roles, names and states, one per line, words in a language.

use rebound::view::node::{Element, Node, Text};
use rebound::view::wording::{Language, words};

/// The tree as indented lines.
pub fn outline(node: &Node, language: &impl Language) -> String {
    let mut lines = Vec::new();
    walk(node, 0, language, &mut lines);
    lines.join("\n")
}

fn walk(node: &Node, depth: usize, language: &impl Language, lines: &mut Vec<String>) {
    let element = match node {
        Node::Text(text) => return lines.push(indent(depth, &said(text, language))),
        Node::Element(element) if is_hidden(element) => return,
        Node::Element(element) => element,
    };
    let name = name(element, language);
    let asks = match &element.ask {
        Some((verb, argument)) if argument.is_empty() => format!("  → {verb}"),
        Some((verb, argument)) => format!("  → {verb} {argument}"),
        None => String::new(),
    };
    let (line, goes_on) = match (attribute(element, "role"), element.tag) {
        (Some("switch"), _) => {
            let state = if attribute(element, "aria-checked") == Some("true") { "on" } else { "off" };
            (format!("switch “{name}” is {state}{asks}"), false)
        }
        (Some("alert"), _) if element.children.is_empty() => return,
        (Some(role), _) => (role.to_string(), true),
        (None, "button") if attribute(element, "aria-disabled") == Some("true") => {
            (format!("button “{name}” (not now)"), false)
        }
        (None, "button") => (format!("button “{name}”{asks}"), false),
        (None, "h1") => (format!("heading “{name}”"), false),
        (None, "h2") => (format!("lesser heading “{name}”"), false),
        (None, "h3") => (format!("small heading “{name}”"), false),
        (None, "form") => (format!("form{asks}"), true),
        (None, "select") => (format!("choice “{}” is “{}”{asks}", name, chosen(element, language)), false),
        (None, "details") => ("fold".into(), true),
        (None, "summary") => (format!("its name “{name}”"), false),
        (None, "ol") => (format!("list “{name}”"), true),
        (None, "ul") => ("list".into(), true),
        (None, "li") if element.children.iter().any(is_paragraph) => ("-".into(), true),
        (None, "li") => (format!("- {name}"), has_button(element)),
        (None, "progress") => (format!("progress “{name}” {}", filled(element)), false),
        (None, "label") => (choice(element, &name), false),
        (None, "legend") => (format!("group “{name}”"), false),
        (None, "p") if element.children.is_empty() => return,
        (None, "header" | "p" | "span") => (name, false),
        (None, _) => (String::new(), true),
    };
    let depth = if line.is_empty() {
        depth
    } else {
        lines.push(indent(depth, &line));
        depth + 1
    };
    if goes_on {
        // What an item says was said with it; what can be pressed in it is told by itself.
        let is_told = |child: &&Node| element.tag != "li" || line == "-" || is_button(child);
        element.children.iter().filter(is_told).for_each(|child| walk(child, depth, language, lines));
    }
}

/// The accessible name: the label, or all that is heard inside.
fn name(element: &Element, language: &impl Language) -> String {
    if let Some((_, text)) = element.labels.iter().find(|(name, _)| *name == "aria-label") {
        return said(text, language);
    }
    let inside = element.children.iter().filter_map(|child| match child {
        Node::Text(text) => Some(said(text, language)),
        Node::Element(element)
            if is_hidden(element) || matches!(element.tag, "input" | "button" | "select") =>
        {
            None
        }
        Node::Element(element) => Some(name(element, language)),
    });
    // Boxes beside each other are told apart, texts in one box run on.
    let boxes = element.children.iter().filter(|c| matches!(c, Node::Element(_))).count();
    inside.collect::<Vec<_>>().join(if boxes > 1 { " · " } else { "" })
}

fn is_button(node: &Node) -> bool {
    matches!(node, Node::Element(element) if matches!(element.tag, "button" | "select"))
}

fn is_paragraph(node: &Node) -> bool {
    matches!(node, Node::Element(element) if element.tag == "p")
}

fn chosen(select: &Element, language: &impl Language) -> String {
    let options = select.children.iter().filter_map(|child| match child {
        Node::Element(option) if attribute(option, "selected").is_some() => Some(name(option, language)),
        _ => None,
    });
    options.collect()
}

fn has_button(element: &Element) -> bool {
    element.children.iter().any(is_button)
}

fn choice(label: &Element, name: &str) -> String {
    let mut inputs = label.children.iter().filter_map(|child| match child {
        Node::Element(element) if element.tag == "input" => Some(element),
        _ => None,
    });
    let input = inputs.next().unwrap();
    if attribute(input, "type") == Some("text") {
        let wrong = if attribute(input, "aria-invalid").is_some() { ", wrong" } else { "" };
        return format!("field “{name}” holds “{}”{wrong}", attribute(input, "value").unwrap_or_default());
    }
    let dot = match (attribute(input, "type"), attribute(input, "checked").is_some()) {
        (Some("checkbox"), true) => "☑",
        (Some("checkbox"), false) => "☐",
        (_, true) => "●",
        (_, false) => "○",
    };
    let (verb, argument) = input.ask.as_ref().unwrap();
    format!("{dot} “{name}”  → {verb} {argument}")
}

fn filled(bar: &Element) -> String {
    let number = |name| attribute(bar, name).and_then(|value| value.parse::<f64>().ok());
    match (number("value"), number("max")) {
        (Some(value), Some(max)) => format!("{:.0} %", value / max * 100.0),
        _ => "under way".into(),
    }
}

fn attribute<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
    element.attributes.iter().find(|(n, _)| *n == name).map(|(_, value)| value.as_str())
}

fn is_hidden(element: &Element) -> bool {
    attribute(element, "aria-hidden") == Some("true") || attribute(element, "hidden").is_some()
}

fn said(text: &Text, language: &impl Language) -> String {
    words(text, language).replace('\u{a0}', " ")
}

fn indent(depth: usize, line: &str) -> String {
    format!("{}{line}", "  ".repeat(depth))
}
