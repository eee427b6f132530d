//! Who answered: CDNs, proxies, load balancers, hosts, firewalls, filters and servers, told by what they leave behind.
//!
//! The tables are made from `knowledge/gateways/*.toml` by `build/gateways.rs`.

use super::scan::{self, hash};
use super::tables::{
    ANCHOR_HASHES, ANCHOR_KEYS, ANCHOR_LENGTHS, ANCHOR_OFFSETS, ANSWERS, ANSWERS_AT, CAUSES, CLUE_TESTS,
    CLUE_WEIGHTS, GATEWAYS, IDS, NAMES, PLACES, PROXY_ERRORS, RULES, TEST_HASHES, TEST_LENGTHS,
    TEST_OPERATIONS, TEST_PLACES,
};
use crate::failure::Failure;

/// Bytes of a row in `GATEWAYS`: kind, clues, ids, first rule (two), rules.
const ROW: usize = 6;
/// Places of a test that are no header's name.
const PAGE: u8 = 0;
const REASON: u8 = 1;
/// From this certainty on (per cent) a gateway counts as recognised.
const CERTAIN: u32 = 50;
/// Reference numbers are short; anything longer is something else.
const ID_MAX: usize = 96;
/// Real answers carry a few dozen headers, of a few hundred bytes.
const HEADERS_MAX: usize = 100;
const VALUE_MAX: usize = 400;

/// What a gateway does, as its file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Content delivery network.
    Cdn,
    /// Reverse proxy, tunnel or API gateway.
    Proxy,
    /// Load balancer.
    Balancer,
    /// A platform that hosts sites.
    Host,
    /// Web application firewall, bot check.
    Wall,
    /// The proxy of a company, a school, an access provider or this machine.
    Filter,
    /// Application server or framework.
    Server,
    /// Development server.
    Dev,
}

/// One layer that left its mark on an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layer {
    row: u16,
    /// Its first line of `IDS`, and how many it has.
    ids: (u16, u8),
    /// Its first rule, and how many it has.
    rules: (u16, u8),
    certainty: u8,
    /// What it does.
    pub kind: Kind,
    /// It wrote the page itself.
    pub wrote: bool,
}

/// Everything that the clues say of one answer.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    hits: Vec<bool>,
    /// Recognised layers, the writer of the page first.
    pub layers: Vec<Layer>,
}

impl Layer {
    /// The id of its knowledge file.
    pub fn id(self) -> &'static str {
        ids().nth(usize::from(self.row)).unwrap_or_default()
    }
}

impl Kind {
    fn of(number: u8) -> Self {
        match number {
            0 => Self::Cdn,
            1 => Self::Proxy,
            2 => Self::Balancer,
            3 => Self::Host,
            4 => Self::Wall,
            5 => Self::Filter,
            6 => Self::Server,
            _ => Self::Dev,
        }
    }

    /// A server or framework that makes pages, rather than one that passes them on.
    pub fn makes_pages(self) -> bool {
        matches!(self, Self::Server | Self::Dev)
    }
}

/// A gateway's name for people; `None` for an id nobody knows.
pub fn name(id: &str) -> Option<&'static str> {
    NAMES
        .text()
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .find(|(known, _)| *known == id)
        .map(|(_, name)| name)
}

/// Ids of all gateways known.
pub fn ids() -> impl Iterator<Item = &'static str> {
    NAMES.text().lines().map(|line| line.split_once('\t').map_or("", |(id, _)| id))
}

/// Reads the marks off an answer. `page` is its text as `diagnosis::page` prepared it; an empty one if it may not be trusted.
pub fn recognise(facts: &Failure, page: &str) -> Marks {
    let mut hits = vec![false; ANCHOR_KEYS.fours().len() + TEST_PLACES.bytes().len()];
    scan::look(
        page.as_bytes(),
        &scan::Anchors {
            keys: ANCHOR_KEYS.fours(),
            offsets: ANCHOR_OFFSETS.bytes(),
            lengths: ANCHOR_LENGTHS.bytes(),
            hashes: ANCHOR_HASHES.twos(),
        },
        &mut hits,
    );
    test(PAGE, page, &mut hits);
    test(REASON, facts.reason.trim(), &mut hits);
    for (name, value) in facts.headers.iter().take(HEADERS_MAX) {
        let key = hash(name.as_bytes()).to_le_bytes();
        if let Some(place) = PLACES.fours().iter().position(|place| *place == key) {
            test(place as u8, value.trim(), &mut hits);
        }
    }
    Marks { layers: layers(&hits), hits }
}

/// Every test of one place.
fn test(place: u8, value: &str, hits: &mut [bool]) {
    let value = value.as_bytes();
    let texts = TEST_LENGTHS.bytes().iter().zip(TEST_HASHES.fours());
    let tests = TEST_PLACES.bytes().iter().zip(TEST_OPERATIONS.bytes()).zip(texts);
    let hits = hits.iter_mut().skip(ANCHOR_KEYS.fours().len());
    for (hit, ((at, operation), (length, wanted))) in hits.zip(tests) {
        let length = usize::from(*length);
        let is_it = |text: &[u8]| hash(text).to_le_bytes() == *wanted;
        *hit |= *at == place
            && match operation {
                0 => true,
                1 => value.len() == length && is_it(value),
                2 => value.get(..length).is_some_and(is_it),
                _ => value.windows(length.max(1)).take(VALUE_MAX).any(is_it),
            };
    }
}

