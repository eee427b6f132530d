//! From message ids to words: plural forms, numbers and spans of time, whatever the language.

use super::duration;
use super::node::{Arg, Text};

/// What the user's language knows; the shell asks the browser, tests read `_locales`.
pub trait Language {
    /// A message with its placeholders filled in; none when the language lacks it.
    fn message(&self, id: &str, arguments: &[String]) -> Option<String>;
    /// The plural category of a count, in the words of Unicode (`one`, `few`, `other`).
    fn plural(&self, count: u64) -> String;
    /// A whole number with the language's grouping.
    fn number(&self, count: u64) -> String;
    /// The date of a moment in ms since 1970, in UTC.
    fn day(&self, ms: u64) -> String;
    /// Day and time of a moment in ms since 1970, where the user is.
    fn moment(&self, ms: u64) -> String;
}

/// The text in words. A message that is missing shows its id: better than a gap, and tests find it.
pub fn words(text: &Text, language: &impl Language) -> String {
    let (id, args) = match text {
        Text::Raw(raw) => return raw.clone(),
        Text::Message(id, args) => (id, args),
    };
    let filled: Vec<String> = args.iter().map(|arg| argument(arg, language)).collect();
    let count = args.iter().find_map(|arg| match arg {
        Arg::Count(count) => Some(*count),
        _ => None,
    });
    let found = match count {
        Some(count) => plural(id, count, &filled, language),
        None => language.message(id, &filled),
    };
    found.unwrap_or_else(|| id.clone())
}

/// The message for a count, in its plural form.
fn plural(id: &str, count: u64, filled: &[String], language: &impl Language) -> Option<String> {
    let form = format!("{id}_{}", language.plural(count));
    language.message(&form, filled).or_else(|| language.message(&format!("{id}_other"), filled))
}

/// A placeholder's value in words.
fn argument(arg: &Arg, language: &impl Language) -> String {
    match arg {
        Arg::Text(text) => text.clone(),
        Arg::Count(count) => language.number(*count),
        Arg::DayMs(ms) => language.day(*ms),
        Arg::MomentMs(ms) => language.moment(*ms),
        Arg::DurationMs(ms) => {
            let parts = duration::parts(*ms).into_iter().map(|(count, id)| {
                let number = [language.number(count)];
                plural(id, count, &number, language).unwrap_or_else(|| format!("{count} {id}"))
            });
            // A space that does not break keeps "1 min 5 s" on one line.
            parts.collect::<Vec<_>>().join("\u{a0}")
        }
    }
}
