//! *Is it just me?* What resolvers, and stations in other countries, say of the page.

use super::address::Address;
use super::kind::{Kind, State};
use super::question::Check;
use super::reply::{Reply, text};
use super::services::Services;
use crate::json::{Json, Stored};

/// DNS answer codes (RFC 1035 §4.1.1): all is well, and there is no such name.
const NO_ERROR: f64 = 0.0;
const NAME_ERROR: f64 = 3.0;
/// An IPv4 address (RFC 1035 §3.2.2).
const TYPE_A: f64 = 1.0;

/// At most so many addresses or stations of an answer are looked at.
const LIST_MAX: usize = 32;

/// Whom to ask about an address; nobody about those that are not theirs to know.
pub fn questions(failing: &str, services: &Services) -> Vec<Check> {
    let Some(at) = Address::of(failing).filter(Address::may_be_told) else { return Vec::new() };
    let name = Address { port: "", ..at };
    let mut checks = Vec::new();
    let mut ask = |kind, url: Option<String>| checks.extend(url.map(|url| Check::asking(kind, vec![url])));
    if !at.is_numeric() {
        ask(Kind::DnsHere, Some(at.host.to_owned()));
        ask(Kind::DnsFirst, services.ask("dns_first", &name));
        ask(Kind::DnsSecond, services.ask("dns_second", &name));
    }
    ask(Kind::Elsewhere, services.ask("elsewhere", &at));
    ask(Kind::Connectivity, services.ask("connectivity", &at));
    checks
}

/// The measurement to order: the page's head from one station on each of four continents, without the query.
/// <https://globalping.io/docs/api.globalping.io>, "Create a measurement".
pub fn order(failing: &str) -> Option<String> {
    let at = Address::of(failing)?;
    let port = match (at.port.strip_prefix(':'), at.scheme) {
        (Some(port), _) => port,
        (None, "https") => "443",
        (None, _) => "80",
    };
    let protocol = if at.scheme == "https" { "HTTPS" } else { "HTTP" };
    let host = at.host.trim_matches(['[', ']']);
    let parts = [
        r#"{"type":"http","target":""#,
        host,
        r#"","locations":[{"continent":"EU"},{"continent":"NA"},{"continent":"AS"},{"continent":"SA"}],"measurementOptions":{"protocol":""#,
        protocol,
        r#"","port":"#,
        port,
        r#","request":{"method":"HEAD","path":""#,
        at.path,
        r#""}}}"#,
    ];
    Some(parts.concat())
}

/// What a resolver answers (JSON form of Google and Cloudflare).
/// <https://developers.google.com/speed/public-dns/docs/doh/json>
pub fn resolved(answer: &Json) -> Option<Reply> {
    let status = f64::read(answer.get("Status")?)?;
    if status == NAME_ERROR {
        return Some(Reply::new(State::Missing));
    }
    if status != NO_ERROR {
        return Some(Reply::new(State::Fails));
    }
    let records = answer.get("Answer").and_then(Json::items).unwrap_or_default();
    let is_address = |record: &&Json| record.get("type").and_then(f64::read) == Some(TYPE_A);
    let addresses = records.iter().filter(is_address).map(|record| text(record, "data").to_owned());
    Some(Reply { list: addresses.take(LIST_MAX).collect(), ..Reply::new(State::Works) })
}