/// The gateways whose clues suffice, the writer of the page first, then those in front, then what makes pages.
fn layers(hits: &[bool]) -> Vec<Layer> {
    let mut layers: Vec<Layer> = Vec::new();
    let (mut clue, mut id) = (0usize, 0u16);
    for (row, gateway) in (0..).zip(GATEWAYS.bytes().chunks_exact(ROW)) {
        let [kind, clues, ids, low, high, rules] = gateway else { break };
        let (mut doubt, mut wrote) = (100u32, false);
        let weighed = CLUE_TESTS.twos().iter().zip(CLUE_WEIGHTS.bytes());
        for (test, weight) in weighed.skip(clue).take(usize::from(*clues)) {
            if hits.get(usize::from(u16::from_le_bytes(*test))) == Some(&true) {
                let certain = u32::from(weight & 0x7f);
                doubt = doubt * (100 - certain) / 100;
                wrote |= weight & 0x80 != 0 && certain >= CERTAIN;
            }
        }
        if 100 - doubt >= CERTAIN {
            let rules = (u16::from_le_bytes([*low, *high]), *rules);
            let certainty = (100 - doubt) as u8;
            let layer = Layer { row, ids: (id, *ids), rules, certainty, kind: Kind::of(*kind), wrote };
            let rank = |l: &Layer| (l.wrote, !l.kind.makes_pages(), l.certainty);
            let at = layers.iter().position(|other| rank(&layer) > rank(other)).unwrap_or(layers.len());
            layers.insert(at, layer);
        }
        clue += usize::from(*clues);
        id += u16::from(*ids);
    }
    layers
}

/// An error type of RFC 9209, by its word; those stand first among the causes.
pub fn proxy_error(word: &str) -> Option<&'static str> {
    CAUSES.text().split(' ').take(PROXY_ERRORS).find(|cause| *cause == word)
}

/// What a rule wants to know of an answer beside its marks.
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// One bit for the kind of page: 1 gateway, 2 server, 4 the site's own, 8 bare phrase, 16 empty.
    pub writer: u8,
}

/// The causes that knowledge gives for an answer (per cent): the writer's own rules, then the general ones.
pub fn causes(marks: &Marks, answer: &Answer) -> Vec<(&'static str, u8)> {
    // A gateway that passed on a page of the site's own knows nothing of it. An empty answer may be its own, but for
    // a 500: that is how applications die.
    let may_be_own = answer.writer == 0 || (answer.writer == 16 && answer.status != 500);
    let is_own = |layer: &Layer| layer.wrote || (may_be_own && marks.layers.iter().all(|l| !l.wrote));
    for layer in marks.layers.iter().filter(|layer| is_own(layer)) {
        if let Some(shares) = matching(layer.rules.0, layer.rules.1.into(), marks, answer) {
            return shares;
        }
    }
    matching(ANSWERS_AT, ANSWERS, marks, answer).unwrap_or_default()
}

/// The causes of the first of so many rules that holds.
fn matching(first: u16, count: u16, marks: &Marks, answer: &Answer) -> Option<Vec<(&'static str, u8)>> {
    let mut rest = RULES.bytes();
    for at in 0..first + count {
        let (length, behind) = rest.split_first()?;
        let (rule, next) = behind.split_at_checked(usize::from(*length))?;
        rest = next;
        if at >= first
            && let Some(shares) = shares(rule, marks, answer)
        {
            return Some(shares);
        }
    }
    None
}

/// What one rule says, if it holds.
fn shares(rule: &[u8], marks: &Marks, answer: &Answer) -> Option<Vec<(&'static str, u8)>> {
    let [writers, classes, statuses, tests, rest @ ..] = rule else { return None };
    let (status_bytes, rest) = rest.split_at_checked(usize::from(*statuses) * 2)?;
    let (test_bytes, shares) = rest.split_at_checked(usize::from(*tests) * 2)?;
    let number = |bytes: &[u8]| bytes.try_into().map_or(0, u16::from_le_bytes);
    let class = (answer.status / 100).min(6);
    let holds = (*statuses == 0
        || status_bytes.chunks_exact(2).any(|status| number(status) == answer.status))
        && (*classes == 0 || classes >> class & 1 != 0)
        && (*writers == 0 || writers & answer.writer != 0)
        && test_bytes.chunks_exact(2).all(|test| marks.hits.get(usize::from(number(test))) == Some(&true));
    let cause = |share: &[u8]| match share {
        [cause, percent] => CAUSES.text().split(' ').nth(usize::from(*cause)).map(|cause| (cause, *percent)),
        _ => None,
    };
    holds.then(|| shares.chunks_exact(2).filter_map(cause).collect())
}

/// Reference numbers of the recognised layers: name, value.
pub fn references(marks: &Marks, facts: &Failure, page: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for layer in &marks.layers {
        for line in IDS.text().lines().skip(usize::from(layer.ids.0)).take(usize::from(layer.ids.1)) {
            let mut parts = line.split('\t');
            let (Some(name), Some(key), Some(upto)) = (parts.next(), parts.next(), parts.next()) else {
                continue;
            };
            let value =
                if upto == "\u{1}" { facts.header(key).map(str::trim) } else { scan::after(page, key, upto) };
            let Some(value) = value.filter(|v| !v.is_empty() && v.len() <= ID_MAX) else { continue };
            if !found.iter().any(|(n, v)| n == name || v == value) {
                found.push((name.into(), value.into()));
            }
        }
    }
    found
}
