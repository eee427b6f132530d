//! Who looks: several windows, a machine that is left alone, and screens that nobody ever touches.

use crate::world::{Done, World};
use rebound::event::Event;
use rebound::patience::Patience;

const URL: &str = "http://shop.test/cart";

/// The pause until the next try, in milliseconds.
fn pause(world: &mut World) -> u64 {
    let from_ms = world.now_ms;
    let done = world.next_done(600_000).expect("a try");
    let pause_ms = world.now_ms - from_ms;
    world.end(done, 502);
    pause_ms
}

#[test]
fn a_machine_left_alone_is_nobody_looking_and_the_return_to_it_brings_a_try() {
    let mut world = World::waiting(URL);
    assert!(pause(&mut world) < 10_000);
    world.is_away = true;
    world.tell(Event::AttentionMoved);
    assert!(pause(&mut world) > 20_000);
    assert!(pause(&mut world) > 20_000);
    world.now_ms += 10_000;
    world.is_away = false;
    world.tell(Event::AttentionMoved);
    assert_eq!(world.next_done(500), Some(Done::Reload(1)));
}

#[test]
fn an_unattended_screen_is_looked_at_although_nobody_touches_it() {
    let mut world = World::waiting(URL);
    world.tell(Event::PatienceChanged(Patience { kiosk: true, ..Patience::default() }));
    world.is_away = true;
    world.tell(Event::AttentionMoved);
    assert!(pause(&mut world) < 10_000);
}

#[test]
fn of_two_windows_both_are_looked_at_and_the_one_with_the_focus_comes_first() {
    let mut world = World::waiting(URL);
    world.open(2, "http://shop.test/other", true);
    world.answer(2, 502);
    assert_eq!(world.next_done(10_000), Some(Done::Reload(1)));
    world.answer(1, 502);
    world.tabs.reverse(); // a survey tells the tabs of the window with the focus first
    world.tell(Event::AttentionMoved);
    assert_eq!(world.next_done(30_000), Some(Done::Reload(2)));
    world.answer(2, 200);
    assert_eq!(world.next_done(0), Some(Done::Reload(1)), "at once: somebody may look at it");
}
