//! One shape for what all services answer, read from their own documented JSON.

use super::archive;
use super::just_me;
use super::kind::{Kind, State};
use super::status_page;
use crate::json::Json;

/// What a service's answer came down to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// How it ended; `Running` if the service is still at it.
    pub state: State,
    /// A word on it: a status page's sentence, the number of a measurement, names of countries.
    pub note: String,
    /// Addresses of copies, IP addresses, or further countries.
    pub list: Vec<String>,
}

/// A member that is a string; empty if it is missing.
pub(super) fn text<'a>(object: &'a Json, name: &str) -> &'a str {
    object.get(name).and_then(Json::text).unwrap_or_default()
}

impl Reply {
    /// Without a word on it.
    pub fn new(state: State) -> Self {
        Self { state, note: String::new(), list: Vec::new() }
    }

    /// What was found, or that there is nothing.
    fn found(list: Vec<String>) -> Self {
        let state = if list.is_empty() { State::Missing } else { State::Works };
        Self { list, ..Self::new(state) }
    }

    /// Reads a service's answer; `asked` is where it came from. `None`: no answer of that service.
    pub fn read(kind: Kind, asked: &str, answer: &Json) -> Option<Self> {
        match kind {
            Kind::Archive if answer.get("archived_snapshots").is_some() => {
                Some(Self::found(archive::closest(answer).into_iter().collect()))
            }
            Kind::Archive => Some(Self::found(archive::listed(answer, asked))),
            Kind::StatusPage => {
                let (note, is_troubled) = status_page::summary(answer)?;
                let state = if is_troubled { State::Fails } else { State::Works };
                Some(Self { note, ..Self::new(state) })
            }
            Kind::DnsFirst | Kind::DnsSecond => just_me::resolved(answer),
            Kind::Elsewhere => just_me::measured(answer),
            _ => None,
        }
    }
}
