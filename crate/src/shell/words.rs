//! The user's language, as the browser knows it.

use super::browser;
use crate::json::digits;
use crate::view::node::Text;
use crate::view::wording::{self, Language};
use js_sys::{Array, Intl, Object};
use wasm_bindgen::JsValue;

/// The language of the browser's user interface, as far as `_locales` has it.
struct Browser;

/// Text in the user's language.
pub fn say(text: &Text) -> String {
    wording::words(text, &Browser)
}

/// The language the messages are in: theirs, not the user interface's, which may be one we have no texts for.
fn locales() -> Array {
    Array::of1(&browser::message("locale", &[]).into())
}

impl Language for Browser {
    fn message(&self, id: &str, arguments: &[String]) -> Option<String> {
        Some(browser::message(id, arguments)).filter(|message| !message.is_empty())
    }

    fn plural(&self, count: u64) -> String {
        let rules = Intl::PluralRules::new(&locales(), &Object::new());
        rules.select(count as f64).into()
    }

    fn number(&self, count: u64) -> String {
        let format = Intl::NumberFormat::new(&locales(), &Object::new()).format();
        let number = format.call1(&JsValue::NULL, &(count as f64).into());
        number.ok().and_then(|number| number.as_string()).unwrap_or_else(|| digits(count))
    }

    fn day(&self, ms: u64) -> String {
        if cfg!(not(feature = "tools")) {
            return String::new(); // the module that waits shows no dates
        }
        let style = browser::object(&[("dateStyle", "long".into()), ("timeZone", "UTC".into())]);
        let language = browser::message("locale", &[]);
        js_sys::Date::new(&(ms as f64).into()).to_locale_date_string(&language, &style).into()
    }

    fn moment(&self, ms: u64) -> String {
        if cfg!(not(feature = "tools")) {
            return String::new();
        }
        let style = browser::object(&[("dateStyle", "medium".into()), ("timeStyle", "short".into())]);
        let language = browser::message("locale", &[]);
        js_sys::Date::new(&(ms as f64).into()).to_locale_string(&language, &style).into()
    }
}
