//! Pictures for eyes.

use std::path::Path;

use serde_json::json;

use crate::chromium::Chromium;
use crate::page::of_student;

/// Takes pictures of a page, for eyes: at a desk, in the dark, on a phone, and on paper.
pub fn take_pictures(browser: &mut Chromium, page: &Path, folder: &Path, hash: &str) {
    std::fs::create_dir_all(folder).expect("a folder for pictures");
    for key in ["bob", "dee", "cyd"] {
        for (width, scheme) in [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")] {
            browser.window(width, 1400);
            browser.medium("screen", scheme);
            browser.open(&of_student(page, key), "");
            browser.eval(
                "for (const details of document.querySelectorAll('.causes details')) details.open = true",
            );
            browser.eval("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
            browser.picture(&folder.join(format!("student-{key}-{width}-{scheme}.png")));
        }
    }
    for (name, width, scheme, hash) in [
        ("desk", 1280, "light", ""),
        ("desk-case", 1280, "light", hash),
        ("dark-case", 1280, "dark", hash),
        ("dark", 1280, "dark", ""),
        ("phone", 360, "light", ""),
        ("phone-case", 360, "dark", hash),
    ] {
        browser.window(width, if width < 600 { 1400 } else { 1200 });
        browser.medium("screen", scheme);
        browser.open(page, hash);
        browser.picture(&folder.join(format!("{name}.png")));
    }
    browser.medium("print", "light");
    let pdf = browser.call("Page.printToPDF", &json!({}));
    browser.keep(&pdf, &folder.join("paper.pdf"));
}
