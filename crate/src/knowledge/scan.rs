//! Many texts looked for in one page at once, in time that the page's length bounds.

use crate::find::cut;

/// A hostile page may be full of half a match; so many comparisons are enough for any honest one.
const COMPARISONS_MAX: u32 = 60_000;
/// On a long page, what a gateway writes of itself stands near its head or foot; the rest is the site's own text.
const HEAD: usize = 8 * 1024;
const FOOT: usize = 2 * 1024;
const SHORT: usize = 24 * 1024;

/// Texts to look for: four rare bytes of each (sorted), where those stand in it, its length, half its hash.
pub(super) struct Anchors {
    pub keys: &'static [[u8; 4]],
    pub offsets: &'static [u8],
    pub lengths: &'static [u8],
    pub hashes: &'static [[u8; 2]],
}

/// Marks every text that the page holds; case never matters.
pub(super) fn look(page: &[u8], anchors: &Anchors, hits: &mut [bool]) {
    let mut sieve = [0u64; 64];
    for key in anchors.keys {
        let (word, bit) = slot(u32::from_le_bytes(*key));
        sieve.iter_mut().skip(word).take(1).for_each(|word| *word |= bit);
    }
    let mut left = COMPARISONS_MAX;
    if page.len() <= SHORT {
        return look_in(page, anchors, &sieve, &mut left, hits);
    }
    look_in(page.get(..HEAD).unwrap_or_default(), anchors, &sieve, &mut left, hits);
    look_in(page.get(page.len() - FOOT..).unwrap_or_default(), anchors, &sieve, &mut left, hits);
}

fn look_in(page: &[u8], anchors: &Anchors, sieve: &[u64; 64], left: &mut u32, hits: &mut [bool]) {
    let mut key = 0u32;
    for (at, byte) in page.iter().enumerate() {
        key = (key << 8) | u32::from(byte.to_ascii_lowercase());
        let (word, bit) = slot(key);
        if at < 3 || sieve.get(word).is_none_or(|word| word & bit == 0) {
            continue;
        }
        let mut text = anchors.keys.partition_point(|anchor| u32::from_le_bytes(*anchor) < key);
        while *left > 0 && anchors.keys.get(text) == Some(&key.to_le_bytes()) {
            *left -= 1;
            if let Some(hit) = hits.get_mut(text).filter(|hit| !**hit) {
                *hit = is_at(page, at - 3, text, anchors).unwrap_or_default();
            }
            text += 1;
        }
    }
}

fn is_at(page: &[u8], at: usize, text: usize, anchors: &Anchors) -> Option<bool> {
    let start = at.checked_sub(usize::from(*anchors.offsets.get(text)?))?;
    let window = page.get(start..start + usize::from(*anchors.lengths.get(text)?))?;
    Some((hash(window) as u16).to_le_bytes() == *anchors.hashes.get(text)?)
}

/// Most places of a page match nothing: a bit field says so at once.
fn slot(key: u32) -> (usize, u64) {
    let hash = key.wrapping_mul(0x9E37_79B1) >> 20;
    ((hash >> 6) as usize, 1 << (hash & 63))
}

/// FNV-1a (draft-eastlake-fnv) of a text in small letters: the tables hold hashes, which are shorter than texts.
pub(super) fn hash(text: &[u8]) -> u32 {
    text.iter().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193)
    })
}

/// The word that stands after a text, markup and spaces between them skipped; all up to `upto` if that is given.
pub(super) fn after<'a>(page: &'a str, text: &str, upto: &str) -> Option<&'a str> {
    let (wanted, bytes) = (text.as_bytes(), page.as_bytes());
    let first = wanted.first()?.to_ascii_lowercase();
    let head = bytes.get(..SHORT.min(bytes.len()))?;
    let starts = head.iter().enumerate().filter(|(_, byte)| byte.to_ascii_lowercase() == first);
    let is_there =
        |at: usize| bytes.get(at..at + wanted.len()).is_some_and(|w| w.eq_ignore_ascii_case(wanted));
    let start = starts.map(|(at, _)| at).find(|at| is_there(*at))? + wanted.len();
    let mut rest = page.get(start..)?;
    if !upto.is_empty() {
        return Some(cut(rest, upto).map_or(rest, |(before, _)| before).trim());
    }
    for _ in 0..8 {
        rest = rest.trim_start_matches([' ', ':', '"', '#', '`']);
        match rest.strip_prefix('<').and_then(|tag| tag.split_once('>')) {
            Some((_, behind)) => rest = behind,
            None => break,
        }
    }
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || "-_.:/=+".contains(c)));
    rest.get(..end.unwrap_or(rest.len()))
}
