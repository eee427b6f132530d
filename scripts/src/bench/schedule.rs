//! The waits of the real extension, seen from the sites: the pauses that the retry machine plans, and no more requests
//! for twenty tabs than for one.

use super::scene::{HOST, Scene};
use super::table::{Figure, Table};
use crate::root;
use anyhow::{Context, Result, ensure};
use rebound_harness::answer;
use rebound_harness::driver::Page;
use rebound_harness::origin::Origin;
use serde_json::{Value, json};
use std::io::Write;
use std::process::{Command, Stdio};
use std::time::Duration;

/// How long the sites are watched.
const WATCHED: Duration = Duration::from_secs(180);
/// A pause may be so much longer or shorter than any that the machine can plan, in seconds: what a load takes until it
/// has failed, and the precision of timers and alarms.
const OUTSIDE_MAX_S: f64 = 1.5;
const MANY: usize = 20;

/// Three sites at once: one has the tab in front, one a tab behind it, one twenty.
///
/// # Errors
/// When the browser does not do as it is told, or the machine does not answer.
pub fn measure(scene: &mut Scene, table: &mut Table) -> Result<()> {
    let sites = [(), (), ()].map(|()| Origin::with(answer::nginx(502)));
    let [front, hidden, crowded] = sites;
    let (front, hidden, crowded) = (front?, hidden?, crowded?);
    for index in 1..MANY {
        open_behind(scene, &crowded, index)?;
    }
    for site in [&crowded, &hidden] {
        let page = open_behind(scene, site, 0)?;
        keep_trying(scene, &page)?;
    }
    let page = scene.visit(&front.url_at(HOST, "/"))?;
    keep_trying(scene, &page)?;
    let before = crowded.requests().len();
    let alone = hidden.requests().len();
    std::thread::sleep(WATCHED);

    let [by_many, by_one] = [crowded.requests().len() - before, hidden.requests().len() - alone];
    table.add(pauses("pauses beside the machine's, tab in front", &front, true)?);
    table.add(pauses("pauses beside the machine's, tab behind", &hidden, false)?);
    let what = format!("requests for {MANY} tabs ({by_many}) beside one ({by_one})");
    table.add(Figure::new(what, "", vec![by_many.abs_diff(by_one) as f64]).each_at_most(1.0));
    Ok(())
}

fn open_behind(scene: &mut Scene, site: &Origin, index: usize) -> Result<Page> {
    let count = site.requests().len();
    let page = scene.browser.open_behind(&site.url_at(HOST, &format!("/{index}")))?;
    site.wait_for_requests(count + 1, super::scene::PATIENCE)?;
    Ok(page)
}

/// What the popup's switch sends.
fn keep_trying(scene: &mut Scene, page: &Page) -> Result<()> {
    let url = scene.browser.url(page)?;
    let tab = scene.browser.tab_id(page)?;
    scene.wait_for("a saved failure", &format!("onlooker.handled({url:?})"))?;
    let order = json!({ "kind": "keepTrying", "tabId": tab, "on": true });
    scene.browser.extension_eval(&format!("chrome.runtime.sendMessage({order})")).map(drop)
}

/// By how much each pause is outside of what the machine can plan after that failure; 0 is inside.
fn pauses(what: &str, site: &Origin, is_visible: bool) -> Result<Figure> {
    let times: Vec<_> = site.requests().iter().map(|request| request.at).collect();
    let first = *times.first().context("the site was not asked")?;
    let question = |index: usize, dice: f64| {
        let elapsed_s = times.get(index).map_or(0.0, |at| at.duration_since(first).as_secs_f64());
        json!({ "ev": "fail", "id": 1, "elapsed": elapsed_s, "n_fail": index + 1, "visible": is_visible,
            "tabs": 1, "latency": 0.01, "u": dice })
    };
    // The first pause is the user's: until the switch.
    let failures = 1..times.len().saturating_sub(1);
    let questions: Vec<Value> = failures.flat_map(|at| [question(at, 0.0), question(at, 1.0)]).collect();
    let plans = ask_machine(&questions)?;
    let gaps = times.windows(2).skip(1).map(|pair| pair[1].duration_since(pair[0]).as_secs_f64());
    let outside =
        gaps.zip(plans.chunks_exact(2)).map(|(gap, plan)| (plan[0] - gap).max(gap - plan[1]).max(0.0));
    Ok(Figure::new(what, "s", outside.collect()).each_at_most(OUTSIDE_MAX_S))
}

/// The machine on the command line: the same that the extension runs, and that the simulator is given.
fn ask_machine(questions: &[Value]) -> Result<Vec<f64>> {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let example = ["run", "--quiet", "--release", "--package", "rebound", "--example", "retry_policy"];
    cargo.current_dir(root::path("")).args(example).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut machine = cargo.spawn().context("cannot start cargo")?;
    let mut lines = machine.stdin.take().context("no way to ask")?;
    // A thread of its own: answers fill their pipe while questions are still being written.
    let text: String = questions.iter().map(|question| format!("{question}\n")).collect();
    let asking = std::thread::spawn(move || lines.write_all(text.as_bytes()));
    let output = machine.wait_with_output()?;
    ensure!(asking.join().is_ok_and(|asked| asked.is_ok()), "the machine listened no longer");
    let answers = String::from_utf8(output.stdout)?;
    let delays = answers.lines().map(|line| {
        let answer: Value = serde_json::from_str(line)?;
        answer["delay"].as_f64().with_context(|| format!("no delay: {line}"))
    });
    delays.collect()
}
