//! A page as data: elements, attributes and text that the shell builds with DOM calls, never with markup.

/// Text in the user's language: a message id of `_locales` and its arguments.
#[derive(Clone, Debug, PartialEq)]
pub enum Text {
    /// A message by id with its placeholders.
    Message(String, Vec<Arg>),
    /// Text as it is: host names, header values.
    Raw(String),
}

/// A placeholder's value; the shell formats numbers for the user's language.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    /// Put in as it is.
    Text(String),
    /// A count: also picks the plural form, message ids `<id>_one`, `<id>_other` (Intl.PluralRules).
    Count(u64),
    /// A span of time in milliseconds, written as the user's language writes it ("1 min 5 s").
    DurationMs(u64),
}

/// A node of the tree.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Text.
    Text(Text),
    /// An element.
    Element(Element),
}

/// An element: tag, attributes, children, and what a click on it asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Element {
    /// HTML tag.
    pub tag: &'static str,
    /// Attributes with fixed or plain values.
    pub attributes: Vec<(&'static str, String)>,
    /// Attributes whose value is text for people (`aria-label`, `title`).
    pub labels: Vec<(&'static str, Text)>,
    /// The request a click sends (`data-ask`), and its argument.
    pub ask: Option<(&'static str, String)>,
    /// Children in order.
    pub children: Vec<Node>,
}
