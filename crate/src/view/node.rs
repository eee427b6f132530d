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
    /// A day, as a moment within it in ms since 1970 (UTC), written as the user's language writes dates.
    DayMs(u64),
    /// A moment in ms since 1970, as day and time where the user is.
    MomentMs(u64),
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

impl Text {
    /// A message without placeholders.
    pub fn message(id: &str) -> Self {
        Self::Message(id.into(), Vec::new())
    }

    /// A message with its placeholders' values, in the order of `$1`, `$2` ….
    pub fn with(id: &str, args: impl Into<Vec<Arg>>) -> Self {
        Self::Message(id.into(), args.into())
    }

    /// Text as it is.
    pub fn raw(text: impl Into<String>) -> Self {
        Self::Raw(text.into())
    }
}

impl Element {
    /// An element without attributes or children.
    pub fn new(tag: &'static str) -> Self {
        Self { tag, ..Self::default() }
    }

    /// An element with a class for the style sheet.
    pub fn of(tag: &'static str, class: &str) -> Self {
        Self::new(tag).attr("class", class)
    }

    /// Adds an attribute.
    pub fn attr(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.attributes.push((name, value.into()));
        self
    }

    /// Adds an attribute without a value, such as `checked`, when it holds.
    pub fn flag(self, name: &'static str, holds: bool) -> Self {
        if holds { self.attr(name, "") } else { self }
    }

    /// Names the element for good, so that focus finds it again after a rebuild.
    pub fn key(self, key: impl Into<String>) -> Self {
        self.attr("data-key", key)
    }

    /// Adds an attribute whose value people read or hear.
    pub fn label(mut self, name: &'static str, text: Text) -> Self {
        self.labels.push((name, text));
        self
    }

    /// Says what a click asks for: verb and argument.
    pub fn ask(mut self, verb: &'static str, argument: impl Into<String>) -> Self {
        self.ask = Some((verb, argument.into()));
        self
    }

    /// Adds a child.
    pub fn child(mut self, child: impl Into<Node>) -> Self {
        self.children.push(child.into());
        self
    }

    /// Adds children; an `Option` adds one or none.
    pub fn children<N: Into<Node>>(mut self, children: impl IntoIterator<Item = N>) -> Self {
        self.children.extend(children.into_iter().map(Into::into));
        self
    }
}

impl From<Element> for Node {
    fn from(element: Element) -> Self {
        Self::Element(element)
    }
}

impl From<Text> for Node {
    fn from(text: Text) -> Self {
        Self::Text(text)
    }
}
