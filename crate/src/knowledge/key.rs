//! Keys of browser codes: names by hash, numbers as they are. The build and the look-up share this file.

/// What names and numbers mean that no table lists.
pub struct Families<'t> {
    /// Beginning of a name, number of its condition; the first that fits counts.
    pub prefixes: &'t [(&'t str, u8)],
    /// Keys from, to (inclusive), number of their condition; the first that fits counts.
    pub ranges: &'t [(u32, u32, u8)],
}

impl Families<'_> {
    /// The condition of a name.
    pub fn of_name(&self, name: &str) -> Option<u8> {
        self.prefixes.iter().find(|(prefix, _)| name.starts_with(prefix)).map(|(_, condition)| *condition)
    }

    /// The condition of a number's key.
    pub fn of_number(&self, key: u32) -> Option<u8> {
        self.ranges
            .iter()
            .find(|(from, to, _)| (*from..=*to).contains(&key))
            .map(|(_, _, condition)| *condition)
    }
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