/// What the stations saw, or the number of the measurement while they are at it. Countries where the page works come
/// in `note`, those where it fails in `list`.
/// <https://globalping.io/docs/api.globalping.io>, "Get a measurement by ID".
pub fn measured(answer: &Json) -> Option<Reply> {
    let id = text(answer, "id");
    let is_id = !id.is_empty() && id.len() <= 64 && id.bytes().all(|b| b.is_ascii_alphanumeric());
    if text(answer, "status") != "finished" {
        return is_id.then(|| Reply { note: id.to_owned(), ..Reply::new(State::Running) });
    }
    let (mut works, mut fails) = (Vec::new(), Vec::new());
    for station in answer.get("results")?.items()?.iter().take(LIST_MAX) {
        let country = station.get("probe").map(|probe| text(probe, "country")).unwrap_or_default();
        let result = station.get("result")?;
        let code = result.get("statusCode").and_then(f64::read).unwrap_or_default();
        let list = match text(result, "status") {
            "finished" if (200.0..400.0).contains(&code) => &mut works,
            // A refusal may be meant for machines in data centres: it says nothing about people.
            "finished" if (400.0..500.0).contains(&code) => continue,
            "finished" | "failed" => &mut fails,
            _ => continue, // the station itself was lost
        };
        let is_country = country.len() == 2 && country.bytes().all(|b| b.is_ascii_uppercase());
        if is_country && !list.iter().any(|known| known == country) {
            list.push(country.to_owned());
        }
    }
    let state = match (works.is_empty(), fails.is_empty()) {
        (false, true) => State::Works,
        (true, false) => State::Fails,
        (false, false) => State::Mixed,
        (true, true) => State::Refused,
    };
    Some(Reply { state, note: works.join(" "), list: fails })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    const PAGE: &str = "https://shop.example/a?token=secret";

    #[test]
    fn nobody_is_asked_about_private_addresses() {
        for private in
            ["http://localhost:3000/", "http://192.168.0.1/", "https://me:pw@shop.example/", "about:blank"]
        {
            assert!(questions(private, &Services::default()).is_empty(), "{private}");
        }
        let asked: Vec<_> =
            questions(PAGE, &Services::default()).iter().map(|check| check.kind.word()).collect();
        assert_eq!(asked, ["dns_here", "dns_first", "dns_second", "elsewhere", "connectivity"]);
        assert!(
            questions(PAGE, &Services::default()).iter().all(|check| !check.asks.concat().contains("secret"))
        );
        let numeric = questions("http://8.8.8.8/", &Services::default());
        assert!(numeric.iter().all(|check| !check.kind.word().starts_with("dns")));
    }

    #[test]
    fn a_measurement_is_ordered_in_the_documented_form_and_without_the_query() {
        let order: Value = serde_json::from_str(&order(PAGE).unwrap()).unwrap();
        assert_eq!(order["type"], "http");
        assert_eq!(order["target"], "shop.example");
        assert_eq!(
            order["measurementOptions"],
            serde_json::json!({"protocol": "HTTPS", "port": 443, "request": {"method": "HEAD", "path": "/a"}})
        );
        assert_eq!(order["locations"].as_array().unwrap().len(), 4);
        for url in ["http://a.test:8080/%22", "http://[2001:db8::1]/", "http://a.test/ä'{}"] {
            assert!(serde_json::from_str::<Value>(&super::order(url).unwrap()).is_ok(), "{url}");
        }
    }

    /// As in the documents of Cloudflare and Google.
    #[test]
    fn resolvers_are_understood() {
        let found = json!({"Status": 0, "TC": false, "RD": true, "RA": true, "AD": true, "CD": false,
            "Question": [{"name": "example.com.", "type": 1}],
            "Answer": [{"name": "example.com.", "type": 5, "TTL": 1726, "data": "a.example."}, {"name": "a.example.", "type": 1, "TTL": 1726, "data": "93.184.216.34"}]});
        let reply = resolved(&found).unwrap();
        assert_eq!((reply.state, reply.list), (State::Works, vec!["93.184.216.34".to_owned()]));
        assert_eq!(resolved(&json!({"Status": 3})).unwrap().state, State::Missing);
        assert_eq!(resolved(&json!({"Status": 2, "Comment": "x"})).unwrap().state, State::Fails);
        assert_eq!(resolved(&json!({"Status": 0})).unwrap().list, Vec::<String>::new());
        for odd in
            [json!(null), json!([]), json!({"Status": "0"}), json!({"error": "Invalid query name `a..b`."})]
        {
            assert_eq!(resolved(&odd), None, "{odd:?}");
        }
    }

    fn station(country: &str, status: &str, code: Value) -> Value {
        serde_json::json!({"probe": {"continent": "EU", "country": country, "city": "X", "asn": 1, "network": "N", "tags": []},
            "result": {"status": status, "statusCode": code, "rawOutput": "HTTP/1.1 …", "headers": {}}})
    }

    fn finished(results: &[Value]) -> Reply {
        measured(&json!({"id": "PY5fMsREMmIq45VR", "type": "http", "status": "finished", "results": results}))
            .unwrap()
    }

    #[test]
    fn a_measurement_is_waited_for() {
        let running = Reply { note: "PY5fMsREMmIq45VR".into(), ..Reply::new(State::Running) };
        assert_eq!(measured(&json!({"id": "PY5fMsREMmIq45VR", "probesCount": 1})), Some(running.clone()));
        assert_eq!(
            measured(&json!({"id": "PY5fMsREMmIq45VR", "status": "in-progress", "results": []})),
            Some(running)
        );
        for odd in [
            json!(null),
            json!({}),
            json!({"id": "../x"}),
            json!({"id": ""}),
            json!({"error": {"type": "validation_error", "message": "x"}}),
        ] {
            assert_eq!(measured(&odd), None, "{odd:?}");
        }
    }

    #[test]
    fn stations_tell_where_it_works() {
        let all = finished(&[
            station("DE", "finished", 200.into()),
            station("US", "finished", 301.into()),
            station("DE", "finished", 200.into()),
        ]);
        assert_eq!((all.state, all.note.as_str()), (State::Works, "DE US"));
        let none = finished(&[station("DE", "finished", 502.into()), station("US", "failed", Value::Null)]);
        assert_eq!((none.state, none.list), (State::Fails, vec!["DE".into(), "US".into()]));
        assert_eq!(
            finished(&[station("DE", "finished", 200.into()), station("CN", "failed", Value::Null)]).state,
            State::Mixed
        );
    }

    #[test]
    fn stations_that_are_refused_or_lost_say_nothing() {
        assert_eq!(
            finished(&[station("DE", "finished", 403.into()), station("US", "offline", Value::Null)]).state,
            State::Refused
        );
        assert_eq!(finished(&[]).state, State::Refused);
        assert_eq!(finished(&[station("<b>", "finished", 200.into())]).note, "");
    }
}
