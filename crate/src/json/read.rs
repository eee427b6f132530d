//! The parser: RFC 8259, with a limit on depth so that hostile text cannot exhaust the stack.

use super::Json;

const DEPTH_MAX: u32 = 64;

/// Parses a whole text.
pub(super) fn parse(text: &str) -> Option<Json> {
    let mut reader = Reader { rest: text };
    let value = reader.value(0)?;
    reader.skip_space();
    reader.rest.is_empty().then_some(value)
}

struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
    }

    /// Takes this piece of text if it comes next.
    fn takes(&mut self, piece: &str) -> bool {
        let after = self.rest.strip_prefix(piece);
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn value(&mut self, depth: u32) -> Option<Json> {
        if depth > DEPTH_MAX {
            return None;
        }
        self.skip_space();
        match self.rest.as_bytes().first()? {
            b'{' => self.object(depth),
            b'[' => self.list(depth),
            b'"' => self.string().map(Json::Text),
            b't' => self.takes("true").then_some(Json::Bool(true)),
            b'f' => self.takes("false").then_some(Json::Bool(false)),
            b'n' => self.takes("null").then_some(Json::Null),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: u32) -> Option<Json> {
        self.takes("{");
        let mut members = Vec::new();
        self.skip_space();
        if self.takes("}") {
            return Some(Json::Object(members));
        }
        loop {
            self.skip_space();
            let key = self.string()?;
            self.skip_space();
            if !self.takes(":") {
                return None;
            }
            members.push((key, self.value(depth + 1)?));
            self.skip_space();
            if self.takes("}") {
                return Some(Json::Object(members));
            }
            if !self.takes(",") {
                return None;
            }
        }
    }

    fn list(&mut self, depth: u32) -> Option<Json> {
        self.takes("[");
        let mut items = Vec::new();
        self.skip_space();
        if self.takes("]") {
            return Some(Json::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.skip_space();
            if self.takes("]") {
                return Some(Json::List(items));
            }
            if !self.takes(",") {
                return None;
            }
        }
    }

    fn string(&mut self) -> Option<String> {
        if !self.takes("\"") {
            return None;
        }
        let mut text = String::new();
        loop {
            let plain = self.rest.find(['"', '\\'])?;
            let (before, after) = self.rest.split_at_checked(plain)?;
            if before.bytes().any(|byte| byte < 0x20) {
                return None;
            }
            text.push_str(before);
            self.rest = after;
            if self.takes("\"") {
                return Some(text);
            }
            text.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Option<char> {
        self.takes("\\");
        let kind = self.rest.chars().next()?;
        self.rest = self.rest.get(kind.len_utf8()..)?;
        Some(match kind {
            '"' | '\\' | '/' => kind,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => self.code_point()?,
            _ => return None,
        })
    }

    /// Behind `\u`: one UTF-16 unit, or two that belong together; a lone surrogate becomes U+FFFD.
    fn code_point(&mut self) -> Option<char> {
        let first = self.hex()?;
        let second = match first {
            0xD800..0xDC00 => {
                let before = self.rest;
                let next = if self.takes("\\u") { self.hex() } else { None };
                let low = next.filter(|unit| (0xDC00..0xE000).contains(unit));
                if low.is_none() {
                    self.rest = before;
                }
                low
            }
            _ => None,
        };
        let code = second.map_or(first, |low| 0x1_0000 + ((first - 0xD800) << 10) + (low - 0xDC00));
        Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&mut self) -> Option<u32> {
        let (digits, after) = self.rest.split_at_checked(4)?;
        self.rest = after;
        digits.chars().try_fold(0, |code, digit| Some(code * 16 + digit.to_digit(16)?))
    }

    fn number(&mut self) -> Option<Json> {
        let sign = if self.takes("-") { -1.0 } else { 1.0 };
        let (whole, _) = self.digits()?;
        let mut value = whole;
        if self.takes(".") {
            let (fraction, scale) = self.digits()?;
            value += fraction / scale;
        }
        if self.takes("e") || self.takes("E") {
            let is_negative = !self.takes("+") && self.takes("-");
            let (exponent, _) = self.digits()?;
            let power = 10f64.powi(exponent.min(400.0) as i32);
            value = if is_negative { value / power } else { value * power };
        }
        Some(Json::Number(sign * value))
    }

    /// A run of digits: its value, and ten to the power of its length.
    fn digits(&mut self) -> Option<(f64, f64)> {
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, after) = self.rest.split_at_checked(end)?;
        self.rest = after;
        let add = |(value, scale), byte: u8| (value * 10.0 + f64::from(byte - b'0'), scale * 10.0);
        (end > 0).then(|| digits.bytes().fold((0.0, 1.0), add))
    }
}
