//! Types that can be stored: they write themselves as JSON and read themselves from it.

use super::{Json, write};

/// A value that is kept as JSON. Structs say so with `record!`, plain enums with `words!`.
pub trait Stored: Sized {
    /// Adds the value to a JSON text.
    fn write(&self, out: &mut String);
    /// The value, if it is one.
    fn read(json: &Json) -> Option<Self>;
    /// What a missing field reads as; `None` where nothing can stand for it.
    fn missing() -> Option<Self> {
        Self::read(&Json::Object(Vec::new()))
    }
    /// As a JSON text of its own.
    fn to_json(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }
}

/// Adds one member to an object that is being written.
pub fn put(out: &mut String, key: &str, value: &impl Stored) {
    if !out.ends_with('{') {
        out.push(',');
    }
    write::text(out, key);
    out.push(':');
    value.write(out);
}

/// A field of an object; blank if it is missing, `None` if it is there and not of this kind.
pub fn field<T: Stored>(json: &Json, key: &str) -> Option<T> {
    json.get(key).map_or_else(T::missing, T::read)
}

impl Stored for bool {
    fn write(&self, out: &mut String) {
        out.push_str(if *self { "true" } else { "false" });
    }
    fn read(json: &Json) -> Option<Self> {
        match json {
            Json::Bool(value) => Some(*value),
            _ => None,
        }
    }
    fn missing() -> Option<Self> {
        Some(false)
    }
}

impl Stored for f64 {
    fn write(&self, out: &mut String) {
        write::number(out, *self);
    }
    fn read(json: &Json) -> Option<Self> {
        match json {
            Json::Number(value) => Some(*value),
            _ => None,
        }
    }
    fn missing() -> Option<Self> {
        Some(0.0)
    }
}

/// Carried along as it is.
impl Stored for Json {
    fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => value.write(out),
            Self::Number(value) => value.write(out),
            Self::Text(value) => value.write(out),
            Self::List(items) => items.write(out),
            Self::Object(members) => {
                out.push('{');
                members.iter().for_each(|(key, value)| put(out, key, value));
                out.push('}');
            }
        }
    }
    fn read(json: &Json) -> Option<Self> {
        Some(json.clone())
    }
}

macro_rules! whole_numbers {
    ($($type:ty),*) => {$(
        impl Stored for $type {
            fn write(&self, out: &mut String) {
                write::whole(out, *self as i64);
            }
            fn read(json: &Json) -> Option<Self> {
                let number = f64::read(json)?;
                let whole = number as $type;
                (whole as f64 == number).then_some(whole)
            }
            fn missing() -> Option<Self> {
                Some(0)
            }
        }
    )*};
}
whole_numbers!(u8, u16, u32, u64, i32);

impl Stored for String {
    fn write(&self, out: &mut String) {
        write::text(out, self);
    }
    fn read(json: &Json) -> Option<Self> {
        json.text().map(Into::into)
    }
    fn missing() -> Option<Self> {
        Some(String::new())
    }
}

impl<T: Stored> Stored for Option<T> {
    fn write(&self, out: &mut String) {
        match self {
            Some(value) => value.write(out),
            None => out.push_str("null"),
        }
    }
    fn read(json: &Json) -> Option<Self> {
        match json {
            Json::Null => Some(None),
            json => T::read(json).map(Some),
        }
    }
    fn missing() -> Option<Self> {
        Some(None)
    }
}

impl<T: Stored> Stored for Vec<T> {
    fn write(&self, out: &mut String) {
        out.push('[');
        for (index, item) in self.iter().enumerate() {
            if index > 0 {
                out.push(',');
            }
            item.write(out);
        }
        out.push(']');
    }
    fn read(json: &Json) -> Option<Self> {
        json.items()?.iter().map(T::read).collect()
    }
    fn missing() -> Option<Self> {
        Some(Vec::new())
    }
}

/// A pair is stored as an array of two.
impl<A: Stored, B: Stored> Stored for (A, B) {
    fn write(&self, out: &mut String) {
        out.push('[');
        self.0.write(out);
        out.push(',');
        self.1.write(out);
        out.push(']');
    }
    fn read(json: &Json) -> Option<Self> {
        match json.items()? {
            [a, b] => Some((A::read(a)?, B::read(b)?)),
            _ => None,
        }
    }
    fn missing() -> Option<Self> {
        None
    }
}
