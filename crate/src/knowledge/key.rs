//! Keys of browser codes: names by hash, numbers as they are. The build and the look-up share this file.

/// What a name means that no table lists: the first beginning that fits, and its condition.
pub fn family_of_name<'t>(name: &str, prefixes: impl IntoIterator<Item = (&'t str, u8)>) -> Option<u8> {
    let fits = |(prefix, _): &(&str, u8)| name.starts_with(prefix);
    prefixes.into_iter().find(fits).map(|(_, condition)| condition)
}

/// The same of a number's key: the first range (both ends inclusive) that holds it, and its condition.
pub fn family_of_number(key: u32, ranges: impl IntoIterator<Item = (u32, u32, u8)>) -> Option<u8> {
    let fits = |(from, to, _): &(u32, u32, u8)| (*from..=*to).contains(&key);
    ranges.into_iter().find(fits).map(|(_, _, condition)| condition)
}

/// The key of a name: FNV-1a, 32 bits; the build fails when two names share one.
pub fn of_name(name: &str) -> u32 {
    name.bytes().fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// The key of a number: an nsresult as it is, a Chromium code (-1 … -999) as its two's complement,
/// an NSS or NSPR code (-1000 and below) as the nsresult that Firefox makes of it (security module, 0x805A).
pub fn of_number(number: i64) -> Option<u32> {
    match number {
        -999..=-1 => Some((number as i32) as u32),
        -0xFFFF..=-1000 => Some(0x805A_0000 | number.unsigned_abs() as u32),
        0.. => u32::try_from(number).ok(),
        _ => None,
    }
}
