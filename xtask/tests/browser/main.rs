//! `report.html` in a headless Chromium, as an instructor uses it: found, sorted, searched, unfolded, on a phone, by keyboard,
//! in the dark, on paper and without a script. Where no Chromium is installed the tests are ignored, unless
//! `SOCKLAB_DEMAND_CHROMIUM` is set. axe-core judges the same pages where `SOCKLAB_AXE` names its script.

mod axe;
mod chromium;
mod class;
mod page;
mod pictures;
mod table;

use std::path::Path;

use chromium::Browsers;
use libtest_mimic::{Arguments, Trial};

/// The most that the page of three hundred may take: it is sent by mail, and opened where memory is small.
const MOST_BYTES: u64 = 5_000_000;

/// How large a page is needs no browser to be seen.
fn size() -> Trial {
    Trial::test("three_hundred_students_make_a_page_of_less_than_five_megabytes", || {
        let scratch = tempfile::tempdir().expect("a folder");
        let file = scratch.path().join("report.html");
        class::write_large(&file);
        let bytes = std::fs::metadata(&file).expect("the page").len();
        assert!(bytes < MOST_BYTES, "{bytes} bytes");
        Ok(())
    })
}

fn main() {
    let arguments = Arguments::from_args();
    let Some(program) = chromium::find() else {
        assert!(
            std::env::var_os("SOCKLAB_DEMAND_CHROMIUM").is_none(),
            "SOCKLAB_DEMAND_CHROMIUM is set, and there is no `chromium`: install it, or unset the variable"
        );
        let ignored = page::TESTS.iter().map(|(name, _)| {
            Trial::test(*name, || Ok(())).with_kind("no chromium here").with_ignored_flag(true)
        });
        libtest_mimic::run(&arguments, ignored.chain([size()]).collect()).exit();
    };
    let scratch = tempfile::tempdir().expect("a folder");
    let file: &'static Path = Box::leak(scratch.path().join("report.html").into_boxed_path());
    let browsers: &'static Browsers = Box::leak(Box::new(Browsers::of(program)));
    page::write(file);
    let rules = axe::find();
    let is_without = rules.is_none();
    let by_axe = Trial::test("axe_finds_nothing_by_day_and_by_night_on_a_phone_and_at_a_desk", move || {
        let script = rules.as_deref().expect("it is ignored without");
        browsers.with(|browser| axe::finds_nothing(browser, file, script));
        Ok(())
    });
    let by_axe =
        by_axe.with_kind(if is_without { "no SOCKLAB_AXE here" } else { "" }).with_ignored_flag(is_without);
    let trials = page::TESTS.iter().map(|(name, test)| {
        Trial::test(*name, move || {
            browsers.with(|browser| test(browser, file));
            Ok(())
        })
    });
    // Run with `--ignored`: another page than the test's, and what is shown of it, can be named.
    let pictures = Trial::test("pictures_of_the_page_are_taken", move || {
        let other = std::env::var_os("SOCKLAB_PAGE");
        let page = other.as_ref().map_or(file, Path::new);
        let hash = std::env::var("SOCKLAB_PAGE_AT").unwrap_or("#cyd/task2-seed1-coalesced".to_owned());
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pictures");
        browsers.with(|browser| pictures::take_pictures(browser, page, &folder, &hash));
        Ok(())
    });
    let trials = trials.chain([by_axe, size(), pictures.with_ignored_flag(true)]);
    let conclusion = libtest_mimic::run(&arguments, trials.collect());
    browsers.end();
    drop(scratch);
    conclusion.exit();
}
