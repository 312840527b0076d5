//! The pages by the rules of axe-core, which is none of the project's: its script lies where `SOCKLAB_AXE` says. It is run in the page by the browser's
//! own protocol, so that the page's policy, which would let no such script in, stays as it is.

use std::path::{Path, PathBuf};

use crate::chromium::Chromium;
use crate::page::of_student;

/// Where axe-core's script lies, if it is anywhere.
pub fn find() -> Option<PathBuf> {
    let path = PathBuf::from(std::env::var_os("SOCKLAB_AXE")?);
    assert!(path.is_file(), "SOCKLAB_AXE is set, and there is no file `{}`", path.display());
    Some(path)
}

/// What is looked at: the class as it opens, with all of it unfolded, with a case; and pages of students.
pub fn finds_nothing(browser: &mut Chromium, page: &Path, script: &Path) {
    let script = std::fs::read_to_string(script).expect("axe-core can be read");
    let (bob, cyd) = (of_student(page, "bob"), of_student(page, "cyd"));
    let views: [(&Path, &str, &str); 6] = [
        (page, "", ""),
        (page, "#?show=open&search=e&sort=-points", ""),
        (page, "", "document.getElementById('All').click()"),
        (
            page,
            "#cyd/task2-seed1-coalesced",
            "for (const details of document.querySelectorAll('details')) details.open = true",
        ),
        (
            &bob,
            "#case/task2-seed1-as-sent",
            "for (const details of document.querySelectorAll('details')) details.open = true",
        ),
        (&cyd, "", ""),
    ];
    for (width, scheme) in [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")] {
        browser.window(width, 900);
        browser.medium("screen", scheme);
        for (file, hash, before) in views {
            browser.open(file, hash);
            browser.eval(&format!(
                "{before}; new Promise((done) => requestAnimationFrame(() => setTimeout(done)))"
            ));
            browser.eval(&format!("{script}; undefined"));
            let found = browser.text(
                "axe.run(document, { resultTypes: ['violations'] }).then(({ violations, passes }) => passes.length < 10 ? 'hardly a rule applied' : \
                 violations.flatMap(({ id, help, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${help}: ${html.slice(0, 200)} ${failureSummary}`)).join('\\n'))",
            );
            assert_eq!(found, "", "{} {hash} at {width} pixels, {scheme}", file.display());
        }
    }
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
