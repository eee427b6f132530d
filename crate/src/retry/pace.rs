//! How fast: pauses that grow with the outage, one pair of curves for each temper.

use crate::words;

/// How hard to try; the user's choice, per site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Temper {
    /// For any site.
    #[default]
    Normal,
    /// For popular sites and for many browsers with one owner.
    Gentle,
    /// For one's own servers.
    Eager,
}
words!(Temper { Normal = "normal", Gentle = "gentle", Eager = "eager" } or Normal);

/// Pauses of `factor · elapsed^exponent` seconds, between `least` and `most`; later no longer than `later`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Curve {
    factor: f64,
    exponent: f64,
    least: f64,
    most: f64,
    later: f64,
}

/// The curves of a temper.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// While somebody looks.
    pub visible: Curve,
    /// While nobody does. Alarms come no sooner than after 30 s, so `least` is no less.
    pub hidden: Curve,
}

const fn curve(factor: f64, exponent: f64, least: f64, most: f64, later: f64) -> Curve {
    Curve { factor, exponent, least, most, later }
}

/// Tuned in simulations of single users and of crowds on one site; below `most` the delays grow no slower than the square
/// root of time, the border of stability (Håstad, Leighton, Rogoff 1996, doi.org/10.1137/S0097539792233828).
const NORMAL: Pace =
    Pace { visible: curve(2.64, 0.5, 2.6, 27.0, 27.0), hidden: curve(4.95, 0.55, 30.0, 135.0, 102.0) };
const GENTLE: Pace = Pace {
    visible: curve(2.0, 2.0 / 3.0, 5.0, 60.0, 60.0),
    hidden: curve(4.5, 2.0 / 3.0, 45.0, 600.0, 600.0),
};
const EAGER: Pace =
    Pace { visible: curve(1.2, 0.5, 2.0, 20.0, 20.0), hidden: curve(2.5, 0.5, 30.0, 60.0, 60.0) };
/// A developer's server: back on the screen within a second of its start; a refused connection costs nobody anything.
const LOCAL: Pace =
    Pace { visible: curve(0.01, 1.0, 0.7, 5.0, 5.0), hidden: curve(0.04, 1.0, 2.0, 30.0, 30.0) };

/// Of a crowd that waits since then, in seconds, many have left.
pub(super) const CROWD_UNTIL: f64 = 700.0;
/// Outages longer than this are left more and more in peace.
const LONG_S: f64 = 14_400.0;
/// The calmest pauses are so many times the longest of the first hours.
const CALM_MAX: f64 = 5.0;

impl Pace {
    /// The pace of a temper; a server on this machine or its own network has one of its own.
    pub fn of(temper: Temper, is_local: bool) -> &'static Self {
        match temper {
            _ if is_local => &LOCAL,
            Temper::Normal => &NORMAL,
            Temper::Gentle => &GENTLE,
            Temper::Eager => &EAGER,
        }
    }
}

impl Curve {
    /// The pause in seconds, `elapsed` seconds after the first failure.
    pub fn pause(&self, elapsed: f64) -> f64 {
        let calm = within((elapsed / LONG_S).sqrt(), 1.0, CALM_MAX);
        let most = if elapsed > CROWD_UNTIL { self.later } else { self.most };
        within(self.factor * power(elapsed, self.exponent), self.least, most) * calm
    }
}

/// The nearest number to `value` that lies between two: `f64::clamp` can panic, and brings the words for that along.
pub(super) fn within(value: f64, least: f64, most: f64) -> f64 {
    value.max(least).min(most)
}

/// `base` to the power of `exponent`, both 0 or more, the exponent at most 1 and taken to 20 binary places. One square root
/// for each, which Wasm has an instruction for; the general power function takes 2 KB.
fn power(base: f64, exponent: f64) -> f64 {
    let (mut result, mut root, mut rest) = (1.0, base, exponent);
    for _ in 0..=20 {
        if rest >= 1.0 {
            rest -= 1.0;
            result *= root;
        }
        (root, rest) = (root.sqrt(), rest * 2.0);
    }
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pauses(curve: &Curve) -> Vec<u64> {
        [0.0, 60.0, 600.0, 3_600.0, 28_800.0, 864_000.0].map(|at| curve.pause(at).round() as u64).into()
    }

    #[test]
    fn pauses_grow_and_grow_ever_more_calm() {
        let normal = Pace::of(Temper::Normal, false);
        assert_eq!(pauses(&normal.visible), [3, 20, 27, 27, 38, 135]);
        assert_eq!(pauses(&normal.hidden), [30, 47, 135, 102, 144, 510]);
    }

    #[test]
    fn a_power_is_what_it_should_be() {
        for exponent in [0.5, 0.55, 2.0 / 3.0, 1.0] {
            for base in [0.0, 0.3, 1.0, 60.0, 14_400.0, 1e9] {
                let (ours, theirs) = (power(base, exponent), f64::powf(base, exponent));
                assert!((ours - theirs).abs() <= theirs * 1e-4, "{base} to the {exponent}: {ours}, {theirs}");
            }
        }
    }

    #[test]
    fn the_tempers_keep_their_order() {
        let [gentle, normal, eager] =
            [Temper::Gentle, Temper::Normal, Temper::Eager].map(|temper| Pace::of(temper, false));
        for at in [10.0, 60.0, 600.0, 7_000.0] {
            assert!(gentle.visible.pause(at) >= normal.visible.pause(at), "{at}");
            assert!(normal.visible.pause(at) >= eager.visible.pause(at), "{at}");
            assert!(gentle.hidden.pause(at) >= normal.hidden.pause(at), "{at}");
            assert!(normal.hidden.pause(at) >= eager.hidden.pause(at), "{at}");
        }
    }

    #[test]
    fn a_local_server_is_looked_for_every_second_at_first() {
        let local = Pace::of(Temper::Gentle, true);
        assert!(local.visible.pause(70.0) < 0.8);
        assert_eq!(pauses(&local.visible), [1, 1, 5, 5, 7, 25]);
    }
}
