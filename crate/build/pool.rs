//! Words and short lists, each stored once.

/// Words by number, in the order of their first use.
#[derive(Default)]
pub struct Words(pub Vec<String>);

impl Words {
    /// The word's number.
    pub fn number(&mut self, word: &str) -> u8 {
        let known = self.0.iter().position(|known| known == word);
        let at = known.unwrap_or_else(|| {
            self.0.push(word.into());
            self.0.len() - 1
        });
        u8::try_from(at).expect("more than 256 words: give them two bytes")
    }

    /// All words in one string, each ended by a line feed: cheaper than a slice of slices.
    pub fn text(&self) -> String {
        self.0.iter().map(|word| format!("{word}\n")).collect()
    }
}

/// Byte lists one after the other; a list that is already in there is found again.
#[derive(Default)]
pub struct Pool(pub Vec<u8>);

impl Pool {
    /// Where the bytes begin.
    pub fn place(&mut self, bytes: &[u8]) -> u16 {
        let known = self.0.windows(bytes.len()).position(|window| window == bytes);
        let at = known.unwrap_or_else(|| {
            self.0.extend(bytes);
            self.0.len() - bytes.len()
        });
        u16::try_from(at).expect("the pool is full: give its places four bytes")
    }
}
