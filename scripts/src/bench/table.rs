//! The figures as people read them: one line each, with the limit and whether it is kept.

use std::fmt;

/// What a figure may be at most.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Limit {
    None,
    Median(f64),
    Every(f64),
}

/// Values of one kind, measured several times.
#[derive(Clone, Debug)]
pub struct Figure {
    what: String,
    unit: &'static str,
    values: Vec<f64>,
    limit: Limit,
}

impl Figure {
    /// Values in a unit; for information until a limit is set.
    pub fn new(what: impl Into<String>, unit: &'static str, mut values: Vec<f64>) -> Self {
        values.sort_by(f64::total_cmp);
        Self { what: what.into(), unit, values, limit: Limit::None }
    }

    /// The median may be this at most.
    #[must_use]
    pub fn median_at_most(mut self, limit: f64) -> Self {
        self.limit = Limit::Median(limit);
        self
    }

    /// No value may be more.
    #[must_use]
    pub fn each_at_most(mut self, limit: f64) -> Self {
        self.limit = Limit::Every(limit);
        self
    }

    fn median(&self) -> f64 {
        let at = |index: usize| self.values.get(index).copied().unwrap_or(f64::NAN);
        let half = self.values.len() / 2;
        if self.values.len().is_multiple_of(2) {
            at(half.wrapping_sub(1)).midpoint(at(half))
        } else {
            at(half)
        }
    }

    fn most(&self) -> f64 {
        self.values.last().copied().unwrap_or(f64::NAN)
    }

    /// Nothing measured keeps no limit.
    fn is_kept(&self) -> bool {
        match self.limit {
            Limit::None => true,
            Limit::Median(limit) => self.median() <= limit,
            Limit::Every(limit) => self.most() <= limit,
        }
    }
}

/// All figures, in the order in which they were measured.
#[derive(Debug, Default)]
pub struct Table {
    /// The browser that is being measured; nothing for what concerns none.
    pub place: &'static str,
    lines: Vec<(&'static str, Figure)>,
}

impl Table {
    /// One figure more.
    pub fn add(&mut self, figure: Figure) {
        self.lines.push((self.place, figure));
    }

    /// What is beyond its limit.
    pub fn missed(&self) -> Vec<String> {
        let lines = self.lines.iter().filter(|(_, figure)| !figure.is_kept());
        lines.map(|(place, figure)| format!("{} {}", figure.what, place).trim_end().to_owned()).collect()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:53} {:9} {:>10} {:>15} {:>3}  limit", "", "", "median", "min–max", "n")?;
        for (place, figure) in &self.lines {
            let least = figure.values.first().copied().unwrap_or(f64::NAN);
            let (median, range) = match figure.values.len() {
                0 | 1 => (figure.median(), String::new()),
                _ => (figure.median(), format!("{}–{}", short(least), short(figure.most()))),
            };
            let limit = match figure.limit {
                Limit::None => String::new(),
                Limit::Median(limit) => format!("≤ {}", short(limit)),
                Limit::Every(limit) => format!("each ≤ {}", short(limit)),
            };
            let middle = format!("{} {:2}", short(median), figure.unit);
            let mark = if figure.is_kept() { "" } else { "  MISSED" };
            let count = figure.values.len();
            writeln!(f, "{:53} {place:9} {middle:>10} {range:>15} {count:>3}  {limit}{mark}", figure.what)?;
        }
        Ok(())
    }
}

/// As many digits as mean something.
fn short(value: f64) -> String {
    if value.abs() >= 20.0 || value == value.trunc() { format!("{value:.0}") } else { format!("{value:.2}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_decides_and_one_slow_run_does_not() {
        let figure = Figure::new("a click", "ms", vec![9.0, 500.0, 7.0, 8.0]).median_at_most(10.0);
        assert!(figure.is_kept());
        assert!(!figure.each_at_most(10.0).is_kept());
    }

    #[test]
    fn what_was_never_measured_is_missed_and_named() {
        let mut table = Table { place: "Firefox", ..Table::default() };
        table.add(Figure::new("a click", "ms", Vec::new()).median_at_most(10.0));
        table.add(Figure::new("a look", "ms", vec![3.0]));
        assert_eq!(table.missed(), ["a click Firefox"]);
        assert!(table.to_string().contains("MISSED"));
    }
}
