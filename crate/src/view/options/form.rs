//! A form with a field: what it is for, what is to be typed, and what is wrong with it.

use crate::settings::{Problem, Settings};
use crate::view::node::{Element, Text};
use crate::view::trying::button;

/// What a form consists of.
pub(super) struct Form<'a> {
    /// Names it, and is what its findings are told by.
    pub field: &'a str,
    /// What a submit asks for.
    pub ask: (&'static str, &'a str),
    /// The field's name.
    pub label: Text,
    /// What stands in the field at first.
    pub value: String,
    /// What an entry looks like.
    pub example: &'a str,
    /// On the button.
    pub submit: &'static str,
    /// A second field behind the first.
    pub choice: Option<Element>,
}

impl Form<'_> {
    /// The form; a finding about it stands below and is tied to its field.
    pub(super) fn draw(self, settings: &Settings) -> Element {
        let finding = settings.finding.as_ref().filter(|finding| finding.field == self.field);
        let id = |what: &str| [what, self.field].concat();
        let mut input = Element::of("input", "entry")
            .key(id("entry_"))
            .attr("type", "text")
            .attr("name", "entry")
            .attr("autocomplete", "off")
            .attr("spellcheck", "false")
            .attr("value", self.value)
            .attr("placeholder", self.example);
        if finding.is_some() {
            input = input.attr("aria-invalid", "true").attr("aria-describedby", id("finding_"));
        }
        let name = Element::of("span", "field-name").child(self.label);
        let label = Element::of("label", "field").child(name).child(input);
        let submit = button(&id("submit_"), self.submit).attr("type", "submit");
        let told = finding.map(|finding| Text::message(message(finding.problem)));
        // Stands there before it says anything, so that screen readers notice when it does.
        let told = Element::of("p", "wrong").attr("id", id("finding_")).attr("role", "alert").children(told);
        Element::of("form", "form")
            .key(id("form_"))
            .attr("novalidate", "")
            .ask(self.ask.0, self.ask.1)
            .child(Element::of("div", "fields").child(label).children(self.choice).child(submit))
            .child(told)
    }
}

fn message(problem: Problem) -> &'static str {
    match problem {
        Problem::NoHours => "options_no_hours",
        Problem::NoSite => "options_no_site",
        Problem::NoAddress => "options_no_address",
        Problem::UnknownBlank => "options_unknown_blank",
        Problem::NoBlank => "options_no_blank",
        Problem::HasPassword => "options_has_password",
        Problem::TooMany => "options_too_many",
        Problem::Known => "options_known",
    }
}
