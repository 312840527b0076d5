//! How long the page of a class takes: `cargo bench --package xtask --bench page`.
//!
//! A class of three hundred is written, and opened in a headless Chromium. It prints how large the page is, and how long it takes from the
//! address to the first answer to somebody who searches, then a search, a sort, and all of it unfolded; and judges nothing.

#[path = "../tests/browser/chromium.rs"]
#[expect(dead_code, reason = "the tests ask more of a browser")]
mod chromium;
#[path = "../tests/browser/class.rs"]
#[expect(dead_code, reason = "the tests have other classes as well")]
mod class;

use std::path::Path;
use std::time::{Instant, UNIX_EPOCH};

use class::Manner;
use xtask::class::graded::Graded;
use xtask::report::class::ClassReport as _;
use xtask::report::class::html::{About, HtmlReport};

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
    write_large(&file);
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

/// Writes the page of a class of three hundred of every kind. Ten are judged, each with numbers of its own, and hand in under thirty names each: a page
/// stores nothing of one submission with that of another.
fn write_large(path: &Path) {
    let lab = class::lab();
    let manners = [Manner::Right, Manner::KeepsRepeats, Manner::Races, Manner::Right, Manner::NeverListens];
    let of = |(number, manner): (u64, &Manner)| {
        class::graded(&lab, class::student("", ""), |part, seed, delivery| {
            Some(class::observation(*manner, number, &part.scenario, seed, delivery))
        })
    };
    let ten: Vec<Graded<'_>> = (0..10).zip(manners.iter().cycle()).map(of).collect();
    let about = About::of("0.1.0", Some(UNIX_EPOCH), &lab);
    let mut report = Box::new(HtmlReport::create(path, &lab, about).expect("a page begins"));
    for number in 0..300 {
        let student = class::student(&format!("student-{number}"), &format!("Student the {number}th"));
        let graded = Graded { student, ..ten[number % ten.len()].clone() };
        report.submission(&graded).expect("a submission is written");
    }
    report.finish().expect("a page ends");
}
