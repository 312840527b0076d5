//! What has to hold of the table: its order, what is searched and shown of it, its heat map, its keys, and its address.

use std::path::Path;

use serde_json::json;

use crate::chromium::Chromium;
use crate::page::no_complaint;

/// Keys of the rows that are shown, in order.
fn shown(browser: &mut Chromium) -> String {
    browser.text(
        "[...document.querySelectorAll('tbody.submission:not([hidden])')].map((body) => body.id).join(' ')",
    )
}

pub fn sorts(browser: &mut Chromium, page: &Path) {
    browser.open(page, "");
    assert_eq!(shown(browser), "zoe bob cyd mallory dee eve fay gus hal");
    let click = |browser: &mut Chromium, by: &str| {
        browser.eval(&format!("document.querySelector('.sort[data-by=\"{by}\"]').click()"));
        browser.text("[...document.querySelectorAll('[aria-sort]')].map((head) => head.getAttribute('aria-sort')).join(' ')")
    };
    assert_eq!(click(browser, "points"), "none descending none none none");
    assert!(shown(browser).starts_with("zoe "));
    assert_eq!(click(browser, "points"), "none ascending none none none");
    assert!(shown(browser).ends_with(" zoe"));
    assert_eq!(click(browser, "name"), "ascending none none none none");
    // The nameless one goes by its key, and the hostile name begins with no letter.
    assert_eq!(shown(browser), "mallory bob cyd dee eve fay gus hal zoe");
    assert_eq!(click(browser, "name"), "descending none none none none");
    assert!(shown(browser).starts_with("zoe "));
    no_complaint(browser);
}

pub fn searches(browser: &mut Chromium, page: &Path) {
    browser.open(page, "");
    let search = |browser: &mut Chromium, words: &str| {
        browser.eval(&format!(
            "{{ const search = document.getElementById('Search'); search.value = {}; search.dispatchEvent(new Event('input')); }}",
            json!(words)
        ));
        (shown(browser), browser.text("document.getElementById('Count').value"))
    };
    assert_eq!(search(browser, "REPEATS bob"), ("bob".to_owned(), "1 of 9 submissions".to_owned()));
    assert_eq!(search(browser, "server-listens"), ("dee".to_owned(), "1 of 9 submissions".to_owned()));
    // What went wrong, in whose language, in the words of the error; and only from the beginning of a word on.
    assert_eq!(search(browser, "NameError").0, "dee");
    assert_eq!(search(browser, "ameError").0, "");
    assert_eq!(search(browser, "expected ';' before").0, "fay");
    assert_eq!(search(browser, "python sokcet").0, "dee");
    assert_eq!(search(browser, "late").0, "zoe");
    assert_eq!(search(browser, "nobody"), (String::new(), "0 of 9 submissions".to_owned()));
    assert_eq!(browser.eval("document.getElementById('None').checkVisibility()"), true);
    assert_eq!(search(browser, "").1, "9 submissions");
    let filter = |browser: &mut Chromium, value: &str| {
        browser.eval(&format!(
            "{{ const filter = document.getElementById('Filter'); filter.value = '{value}'; filter.dispatchEvent(new Event('change')); }}"
        ));
        shown(browser)
    };
    assert_eq!(filter(browser, "late"), "zoe");
    assert_eq!(filter(browser, "not-run"), "fay gus hal");
    assert_eq!(filter(browser, "open"), "mallory eve gus hal");
    assert_eq!(filter(browser, "full"), "zoe");
    assert_eq!(filter(browser, "1/reply-is-deduplicated"), "bob");
    assert_eq!(filter(browser, "mistake/keeps-repeats"), "bob");
    no_complaint(browser);
}

pub fn filters_by_head(browser: &mut Chromium, page: &Path) {
    browser.open(page, "");
    let click = "document.querySelector('[data-filter=\"0/server-listens\"]').click()";
    browser.eval(click);
    assert_eq!(shown(browser), "dee");
    assert_eq!(browser.text("document.getElementById('Filter').value"), "0/server-listens");
    assert_eq!(
        browser.text(
            "[...document.querySelectorAll('a[aria-current]')].map((link) => link.dataset.filter).join()"
        ),
        "0/server-listens"
    );
    // Whoever is asked for by name is shown although the filter hides them.
    browser.eval("location.hash = '#bob'; new Promise((done) => setTimeout(done))");
    assert!(shown(browser).contains("bob"));
    // Once more, and all are there again.
    browser.eval(click);
    browser.eval(click);
    assert!(shown(browser).contains("zoe"));
    no_complaint(browser);
}

