//! The way from the user to the site as a row of stations: which are well, which one broke.

use super::node::{Arg, Element, Text};
use super::picture::{Picture, Scene};
use crate::diagnosis::{Diagnosis, Hop, Side};

/// What is known about a station.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Well,
    Broken,
    /// It answers, and refuses on purpose.
    Refuses,
    Unknown,
}

/// The row of stations, for pages that failed or came back.
pub(super) fn line(picture: &Picture) -> Option<Element> {
    let judge: Box<dyn Fn(Hop) -> State> = match (picture.scene, &picture.diagnosis) {
        (Scene::Back, _) => Box::new(|_| State::Well),
        (Scene::Failing | Scene::Waiting, Some(diagnosis)) => {
            Box::new(|hop| state(hop, diagnosis, picture.status))
        }
        _ => return None,
    };
    let stations = [Hop::You, Hop::Network, Hop::Gateway, Hop::Origin];
    let list = Element::of("ol", "hops").key("hops").label("aria-label", Text::message("popup_hops"));
    Some(list.children(stations.map(|hop| station(hop, judge(hop), picture))))
}

/// All before the broken hop is well; what lies behind it nobody has seen.
fn state(hop: Hop, diagnosis: &Diagnosis, status: Option<u16>) -> State {
    match diagnosis.hop {
        Some(broken) if hop < broken => State::Well,
        // A station behind the user's own that broke over the user's own doing is well, it only turns the request down.
        Some(broken) if hop == broken && (diagnosis.side == Side::Policy || is_turned_down(diagnosis)) => {
            State::Refuses
        }
        Some(broken) if hop == broken => State::Broken,
        // An answer came, so the way up to whoever answered works.
        None if status.is_some() && hop <= Hop::Network => State::Well,
        _ => State::Unknown,
    }
}

/// The request was at fault, and somebody on the way said so.
fn is_turned_down(diagnosis: &Diagnosis) -> bool {
    diagnosis.side == Side::You && diagnosis.hop.is_some_and(|hop| hop > Hop::You)
}

/// One station: a shape and a short name for the eye, a full phrase for the ear.
fn station(hop: Hop, state: State, picture: &Picture) -> Element {
    let (short, spoken) = names(hop, picture.gateway_name());
    let (shape, word) = match state {
        State::Well => ("well", "popup_hop_well"),
        State::Broken => ("broken", "popup_hop_broken"),
        State::Refuses => ("refuses", "popup_hop_refuses"),
        State::Unknown => ("unknown", "popup_hop_unknown"),
    };
    let mark = Element::of("span", "mark").attr("aria-hidden", "true");
    let name = Element::of("span", "name").attr("aria-hidden", "true").child(short);
    let phrase =
        Element::of("span", "spoken").child(spoken).child(Text::raw(": ")).child(Text::message(word));
    Element::of("li", "hop").attr("data-state", shape).child(mark).child(name).child(phrase)
}

/// A station's short name and its spoken one.
fn names(hop: Hop, gateway: Option<&str>) -> (Text, Text) {
    let both = |short, spoken| (Text::message(short), Text::message(spoken));
    match (hop, gateway) {
        (Hop::You, _) => both("popup_hop_you", "popup_hop_you_spoken"),
        (Hop::Network, _) => both("popup_hop_network", "popup_hop_network_spoken"),
        (Hop::Gateway, None) => both("popup_hop_gateway", "popup_hop_gateway_spoken"),
        (Hop::Gateway, Some(name)) => {
            (Text::raw(name), Text::with("popup_hop_gateway_named", [Arg::Text(name.into())]))
        }
        (Hop::Origin, _) => both("popup_hop_origin", "popup_hop_origin_spoken"),
    }
}
