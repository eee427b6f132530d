//! Is a page that was fetched worth offering? Judged by the same diagnosis as any other page.

use super::address::{Address, is_same};
use super::kind::State;
use crate::diagnosis::diagnose;
use crate::fetch::Answer;
use crate::site::Site;

/// What became of one fetched address, and a word on it: the status of an error.
///
/// `tried` is the address that was asked, `failing` the one that the user wanted.
pub fn judge(answer: &Answer, tried: &str, failing: &str) -> (State, String) {
    let plain = |state| (state, String::new());
    let Some(status) = answer.status else { return plain(State::NoAnswer) };
    match status {
        0 => return plain(State::Unread),
        401 | 407 | 511 => return plain(State::Login),
        _ => {}
    }
    let is_error = status >= 400 || diagnose(&answer.facts(), Some(&answer.body)).failed;
    if is_error {
        return (State::Fails, if status >= 400 { status.to_string() } else { String::new() });
    }
    if is_same(&answer.url, failing) {
        return plain(State::ComesBack);
    }
    let is_empty =
        !(200..300).contains(&status) || status == 204 || answer.body.trim().is_empty() || !answer.is_whole;
    if is_empty {
        return plain(State::Fails);
    }
    let body = answer.body.to_ascii_lowercase();
    if is_parked(&body) {
        return plain(State::Parked);
    }
    if is_login(answer, &body) {
        return plain(State::Login);
    }
    let is_away = match (Site::of(&answer.url), Site::of(tried)) {
        (Some(there), Some(here)) => !there.is_kin(&here),
        _ => true,
    };
    plain(if is_away { State::LeadsAway } else { State::Works })
}

/// Companies that fill parked names, and the words on their pages' titles.
const PARKING: [&str; 8] = [
    "sedoparking.com",
    "parkingcrew.net",
    "bodis.com",
    "above.com/marketplace",
    "afternic.com/forsale",
    "hugedomains.com/domain_profile",
    "dan.com/buy-domain",
    "window.location.href=\"/lander\"",
];
const FOR_SALE: [&str; 6] = [
    "domain is for sale",
    "domain for sale",
    "is for sale",
    "parked domain",
    "domain parking",
    "steht zum verkauf",
];
const LOGIN_TITLES: [&str; 7] =
    ["log in", "login", "sign in", "signin", "anmelden", "anmeldung", "connexion"];
const LOGIN_PATHS: [&str; 7] = ["login", "signin", "sign-in", "sign_in", "log-in", "sso", "auth"];

fn title(body: &str) -> &str {
    let rest = body.split_once("<title").and_then(|(_, rest)| rest.split_once('>'));
    rest.and_then(|(_, rest)| rest.split_once('<')).map_or("", |(title, _)| title.trim())
}

/// A name nobody uses: a page of advertisements, or an offer to buy it.
fn is_parked(body: &str) -> bool {
    PARKING.iter().any(|mark| body.contains(mark)) || FOR_SALE.iter().any(|words| title(body).contains(words))
}

/// The page wants a login before it shows anything: it was led there, or it is nothing but a form for a password.
fn is_login(answer: &Answer, body: &str) -> bool {
    let is_called_login = Address::of(&answer.url).is_some_and(|at| {
        let path = at.path.to_ascii_lowercase();
        path.split('/').any(|part| LOGIN_PATHS.contains(&part.split('.').next().unwrap_or_default()))
    });
    let asks_password = body.contains("type=\"password\"")
        || body.contains("type='password'")
        || body.contains("type=password");
    let says_login = LOGIN_TITLES.iter().any(|words| title(body).contains(words));
    (answer.redirected && is_called_login) || (asks_password && (says_login || is_called_login))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRIED: &str = "https://www.shop.example/a";
    const FAILING: &str = "https://shop.example/a";
    const PAGE: &str = "<!doctype html><title>Teapots</title><p>All our teapots are short and stout.";

    fn answer(status: u16, body: &str) -> Answer {
        Answer {
            status: Some(status),
            body: body.into(),
            is_whole: true,
            url: TRIED.into(),
            ..Answer::default()
        }
    }

    fn state(answer: &Answer) -> State {
        judge(answer, TRIED, FAILING).0
    }

    #[test]
    fn a_page_with_content_works() {
        assert_eq!(state(&answer(200, PAGE)), State::Works);
        let sub = Answer { url: "https://shop.example/a/".into(), redirected: true, ..answer(200, PAGE) };
        assert_eq!(state(&sub), State::Works, "led to the site's own other address");
    }

    #[test]
    fn an_error_does_not_and_says_its_status() {
        assert_eq!(judge(&answer(503, PAGE), TRIED, FAILING), (State::Fails, "503".into()));
        assert_eq!(judge(&answer(404, PAGE), TRIED, FAILING), (State::Fails, "404".into()));
        assert_eq!(state(&answer(204, "")), State::Fails);
        assert_eq!(state(&answer(200, " \n ")), State::Fails);
        assert_eq!(state(&Answer { is_whole: false, ..answer(200, PAGE) }), State::Fails);
        assert_eq!(state(&answer(304, PAGE)), State::Fails);
    }

    #[test]
    fn no_answer_and_an_answer_that_may_not_be_read_are_told_apart() {
        assert_eq!(state(&Answer::default()), State::NoAnswer);
        assert_eq!(state(&answer(0, "")), State::Unread);
    }

    #[test]
    fn a_way_back_to_the_failing_address_is_no_way() {
        let back = Answer { url: format!("{FAILING}#top"), redirected: true, ..answer(200, PAGE) };
        assert_eq!(state(&back), State::ComesBack);
    }

    #[test]
    fn another_sites_page_is_not_the_content() {
        let away =
            Answer { url: "https://isp.example.net/search".into(), redirected: true, ..answer(200, PAGE) };
        assert_eq!(state(&away), State::LeadsAway);
        assert_eq!(state(&Answer { url: "data:,x".into(), ..answer(200, PAGE) }), State::LeadsAway);
    }

    #[test]
    fn a_login_is_not_the_content_but_a_login_box_on_a_page_is_no_login() {
        let form = "<title>Sign in – Shop</title><form><input type=\"password\">";
        assert_eq!(state(&answer(200, form)), State::Login);
        assert_eq!(state(&answer(401, PAGE)), State::Login);
        let led = Answer {
            url: "https://www.shop.example/account/login?to=a".into(),
            redirected: true,
            ..answer(200, PAGE)
        };
        assert_eq!(state(&led), State::Login);
        let corner = format!("{PAGE}<input type=\"password\">");
        assert_eq!(state(&answer(200, &corner)), State::Works);
        assert_eq!(state(&answer(200, "<title>How to login safely</title><p>An article")), State::Works);
    }

    #[test]
    fn a_parked_name_is_not_the_content_but_talk_of_sales_is_no_parking() {
        assert_eq!(state(&answer(200, "<title>shop.example domain is for sale</title>")), State::Parked);
        assert_eq!(
            state(&answer(200, "<script src=//img.sedoparking.com/x.js></script><p>x")),
            State::Parked
        );
        assert_eq!(state(&answer(200, "<script>window.location.href=\"/lander\"</script>")), State::Parked);
        assert_eq!(state(&answer(200, "<title>Houses</title><p>This house is for sale")), State::Works);
    }

    #[test]
    fn hostile_pages_are_judged_like_any_other() {
        for body in [
            "<title",
            "<title>",
            "<title><",
            "\u{0}\u{ffff}",
            "<TITLE >İs For Sale",
            &"<title>".repeat(10_000),
        ] {
            state(&answer(200, body));
        }
    }
}
