//! JSON in and out for what is stored and what crosses the border to JavaScript: one small parser, no derived code.
//!
//! serde's derived visitors made up a quarter of the Wasm; a tree that every type reads itself from takes a tenth of that.

mod read;
mod stored;
mod write;

pub use stored::{Stored, field, put};
pub use write::digits;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number; whole numbers are exact up to 2⁵³.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object, in the order written.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Parses a text. `None` if it is no JSON (RFC 8259), or nests deeper than anything we write.
    pub fn parse(text: &str) -> Option<Self> {
        read::parse(text)
    }

    /// A member of an object.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The items of an array.
    pub fn items(&self) -> Option<&[Self]> {
        match self {
            Self::List(items) => Some(items),
            _ => None,
        }
    }

    /// The text of a string.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// Says how a struct is stored: `record!(Turn { tab, at_ms });`. A field that is missing from an older save reads as blank
/// (`Stored::missing`); `field as "name"` stores it under another name.
#[macro_export]
macro_rules! record {
    ($type:ident { $($field:ident $(as $name:literal)?),* $(,)? }) => {
        impl $crate::json::Stored for $type {
            fn write(&self, out: &mut String) {
                out.push('{');
                $($crate::json::put(out, $crate::key!($field $($name)?), &self.$field);)*
                out.push('}');
            }
            fn read(json: &$crate::json::Json) -> Option<Self> {
                if !matches!(json, $crate::json::Json::Object(_)) {
                    return None;
                }
                Some(Self { $($field: $crate::json::field(json, $crate::key!($field $($name)?))?),* })
            }
        }
    };
}

/// The name a field of a `record!` is stored under.
#[macro_export]
macro_rules! key {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $name:literal) => {
        $name
    };
}

/// Says in which words a plain enum is stored and told: `words!(Side { You = "you", … });`, and what a missing field reads
/// as: `words!(Side { … } or Unknown);`.
#[macro_export]
macro_rules! words {
    ($type:ident { $($variant:ident = $word:literal),* $(,)? } $(or $blank:ident)?) => {
        impl $type {
            /// The word for it.
            pub const fn word(&self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }
        impl $crate::json::Stored for $type {
            fn write(&self, out: &mut String) {
                out.push('"');
                out.push_str(self.word());
                out.push('"');
            }
            fn read(json: &$crate::json::Json) -> Option<Self> {
                match json.text()? {
                    $($word => Some(Self::$variant),)*
                    _ => None,
                }
            }
            $(fn missing() -> Option<Self> {
                Some(Self::$blank)
            })?
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Side {
        You,
        Origin,
    }
    words!(Side { You = "you", Origin = "origin" });

    #[derive(Debug, PartialEq)]
    struct Note {
        id: i32,
        text: String,
        side: Option<Side>,
        share: f64,
        tags: Vec<(String, String)>,
    }
    record!(Note { id, text as "t", side, share, tags });

    #[test]
    fn numbers_are_written_as_everybody_writes_them() {
        for number in [0, 1, 9, 10, 99, 100, 502, 1_000_000, u64::MAX] {
            assert_eq!(digits(number), number.to_string());
        }
        assert_eq!(
            [i32::MIN, -1, 0, i32::MAX].map(|n| n.to_json()),
            ["-2147483648", "-1", "0", "2147483647"]
        );
    }

    fn round_trip(note: &Note) -> Option<Note> {
        let mut out = String::new();
        note.write(&mut out);
        Note::read(&Json::parse(&out)?)
    }

    #[test]
    fn what_is_stored_comes_back() {
        let note = Note {
            id: -7,
            text: "\"quoted\" \\ \u{1} ü 😀\n".into(),
            side: Some(Side::Origin),
            share: 0.3125,
            tags: vec![("a".into(), "b".into())],
        };
        assert_eq!(round_trip(&note).as_ref(), Some(&note));
    }

    #[test]
    fn a_missing_field_is_blank_but_a_wrong_one_damages_the_record() {
        let read = |text| Note::read(&Json::parse(text).unwrap());
        let blank = Note { id: 0, text: String::new(), side: None, share: 0.0, tags: Vec::new() };
        assert_eq!(read("{}"), Some(blank));
        assert_eq!(read("{\"id\":\"x\"}"), None);
        assert_eq!(read("{\"side\":\"nowhere\"}"), None);
        assert_eq!(read("[]"), None);
    }

    #[test]
    fn whatever_is_no_json_is_refused_and_nothing_panics() {
        for text in
            ["", "{", "{\"a\"", "[1,]", "nul", "\"\\u12\"", "1 2", "{\"a\":1,}", "\"\u{1}", "+1", "--1", "."]
        {
            assert_eq!(Json::parse(text), None, "{text:?}");
        }
        assert_eq!(Json::parse(&"[".repeat(100_000)), None);
        assert_eq!(
            Json::parse(" [1e3, -0.25, \"\\ud83d\\ude00\\u00fc\", null, true] ")
                .map(|j| j.items().map(<[Json]>::len)),
            Some(Some(5))
        );
        assert_eq!(Json::parse("\"\\ud83d\\ude00\""), Some(Json::Text("😀".into())));
        assert_eq!(
            Json::parse("\"\\ud83d\""),
            Some(Json::Text("\u{fffd}".into())),
            "a lone surrogate is replaced"
        );
        assert_eq!(Json::parse("1800000000123"), Some(Json::Number(1_800_000_000_123.0)));
    }
}
