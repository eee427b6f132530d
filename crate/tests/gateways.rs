//! Every gateway file holds what it promises: sources, an answer that is recognised, one that is not.

use rebound::diagnosis::diagnose;
use rebound::failure::Failure;
use rebound::knowledge::gateways;
use std::path::Path;
use toml::Value;

fn files() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge/gateways");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            let id = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (id, toml::from_str(&std::fs::read_to_string(path).unwrap()).unwrap())
        })
        .collect();
    files.sort_by(|a, b| a.0.cmp(&b.0));
    files
}

fn gateways_of(sample: &Value) -> Vec<String> {
    let headers = sample.get("headers").and_then(Value::as_array).into_iter().flatten();
    let mut facts = Failure {
        status: sample["status"].as_integer().map(|status| status as u16),
        headers: headers
            .filter_map(|line| line.as_str()?.split_once(": "))
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect(),
        ..Failure::default()
    };
    if let Some(reason) = sample.get("reason").and_then(Value::as_str) {
        facts.reason = reason.to_owned();
    }
    diagnose(&facts, Some(sample.get("body").and_then(Value::as_str).unwrap_or_default())).gateways
}

fn samples<'a>(file: &'a Value, kind: &str) -> &'a [Value] {
    file[kind].as_array().unwrap()
}

#[test]
fn a_gateway_is_recognised_by_its_samples_and_not_in_an_article() {
    let mut wrong = Vec::new();
    for (id, file) in files() {
        for sample in samples(&file, "match").iter().filter(|sample| !gateways_of(sample).contains(&id)) {
            wrong.push(format!("{id} is not recognised in {sample}"));
        }
        for sample in samples(&file, "miss").iter().filter(|sample| gateways_of(sample).contains(&id)) {
            wrong.push(format!("{id} is wrongly seen in {sample}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_gateway_takes_the_answer_of_another_for_its_own() {
    // Built on one another, so that a page alone does not tell which.
    let kin = [("wordpress", "php_fpm"), ("istio", "envoy"), ("fastify_proxy", "fastify")];
    let mut wrong = Vec::new();
    for (id, file) in files() {
        for sample in samples(&file, "match") {
            let first = gateways_of(sample).into_iter().next().unwrap_or_default();
            if first != id && !kin.contains(&(id.as_str(), first.as_str())) {
                wrong.push(format!("{sample} of {id} is taken for an answer of {first}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_gateway_has_a_name_a_source_and_both_kinds_of_samples() {
    let files = files();
    assert!(files.len() >= 140, "{}", files.len());
    for (id, file) in &files {
        assert!(!file["sources"].as_array().unwrap().is_empty(), "{id} has no source");
        assert!(
            !samples(file, "match").is_empty() && !samples(file, "miss").is_empty(),
            "{id} lacks samples"
        );
        assert_eq!(gateways::name(id), file["name"].as_str(), "{id}");
    }
    assert_eq!(gateways::ids().count(), files.len());
    assert_eq!(gateways::name("nobody"), None);
}
