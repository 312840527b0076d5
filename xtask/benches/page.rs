//! How long the page of a class takes: `cargo bench --package xtask --bench page`.
//!
//! A class of three hundred is written, and opened in a headless Chromium. It prints how large the page is, and how long it takes from the
//! address to the first answer to somebody who searches, then a search, a sort, and all of it unfolded; and judges nothing. That the page is
//! small enough is a test (`--test browser`).

#[path = "../tests/browser/chromium.rs"]
#[expect(dead_code, reason = "the tests ask more of a browser")]
mod chromium;
#[path = "../tests/browser/class.rs"]
#[expect(dead_code, reason = "the tests have other classes as well")]
mod class;

use std::time::Instant;

/// How often the page is opened.
const TURNS: usize = 7;

fn main() {
    let Some(program) = chromium::find() else {
        println!("skipped: there is no `chromium` here");
        return;
    };
    let scratch = tempfile::tempdir().expect("a folder");
    let file = scratch.path().join("report.html");
    let before = Instant::now();
    class::write_large(&file);
    let bytes = std::fs::metadata(&file).expect("the page").len();
    println!(
        "300 submissions: {:.2} MB, made up, judged and written in {:.1} s",
        bytes as f64 / 1e6,
        before.elapsed().as_secs_f64()
    );
    let mut browser = chromium::Chromium::start(&program);
    browser.window(1280, 900);
    let search = |word: &str| {
        format!(
            "{{ const search = document.getElementById('Search'); search.value = '{word}'; search.dispatchEvent(new Event('input')); }} \
             new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(document.getElementById('Count').value))))"
        )
    };
    let (mut opened, mut searched, mut sorted, mut unfolded) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..TURNS {
        let before = Instant::now();
        browser.open(&file, "");
        assert!(browser.text(&search("th")).contains("300"), "all of them are called so");
        opened.push(before.elapsed());
        let before = Instant::now();
        browser.eval(&search("nameerror"));
        searched.push(before.elapsed());
        browser.eval(&search(""));
        let frame = "new Promise((done) => requestAnimationFrame(() => setTimeout(done)))";
        let before = Instant::now();
        browser.eval(&format!("document.querySelector('.sort[data-by=points]').click(); {frame}"));
        sorted.push(before.elapsed());
        let before = Instant::now();
        browser.eval(&format!("document.getElementById('All').click(); {frame}"));
        unfolded.push(before.elapsed());
    }
    for (what, mut times) in [
        ("from the address to the first answer", opened),
        ("a search for an error's words", searched),
        ("sorted by points", sorted),
        ("all unfolded", unfolded),
    ] {
        times.sort_unstable();
        let seconds = |at: usize| times[at].as_secs_f64();
        println!(
            "{what}: {:.2} s (median of {TURNS}, at worst {:.2} s)",
            seconds(TURNS / 2),
            seconds(TURNS - 1)
        );
    }
}
