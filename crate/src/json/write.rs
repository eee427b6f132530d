//! The writer: pieces of JSON at the end of a text.

/// Decimals kept of a number that is not whole.
const DECIMALS: u64 = 10_000;

/// A string with its quotes.
pub(super) fn text(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\u{0}'..'\u{20}' => {
                out.push_str("\\u00");
                let hex = |digit: u32| char::from_digit(digit, 16).unwrap_or('0');
                out.push(hex(u32::from(c) >> 4));
                out.push(hex(u32::from(c) & 15));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

/// A whole number.
pub(super) fn whole(out: &mut String, number: i64) {
    if number < 0 {
        out.push('-');
    }
    out.push_str(&digits(number.unsigned_abs()));
}

/// A number in decimal digits: the standard library's formatting takes 5 KB of Wasm.
pub fn digits(number: u64) -> String {
    let (mut place, mut rest) = (1, number);
    while number / place >= 10 {
        place *= 10;
    }
    let mut text = String::new();
    while place > 0 {
        text.push(char::from(b'0' + (rest / place) as u8));
        rest %= place;
        place /= 10;
    }
    text
}

/// A number, to four decimals: the standard library's own way to write an `f64` takes 13 KB of Wasm.
pub(super) fn number(out: &mut String, number: f64) {
    if !number.is_finite() {
        return out.push_str("null");
    }
    let scaled = (number.abs() * DECIMALS as f64 + 0.5) as u64;
    if number < 0.0 && scaled > 0 {
        out.push('-');
    }
    whole(out, (scaled / DECIMALS) as i64);
    let mut fraction = scaled % DECIMALS;
    if fraction > 0 {
        out.push('.');
        let mut place = DECIMALS / 10;
        while fraction > 0 {
            out.push(char::from(b'0' + (fraction / place) as u8));
            fraction %= place;
            place /= 10;
        }
    }
}