pub fn heat_map(browser: &mut Chromium, page: &Path) {
    browser.window(1280, 900);
    browser.open(page, "");
    // The middle of each name is that of the cells under it.
    let apart = "Math.max(...[0, 1, 2].map((part) => { \
        const [first, ...names] = document.querySelectorAll('.checks-of')[part].children; \
        const cells = document.querySelector(`#bob td[data-part='${part}'] svg`).getBoundingClientRect(); \
        return [first, ...names].reduce((most, name, at) => { \
          const { left, width } = name.getBoundingClientRect(); \
          return Math.max(most, Math.abs(left + width / 2 - cells.left - cells.width * (at + .5) / (names.length + 1))); }, 0); }))";
    let apart = browser.eval(apart);
    assert!(apart.as_f64().is_some_and(|pixels| pixels < 1.5), "{apart} pixels apart");
    let told = browser.text(
        "{ const cells = document.querySelector('#bob td[data-part=\"1\"] svg'); cells.scrollIntoView(); \
           const { left, top, width, height } = cells.getBoundingClientRect(); \
           const all = document.querySelectorAll('.checks-of')[1].children.length; \
           [...Array(all).keys()].map((at) => { \
             const [clientX, clientY] = [left + width * (at + .5) / all, top + height / 2]; \
             document.elementFromPoint(clientX, clientY).dispatchEvent(new PointerEvent('pointermove', { bubbles: true, clientX, clientY })); \
             return cells.closest('td').title; }).join('\\n') }"
    );
    assert!(told.contains("server-listens: pass"), "{told}");
    assert!(told.contains("reply-is-deduplicated: fail"), "{told}");
    let counts = browser.text("[...document.querySelectorAll('.checks-of')[1].querySelectorAll('a')].map((link) => link.textContent).join()");
    assert!(counts.contains("reply-is-deduplicated 1"), "{counts}");
    let dearest = |browser: &mut Chromium, key: &str| {
        browser.text(&format!("document.querySelector('#{key} td.mend').textContent"))
    };
    // Not the first task's: that which costs most.
    assert_eq!(dearest(browser, "fay"), "could not be run −100 in task1, task2, task3");
    assert!(dearest(browser, "bob").starts_with("reply-is-deduplicated −"), "{}", dearest(browser, "bob"));
    assert_eq!(dearest(browser, "zoe"), "");
    assert!(dearest(browser, "gus").contains("is open"), "{}", dearest(browser, "gus"));
    let about = browser.text("document.getElementById('About').textContent");
    assert!(about.starts_with("Graded until 1970-01-01 00:00 UTC by socklab 0.1.0 with task1 "), "{about}");
    no_complaint(browser);
}

pub fn address(browser: &mut Chromium, page: &Path) {
    browser.open(page, "");
    browser.eval("document.querySelector('.sort[data-by=\"points\"]').click()");
    browser.eval("{ const filter = document.getElementById('Filter'); filter.value = 'open'; filter.dispatchEvent(new Event('change')); }");
    browser.eval("{ const search = document.getElementById('Search'); search.value = 'task3 ?&# é'; search.dispatchEvent(new Event('input')); }");
    assert_eq!(shown(browser), "");
    browser.eval("{ const search = document.getElementById('Search'); search.value = 'e'; search.dispatchEvent(new Event('input')); }");
    let before = shown(browser);
    let hash = browser.text("location.hash");
    assert_eq!(hash, "#?search=e&show=open&sort=-points");
    browser.open(page, &hash);
    assert_eq!(shown(browser), before);
    assert_eq!(browser.text("document.getElementById('Search').value"), "e");
    assert_eq!(browser.text("document.querySelector('[aria-sort=descending] button').dataset.by"), "points");
    // A case that is looked at stands beside it.
    browser.eval("location.hash = '#eve/task1-seed1'");
    browser.settle();
    assert_eq!(browser.text("location.hash"), "#eve/task1-seed1?search=e&show=open&sort=-points");
    assert_eq!(browser.text("document.querySelector('.panel h4').textContent"), "task1, seed 1, as-sent");
    assert_eq!(shown(browser), before);
    for nonsense in ["#?sort=-nothing&show=nobody&x=%ff", "#?", "#zoe?search=%", "#?sort="] {
        browser.open(page, nonsense);
        assert!(shown(browser).starts_with("zoe bob") || nonsense.contains("search"), "{nonsense}");
    }
    no_complaint(browser);
}

pub fn keyboard(browser: &mut Chromium, page: &Path) {
    browser.window(1280, 900);
    browser.open(page, "");
    let focused = |browser: &mut Chromium| {
        browser.text("document.activeElement.closest('tbody')?.id ?? document.activeElement.id")
    };
    browser.press("/");
    assert_eq!(focused(browser), "Search");
    browser.type_in("races");
    assert_eq!(shown(browser), "cyd");
    browser.press("Escape");
    assert!(shown(browser).len() > 3);
    // From the search over the filter, the button, the heads of five columns and the names of what fails to the first row.
    let names = browser.eval("document.querySelectorAll('.heads a').length").as_u64().expect("a number");
    for _ in 0..8 + names {
        browser.press("Tab");
    }
    assert_eq!(focused(browser), "zoe");
    browser.press("ArrowDown");
    browser.press("ArrowDown");
    assert_eq!(focused(browser), "cyd");
    browser.press("Enter");
    assert_eq!(browser.text("document.activeElement.getAttribute('aria-expanded')"), "true");
    assert_eq!(browser.eval("document.getElementById('cyd/more').checkVisibility()"), true);
    // On to the first case in the feedback, and into it.
    for _ in 0..40 {
        browser.press("Tab");
        if browser.eval("document.activeElement.matches('a.case')") == true {
            break;
        }
    }
    browser.press("Enter");
    browser.settle();
    assert_eq!(browser.eval("document.activeElement.matches('.panel')"), true);
    let outline = browser.text("document.querySelector('.sort').focus({focusVisible: true}) ?? getComputedStyle(document.querySelector('.sort')).outlineStyle");
    assert_eq!(outline, "solid");
    no_complaint(browser);
}
