//! A page made ready for reading: a bounded prefix, spaces collapsed, harmless entities decoded, its visible text apart.

use crate::find::cut;

/// So much of a page is read, whatever it sends.
pub const READ_MAX: usize = 64 * 1024;
/// So much visible text is kept for phrases; a page with more than this is no bare error page.
const VISIBLE_MAX: usize = 4 * 1024;

/// What was read of a page.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Markup and text, spaces collapsed; `<`, `>` and `&` stay coded, so that a page about markup is not taken for markup.
    pub text: String,
    /// What a reader sees, up to a bound.
    pub visible: String,
    /// What the title says.
    pub title: String,
}

impl Page {
    /// Reads a page; any text will do.
    pub fn read(body: &str) -> Self {
        let end =
            (0..=READ_MAX.min(body.len())).rev().find(|end| body.is_char_boundary(*end)).unwrap_or_default();
        let text = normalise(body.get(..end).unwrap_or_default());
        let (visible, title) = see(&text);
        Self { text, visible, title }
    }

    /// Nothing at all came.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Does the page have no more than a status and its standard phrase to say?
    pub fn is_bare(&self, status: u16, reason: &str) -> bool {
        let said = self.visible.trim_matches(|c: char| !c.is_ascii_alphabetic());
        said.is_empty() && self.title.is_empty()
            || said.eq_ignore_ascii_case(reason.trim())
            || phrase(status).is_some_and(|phrase| said.eq_ignore_ascii_case(phrase))
    }

    /// Is it more than an error page would hold?
    pub fn is_rich(&self) -> bool {
        self.visible.len() >= 1500
    }
}

/// The standard phrase of a status that gateways answer with (RFC 9110 §15).
fn phrase(status: u16) -> Option<&'static str> {
    Some(match status {
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => return None,
    })
}

fn normalise(body: &str) -> String {
    let mut text = String::with_capacity(body.len());
    let mut rest = body;
    while !rest.is_empty() {
        // Most of a page goes over as it is, in runs.
        let is_plain = |byte: &u8| matches!(byte, b'!'..=b'%' | b'\''..=b'~');
        let run = rest.as_bytes().iter().take_while(|byte| is_plain(byte)).count();
        let (plain, behind) = rest.split_at_checked(run).unwrap_or((rest, ""));
        text.push_str(plain);
        let Some(c) = behind.chars().next() else { break };
        let (decoded, length) = if c == '&' { entity(behind) } else { (c, c.len_utf8()) };
        rest = behind.get(length..).unwrap_or_default();
        match decoded {
            ' ' | '\t' | '\r' | '\n' | '\u{a0}' => {
                if !matches!(text.as_bytes().last(), None | Some(b' ')) {
                    text.push(' ');
                }
            }
            '’' | '‘' => text.push('\''),
            other => text.push(other),
        }
    }
    text.truncate(text.trim_end().len());
    text
}

/// The character an entity stands for, if it is one that cannot make markup; else the ampersand itself.
fn entity(rest: &str) -> (char, usize) {
    let Some((name, _)) =
        rest.get(1..).and_then(|r| r.split_at_checked(8.min(r.len()))).and_then(|(r, _)| r.split_once(';'))
    else {
        return ('&', 1);
    };
    let number = name.strip_prefix('#').and_then(|n| match n.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => n.parse().ok(),
    });
    let decoded = match (number.and_then(char::from_u32), name) {
        (Some('<' | '>' | '&'), _) => None,
        (Some(c), _) if !c.is_control() => Some(c),
        (_, "nbsp") => Some(' '),
        (_, "apos" | "rsquo" | "lsquo") => Some('\''),
        (_, "quot") => Some('"'),
        (_, "middot") => Some('·'),
        _ => None,
    };
    decoded.map_or(('&', 1), |c| (c, name.len() + 2))
}

/// Visible text and title.
fn see(text: &str) -> (String, String) {
    let (mut visible, mut title) = (String::new(), String::new());
    let mut rest = text;
    while let Some((before, tag)) = rest.split_once('<') {
        push(&mut visible, before);
        let Some((name, behind)) = tag.split_once('>') else {
            rest = "";
            break;
        };
        rest = behind;
        for hidden in ["script", "style", "title", "!--"] {
            if !name.get(..hidden.len()).is_some_and(|n| n.eq_ignore_ascii_case(hidden)) {
                continue;
            }
            let end = if hidden == "!--" { "-->" } else { "</" };
            if hidden == "!--" && name.ends_with("--") {
                continue;
            }
            let (inside, behind) = cut(rest, end).unwrap_or((rest, ""));
            if hidden == "title" && title.is_empty() {
                title.push_str(inside.trim().get(..200.min(inside.trim().len())).unwrap_or_default());
            }
            rest = behind;
            if end == "</" {
                rest = rest.split_once('>').map_or("", |(_, behind)| behind);
            }
        }
    }
    push(&mut visible, rest);
    (visible, title)
}

fn push(visible: &mut String, text: &str) {
    let text = text.trim();
    if text.is_empty() || visible.len() >= VISIBLE_MAX {
        return;
    }
    if !visible.is_empty() {
        visible.push(' ');
    }
    let end =
        (0..=VISIBLE_MAX.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    visible.push_str(text.get(..end).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_about_markup_is_not_taken_for_markup() {
        let page =
            Page::read("<p>It said &lt;center&gt;nginx&lt;/center&gt; &#39;again&rsquo;&nbsp; &#38; &amp;");
        assert_eq!(page.text, "<p>It said &lt;center&gt;nginx&lt;/center&gt; 'again' &#38; &amp;");
    }

    #[test]
    fn scripts_and_styles_are_not_seen() {
        let page = Page::read(
            "<title> Oh\n no </title><style>p{}</style><script>alert('502')</script><p>Hello  <b>you</b>",
        );
        assert_eq!((page.title.as_str(), page.visible.as_str()), ("Oh no", "Hello you"));
    }

    #[test]
    fn no_more_than_a_prefix_is_read_and_odd_markup_does_no_harm() {
        assert!(Page::read(&"é".repeat(READ_MAX)).text.len() <= READ_MAX);
        for odd in ["<", "&", "&;", "&#x110000;", "<title", "<script>", "<!--", "<!---->", "&#60;", "\u{0}"] {
            Page::read(odd);
        }
    }
}
