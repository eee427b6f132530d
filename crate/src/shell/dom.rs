//! From nodes to the page: only elements, attributes and text, never markup; what did not change is not touched, so
//! focus, open folds and what a screen reader has read stay.

use super::words;
use crate::view::node::{Element, Node};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Document;

/// Makes `parent` hold exactly `new`, where it held `old`. Parts come and go but keep their order, so a part is found
/// again by its key, or by its place among those that have none.
///
/// # Errors
/// Only if the page was tampered with.
pub fn patch(page: &Document, parent: &web_sys::Node, old: &[Node], new: &[Node]) -> Result<(), JsValue> {
    let mut rest = old;
    let mut next = parent.first_child();
    for node in new {
        let place =
            rest.iter().position(|was| is_same_kind(was, node)).filter(|at| *at == 0 || is_keyed(node));
        for _ in 0..place.unwrap_or_default() {
            next = drop_and_go_on(parent, next)?;
        }
        if let (Some(place), Some(dom)) = (place, next.clone()) {
            let (Some(was), after) = (rest.get(place), rest.get(place + 1..).unwrap_or_default()) else {
                break;
            };
            update(page, &dom, was, node)?;
            rest = after;
            next = dom.next_sibling();
        } else {
            parent.insert_before(&create(page, node)?, next.as_ref())?;
        }
    }
    while next.is_some() {
        next = drop_and_go_on(parent, next)?;
    }
    Ok(())
}

/// Makes `parent` hold exactly `new` in place of what somebody else drew; focus and open folds are found again by key.
///
/// # Errors
/// Only if the page was tampered with.
pub fn replace(page: &Document, parent: &web_sys::Node, new: &[Node]) -> Result<(), JsValue> {
    let key = |element: &web_sys::Element| element.get_attribute("data-key");
    let focused = page.active_element().as_ref().and_then(key);
    let open = page.query_selector_all("details[open][data-key]")?;
    let open = (0..open.length()).filter_map(|at| key(open.get(at)?.unchecked_ref()));
    let open: Vec<String> = open.collect();
    parent.set_text_content(None);
    patch(page, parent, &[], new)?;
    let find = |key: &str| page.query_selector(&["[data-key=\"", key, "\"]"].concat());
    for fold in open {
        if let Some(fold) = find(&fold)? {
            fold.set_attribute("open", "")?;
        }
    }
    if let Some(focused) = focused.map(|key| find(&key)).transpose()?.flatten() {
        focused.unchecked_into::<web_sys::HtmlElement>().focus()?;
    }
    Ok(())
}

fn drop_and_go_on(
    parent: &web_sys::Node,
    dom: Option<web_sys::Node>,
) -> Result<Option<web_sys::Node>, JsValue> {
    let Some(dom) = dom else { return Ok(None) };
    let next = dom.next_sibling();
    parent.remove_child(&dom)?;
    Ok(next)
}

fn is_keyed(node: &Node) -> bool {
    matches!(node, Node::Element(element) if key(element).is_some())
}

fn is_same_kind(old: &Node, new: &Node) -> bool {
    match (old, new) {
        (Node::Text(_), Node::Text(_)) => true,
        (Node::Element(old), Node::Element(new)) => old.tag == new.tag && key(old) == key(new),
        _ => false,
    }
}

fn key(element: &Element) -> Option<&str> {
    element.attributes.iter().find(|(name, _)| *name == "data-key").map(|(_, value)| value.as_str())
}

fn create(page: &Document, node: &Node) -> Result<web_sys::Node, JsValue> {
    match node {
        Node::Text(text) => Ok(page.create_text_node(&words::say(text)).into()),
        Node::Element(element) => {
            let dom = page.create_element(element.tag)?;
            for (name, value) in attributes(element) {
                dom.set_attribute(name, &value)?;
            }
            patch(page, &dom, &[], &element.children)?;
            Ok(dom.into())
        }
    }
}

fn update(page: &Document, dom: &web_sys::Node, old: &Node, new: &Node) -> Result<(), JsValue> {
    match (old, new) {
        (Node::Text(was), Node::Text(text)) => {
            if was != text {
                dom.set_text_content(Some(&words::say(text)));
            }
            Ok(())
        }
        (Node::Element(was), Node::Element(element)) => {
            let element_dom: &web_sys::Element = dom.unchecked_ref();
            let before = attributes(was);
            let after = attributes(element);
            for (name, _) in before.iter().filter(|(name, _)| !after.iter().any(|(n, _)| n == name)) {
                element_dom.remove_attribute(name)?;
            }
            for (name, value) in after.iter().filter(|pair| !before.contains(pair)) {
                element_dom.set_attribute(name, value)?;
            }
            patch(page, dom, &was.children, &element.children)
        }
        _ => Ok(()),
    }
}

fn attributes(element: &Element) -> Vec<(&'static str, String)> {
    let mut all = element.attributes.clone();
    all.extend(element.labels.iter().map(|(name, text)| (*name, words::say(text))));
    if let Some((verb, argument)) = &element.ask {
        all.push(("data-ask", (*verb).to_owned()));
        all.push(("data-argument", argument.clone()));
    }
    all
}
