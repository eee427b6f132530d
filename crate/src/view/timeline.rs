//! The wait so far as a row of cells from the first failure to now: a full cell is a time in which Rebound tried.

use super::node::Element;
use super::picture::{Picture, Scene};

/// Cells in the row.
const CELLS: u64 = 30;

/// The row; empty before the first try, so that nothing moves when that comes. It shows what the line above it says in words, so it is not read aloud.
pub(super) fn row(picture: &Picture) -> Option<Element> {
    let counts = counts(&picture.trace_ms, picture.failing_for_ms);
    let cell = |count: u32| {
        let class = match count {
            0 => "cell",
            1 => "cell tried",
            _ => "cell tried often",
        };
        Element::of("span", class)
    };
    let row =
        Element::of("div", "timeline").attr("aria-hidden", "true").children(counts.into_iter().map(cell));
    (picture.scene == Scene::Waiting).then_some(row)
}

/// Tries in each cell; the kept ones only, so that a long wait begins with empty cells.
fn counts(trace_ms: &[u64], whole_ms: u64) -> Vec<u32> {
    let cell_of = |at: u64| (at.min(whole_ms).saturating_mul(CELLS) / whole_ms.max(1)).min(CELLS - 1);
    (0..CELLS).map(|cell| trace_ms.iter().filter(|at| cell_of(**at) == cell).count() as u32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_fall_into_the_cells_of_their_time() {
        let counts = counts(&[0, 29_000, 30_000, 60_000, 99_000], 60_000);
        assert_eq!(counts.len(), 30);
        assert_eq!((counts[0], counts[14], counts[15], counts[29]), (1, 1, 1, 2));
        assert_eq!(counts.iter().sum::<u32>(), 5);
    }

    #[test]
    fn a_wait_of_no_length_is_no_trouble() {
        assert_eq!(counts(&[0, u64::MAX], 0).iter().sum::<u32>(), 2);
        assert!(counts(&[], u64::MAX).iter().all(|count| *count == 0));
    }
}
