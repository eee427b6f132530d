//! *Is it just me?*: asked on a click, answered by others, and what their answers come to.

use crate::routes::*;
use crate::world::Asked;
use rebound::event::Event;
use rebound::fetch::Answer;
use rebound::route::kind::{Kind, State};
use rebound::route::verdict::Verdict;

/// Two resolvers know the name, three countries reach the page after a while.
fn works_elsewhere(asked: &Asked) -> Answer {
    let station = |country| {
        format!(r#"{{"probe":{{"country":"{country}"}},"result":{{"status":"finished","statusCode":200}}}}"#)
    };
    match asked.ask.kind {
        Kind::Elsewhere if asked.ask.body.is_some() => {
            Answer { status: Some(202), ..json(r#"{"id":"abc","probesCount":3}"#) }
        }
        Kind::Elsewhere => {
            let stations = ["DE", "US", "JP"].map(station).join(",");
            json(&format!(r#"{{"id":"abc","status":"finished","results":[{stations}]}}"#))
        }
        _ => json(r#"{"Status":0,"Answer":[{"name":"shop.example.","type":1,"TTL":60,"data":"192.0.2.1"}]}"#),
    }
}

#[test]
fn stations_elsewhere_are_ordered_once_then_waited_for() {
    let mut world = failing();
    want(&mut world, true);
    let mut urls = Vec::new();
    let seen = std::cell::RefCell::new(&mut urls);
    run(&mut world, |asked| {
        seen.borrow_mut().push((asked.ask.kind, asked.ask.url.clone(), asked.ask.body.is_some()));
        works_elsewhere(asked)
    });
    let station: Vec<_> = urls.iter().filter(|(kind, ..)| *kind == Kind::Elsewhere).collect();
    let api = "https://api.globalping.io/v1/measurements";
    assert_eq!(
        station,
        [&(Kind::Elsewhere, api.into(), true), &(Kind::Elsewhere, format!("{api}/abc"), false)]
    );
    let routes = world.routes(1).unwrap();
    assert_eq!(routes.verdict, Some(Verdict::OnlyHere));
    assert_eq!(
        state(&world, Kind::Connectivity),
        Some(State::Spared),
        "the connection works: others answered"
    );
}

#[test]
fn a_measurement_that_never_ends_is_given_up() {
    let mut world = failing();
    want(&mut world, true);
    run(&mut world, |asked| match asked.ask.kind {
        Kind::Elsewhere => json(PENDING),
        _ => works_elsewhere(asked),
    });
    assert_eq!(state(&world, Kind::Elsewhere), Some(State::NoAnswer));
}

#[test]
fn refusals_and_silence_are_results() {
    let mut world = failing();
    want(&mut world, true);
    run(&mut world, |asked| match asked.ask.kind {
        Kind::Elsewhere => page("", 429),
        _ => Answer::default(),
    });
    assert_eq!(state(&world, Kind::Elsewhere), Some(State::Refused));
    assert_eq!(state(&world, Kind::DnsFirst), Some(State::NoAnswer));
    assert!(world.routes(1).unwrap().verdict.is_some());
}

#[test]
fn both_buttons_may_be_pressed_one_after_the_other_and_again() {
    let mut world = failing();
    want(&mut world, false);
    world.now_ms += 100;
    want(&mut world, true);
    world.asked.clear();
    world.now_ms += 20_000;
    world.tell(Event::Woke);
    run(&mut world, all_well);
    let count = checks(&world).len();
    want(&mut world, true);
    run(&mut world, works_elsewhere);
    assert_eq!(checks(&world).len(), count);
    assert!(checks(&world).iter().all(|check| check.state.is_final()));
}
