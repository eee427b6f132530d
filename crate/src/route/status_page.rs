//! What the site says about itself on a status page made with Statuspage.

use super::reply::text;
use crate::json::Json;

/// At most so much of a foreign sentence is shown, in characters.
const SENTENCE_MAX: usize = 120;

/// The page's one-line description ("Partial System Outage"), and whether it admits trouble. `None`: no such page.
/// <https://developer.statuspage.io> and `/api` of every such page: `indicator` is none, minor, major or critical.
pub fn summary(answer: &Json) -> Option<(String, bool)> {
    let status = answer.get("status")?;
    let sentence: String =
        text(status, "description").chars().filter(|c| !c.is_control()).take(SENTENCE_MAX).collect();
    let indicator = text(status, "indicator");
    let is_known = ["none", "minor", "major", "critical", "maintenance"].contains(&indicator);
    (is_known && !sentence.is_empty()).then(|| (sentence, indicator != "none"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_page_says_how_the_site_is() {
        let well = json!({"page": {"id": "Y", "name": "S", "url": "http://status.shop.example"},
            "status": {"description": "All Systems Operational", "indicator": "none"}, "components": [], "incidents": []});
        assert_eq!(summary(&well), Some(("All Systems Operational".into(), false)));
        let ill = json!({"status": {"description": "Partial System Outage", "indicator": "major"}});
        assert_eq!(summary(&ill), Some(("Partial System Outage".into(), true)));
    }

    #[test]
    fn whatever_else_answers_there_is_no_status_page() {
        for odd in [
            json!(null),
            json!([]),
            json!({"status": "ok"}),
            json!({"status": {"indicator": "none"}}),
            json!({"status": {"indicator": "great", "description": "x"}}),
            json!({"status": {"description": 3, "indicator": "none"}}),
        ] {
            assert_eq!(summary(&odd), None, "{odd:?}");
        }
    }

    #[test]
    fn a_sentence_is_bounded() {
        let long = json!({"status": {"description": format!("a\u{7}\n{}", "ä".repeat(9_999)), "indicator": "minor"}});
        assert_eq!(summary(&long).unwrap().0.chars().count(), SENTENCE_MAX);
    }
}
