//! What each event costs the background: `cargo bench -p rebound --bench app`. A worker that was killed reads the whole
//! state first; every event ends with writing it.

use rebound::app::App;
use rebound::event::{Event, TabSeen};
use rebound::message::Report;
use std::hint::black_box;
use std::time::Instant;

const NOW_MS: u64 = 1_790_000_000_000;

fn main() {
    for tabs in [1, 20, 200] {
        let state = waiting(tabs);
        let restored = best(|| drop(black_box(App::restore(black_box(&state), 1))));
        let (mut app, _) = App::restore(&state, 1);
        let mut now_ms = NOW_MS;
        let event = best(|| {
            now_ms += 1;
            drop(black_box(app.handle(failure(1, 502), now_ms)));
        });
        let saved = best(|| drop(black_box(app.save())));
        println!(
            "{tabs:3} tabs, {:6} bytes: restored in {restored:7.1} µs, event in {event:7.1} µs, saved in {saved:7.1} µs",
            state.len()
        );
    }
}

/// The best of many, in microseconds: what else the machine does is not ours.
fn best(mut act: impl FnMut()) -> f64 {
    let mut time = || {
        let started = Instant::now();
        act();
        started.elapsed().as_secs_f64() * 1e6
    };
    (0..200).map(|_| time()).fold(f64::INFINITY, f64::min)
}

/// The state while so many tabs of one site wait.
fn waiting(tabs: i32) -> String {
    let mut app = App::new(1);
    let seen = |id| TabSeen { id, url: Some(address(id)), visible: id == 1, ..TabSeen::default() };
    let origins = vec!["http://*/*".into(), "https://*/*".into()];
    let survey = Event::Surveyed { tabs: (1..=tabs).map(seen).collect(), online: true, away: false, origins };
    app.handle(survey, NOW_MS);
    for id in 1..=tabs {
        app.handle(failure(id, 502), NOW_MS);
    }
    app.handle(Event::KeepTrying { tab_id: 1, on: true }, NOW_MS);
    app.save()
}

fn address(tab: i32) -> String {
    format!("https://shop.test/{tab}")
}

fn failure(tab: i32, status: u16) -> Event {
    let report = format!(
        r#"{{"kind":"loadCompleted","tabId":{tab},"requestId":"1","url":"{}","method":"GET","statusCode":{status},
            "statusLine":"HTTP/1.1 {status} Bad Gateway","elapsedMs":30,"online":true,"responseHeaders":
            [{{"name":"Server","value":"nginx"}},{{"name":"Content-Type","value":"text/html"}}]}}"#,
        address(tab)
    );
    // A report that cannot be read would measure nothing.
    Report::parse(&report).and_then(Report::event).unwrap_or(Event::Woke)
}
