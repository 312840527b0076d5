//! What has to hold of the page.

use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use xtask::class::graded::Graded;
use xtask::hand_in::Problem;

use crate::chromium::Chromium;
use crate::class::{self, HOSTILE, Manner, graded, not_run, observation, student};
use crate::table;

type Test = fn(&mut Chromium, &Path);

/// Every test by its name.
pub const TESTS: &[(&str, Test)] = &[
    ("the_page_opens_without_a_complaint_and_asks_the_network_for_nothing", opens),
    ("what_a_program_said_stays_text_wherever_it_is_shown", hostile_text_stays_text),
    ("the_table_is_sorted_by_its_heads", table::sorts),
    ("the_table_is_searched_and_filtered", table::searches),
    ("a_click_on_a_failing_check_shows_who_fails_it", table::filters_by_head),
    ("each_cell_of_the_heat_map_stands_under_its_check_and_says_what_it_is", table::heat_map),
    ("what_is_sorted_searched_and_shown_stands_in_the_address_and_comes_back_with_it", table::address),
    ("everything_can_be_reached_by_keyboard", table::keyboard),
    ("an_address_leads_to_a_student_a_part_and_a_case", deep_links),
    ("a_case_is_drawn_told_and_repeated", case),
    ("a_case_with_a_stand_in_is_shown_like_any_other_and_says_what_it_is", stand_in),
    ("what_was_merged_and_what_was_cut_is_seen", deliveries),
    ("nothing_is_wider_than_a_phone", phone),
    ("text_stands_out_from_its_ground_by_day_and_by_night", contrast),
    ("paper_has_the_feedback_and_no_buttons_and_a_page_for_each_student", paper),
    ("a_browser_that_cannot_unpack_cases_says_so_and_shows_the_rest", old_browser),
    ("without_a_script_all_feedback_can_be_read", without_a_script),
    ("a_student_s_own_page_is_drawn_on_every_screen_by_day_and_by_night", students),
];

/// A small class of every kind.
pub fn write(path: &Path) {
    let lab = class::lab();
    let of = |key, name, manner, number| -> Graded<'_> {
        graded(&lab, student(key, name), |part, seed, delivery| {
            Some(observation(manner, number, &part.scenario, seed, delivery))
        })
    };
    let error = "gcc server.c: error: expected ';' before '}' token\n<b>server.c:3</b>".to_owned();
    let unfinished = graded(&lab, student("hal", "Hal Unfinished"), |part, seed, delivery| {
        (part.name() == "task1").then(|| observation(Manner::Right, 9, &part.scenario, seed, delivery))
    });
    let class = [
        marked_late(of("zoe", "Zoe Right", Manner::Right, 1)),
        of("bob", "Bob Repeats", Manner::KeepsRepeats, 2),
        of("cyd", "Cyd Races", Manner::Races, 3),
        of("mallory", HOSTILE, Manner::Hostile, 4),
        class::with_stand_in(of("dee", "Dee Never", Manner::NeverListens, 5)),
        of("eve", "Eve Troubled", Manner::Troubled, 6),
        not_run(&lab, student("fay", "Fay Notrun"), &Problem::Student(error)),
        not_run(&lab, student("gus", ""), &Problem::Machine("Python 2 is not installed here".to_owned())),
        unfinished,
    ];
    class::write(path, &lab, class.into_iter());
}

fn marked_late(mut graded: Graded<'_>) -> Graded<'_> {
    graded.student.late = true;
    graded
}

pub fn no_complaint(browser: &mut Chromium) {
    assert_eq!(browser.complaints(), Vec::<String>::new());
}

fn opens(browser: &mut Chromium, page: &Path) {
    browser.open(page, "");
    assert_eq!(browser.text("document.title"), "Lab 1: introduction to socket programming: 9 submissions");
    assert_eq!(browser.text("document.getElementById('Count').value"), "9 submissions");
    assert_eq!(
        browser.eval("[...document.querySelectorAll('tr.more')].some((row) => row.checkVisibility())"),
        false
    );
    browser.eval("document.getElementById('All').click()");
    assert_eq!(
        browser.eval("[...document.querySelectorAll('tr.more')].every((row) => row.checkVisibility())"),
        true
    );
    browser.eval("document.getElementById('All').click()");
    no_complaint(browser);
}

fn hostile_text_stays_text(browser: &mut Chromium, page: &Path) {
    browser.open(page, "");
    let elements = "document.querySelectorAll('img, iframe, object, embed, [onmouseover], [onerror], .panel script').length";
    for case in ["task1-seed1-split", "task2-seed1-as-sent", "task2-seed2-coalesced", "task3-seed1-as-sent"] {
        browser.open(page, &format!("#mallory/{case}"));
        assert_eq!(browser.eval("window.hacked === undefined"), true, "{case}");
        assert_eq!(browser.eval(elements), 0, "{case}");
        let text = browser.text("document.querySelector('#mallory .panel').textContent");
        for part in [
            "</script><script>",
            "<img src=x",
            "\\x1b[31m",
            "\\u{202e}gnp.exe",
            "\\x00",
            "\\xff\\xfe\\x80",
            "bytes left out",
        ] {
            assert!(text.contains(part), "{case}: {part}");
        }
        for (name, c) in
            [("override", '\u{202e}'), ("escape", '\u{1b}'), ("separator", '\u{2028}'), ("NUL", '\0')]
        {
            let whole = browser.text("document.documentElement.textContent");
            assert!(!whole.contains(c), "{case}: a raw {name}");
        }
        assert!(text.len() < 20_000, "a megabyte of output is shortened: {}", text.len());
    }
    // Nothing but the page's own script runs, even where something got in.
    browser.eval("document.body.insertAdjacentHTML('beforeend', '<a id=X onclick=\"window.hacked = 1\">x</a>'); document.getElementById('X').click()");
    assert_eq!(browser.eval("window.hacked === undefined"), true);
}

fn deep_links(browser: &mut Chromium, page: &Path) {
    let title = "document.querySelector('.panel h4')?.textContent ?? ''";
    for (hash, wanted) in [
        ("#cyd/task2-seed3-coalesced", "task2, seed 3, coalesced"),
        ("#cyd/task2-seed3", "task2, seed 3, coalesced"), // the case that fails
        ("#zoe/task1-seed2", "task1, seed 2, as-sent"),
        ("#zoe/task1", ""),
        ("#zoe", ""),
    ] {
        browser.open(page, hash);
        assert_eq!(browser.text(title), wanted, "{hash}");
        let key = &hash[1..4];
        assert_eq!(
            browser.eval(&format!("document.getElementById('{key}/more').checkVisibility()")),
            true,
            "{hash}"
        );
    }
    for nonsense in ["#nobody", "#zoe/task9-seed1", "#zoe/task1-seed99", "#%ff", "#Table", "#zoe/more", "#"] {
        browser.open(page, nonsense);
        assert_eq!(browser.text(title), "", "{nonsense}");
    }
    no_complaint(browser);
}

fn case(browser: &mut Chromium, page: &Path) {
    browser.open(page, "#bob/task2-seed1-as-sent");
    let panel = browser.text("document.querySelector('.panel').innerText");
    for part in [
        "reply-is-deduplicated",
        "The answer still holds repeats",
        "to mend in the server",
        "Where it was read",
        "the server's answer, ",
        "message 2 of the server (",
        "Each send was handed over alone",
        "standard output",
        "created array: [",
        "socklab try . task2 --seed 1 --delivery as-sent",
    ] {
        assert!(panel.contains(part), "{part}: {panel}");
    }
    let picture = browser.text("document.querySelector('.diagram svg').textContent");
    for part in [
        "connects to 10.0.0.2:12345",
        "from 10.0.0.2:32451",
        "Thank you for connecting",
        "24 bytes",
        "+1.5",
        "client closes",
        "server closes",
        "client ended with exit status 0",
        "server was stopped when its work was over",
    ] {
        assert!(picture.contains(part), "{part}: {picture}");
    }
    assert_eq!(
        browser.eval("document.querySelectorAll('.diagram .arrow.server').length"),
        3,
        "two messages and a close"
    );
    assert!(
        browser.text("document.querySelector('.diagram desc').textContent").starts_with("4 messages between")
    );
    assert!(
        browser
            .text("document.querySelector('.messages').textContent")
            .contains("client sends 26 bytes, +1.5 ms")
    );
    browser.eval(
        "document.querySelector('.repeat button').click(); new Promise((done) => setTimeout(done, 50))",
    );
    assert!(browser.text("getSelection().toString()").starts_with("socklab try"));
    assert_ne!(browser.text("document.querySelector('.repeat button').textContent"), "Copy");
    no_complaint(browser);
}

fn stand_in(browser: &mut Chromium, page: &Path) {
    browser.open(page, "#dee/task2-seed1-as-sent-with-stand-in-server");
    let panel = browser.text("document.querySelector('.panel').innerText");
    for part in [
        "task2, seed 1, as-sent, with the grader's server in place of yours",
        "Every check about the other program passes.",
        "the grader's server",
        "socklab try . task2\n",
        "This runs all cases of your own programs first",
    ] {
        assert!(panel.contains(part), "{part}: {panel}");
    }
    let picture = browser.text("document.querySelector('.diagram svg').textContent");
    assert!(picture.contains("grader\u{2019}s server"), "{picture}");
    assert_eq!(browser.eval("document.querySelectorAll('.diagram .arrow.client').length > 2"), true);
    let marked = "document.querySelector('.grid a[aria-current=true]').closest('table').caption.textContent";
    assert_eq!(browser.text(marked), "The same with the grader's server in place of yours");
    // The pair's own case of the same seed is another one.
    browser.open(page, "#dee/task2-seed1-as-sent");
    assert_eq!(browser.text("document.querySelector('.panel h4').textContent"), "task2, seed 1, as-sent");
    let feedback = browser.text("document.querySelector('#dee [data-part=task2] .checks').innerText");
    assert!(feedback.contains("with the grader's server in place of yours"), "{feedback}");
    no_complaint(browser);
}

fn deliveries(browser: &mut Chromium, page: &Path) {
    browser.open(page, "#cyd/task2-seed1-coalesced");
    assert_eq!(browser.eval("document.querySelectorAll('.diagram .merged').length"), 1, "thanks and list");
    assert!(
        browser.text("document.querySelector('.diagram svg').textContent").contains("no progress for 10s")
    );
    browser.open(page, "#zoe/task2-seed1-split");
    assert_eq!(browser.eval("document.querySelectorAll('.diagram .cuts').length"), 4, "every message is cut");
    // The pieces are the message, and as many as are said.
    let said = browser.text("document.querySelectorAll('.messages li')[1].textContent");
    let cuts = said.matches('\u{a6}').count() - 1; // one is in the words
    assert!(said.contains(&format!("handed over in {} pieces", cuts + 1)), "{said}");
    assert!(said.replace('\u{a6}', "").contains("Thank you for connecting"), "{said}");
    no_complaint(browser);
}

fn phone(browser: &mut Chromium, page: &Path) {
    for (width, hash) in [
        (360, ""),
        (360, "#mallory/task2-seed1-split"),
        (360, "#cyd/task2-seed1-coalesced"),
        (320, "#bob/task2-seed1-split"),
    ] {
        browser.window(width, 740);
        browser.open(page, hash);
        browser.eval("for (const details of document.querySelectorAll('details')) details.open = true");
        browser.eval("document.getElementById('All').click()");
        let wide = "[...document.body.querySelectorAll('*')].filter((node) => node.getBoundingClientRect().right > innerWidth + 1 && !node.closest('svg, .grid')).map((node) => node.outerHTML.slice(0, 80)).join('\\n')";
        let width_now = browser.eval("document.documentElement.scrollWidth");
        assert_eq!(width_now, width, "{hash} is wider than the window: {}", browser.text(wide));
        assert_eq!(browser.eval("innerWidth"), width, "{hash}");
    }
    // What is tapped is large enough for a finger: 24 pixels, as WCAG 2.2 asks.
    let small = "[...document.querySelectorAll('.grid a, #Controls > *, .toggle')].filter((node) => node.checkVisibility() && node.matches('a, button, input, select')).filter((node) => node.getBoundingClientRect().height < 22).map((node) => node.outerHTML).join()";
    assert_eq!(browser.text(small), "");
    no_complaint(browser);
}

/// The page of a student alone, beside that of the class.
pub fn of_student(page: &Path, key: &str) -> std::path::PathBuf {
    page.with_file_name(key).join("feedback.html")
}

fn students(browser: &mut Chromium, page: &Path) {
    for (width, scheme) in [(390, "light"), (390, "dark"), (1280, "light"), (1280, "dark")] {
        browser.window(width, 900);
        browser.medium("screen", scheme);
        for key in ["zoe", "bob", "cyd", "mallory", "dee", "eve", "fay", "gus", "hal"] {
            browser.open(&of_student(page, key), "");
            browser.eval("for (const details of document.querySelectorAll('details')) details.open = true");
            browser.eval("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
            assert_eq!(
                browser.eval("document.documentElement.scrollWidth"),
                width,
                "{key} is wider than {width}"
            );
            assert_eq!(browser.text(&FAINT.replace("seen < 300", "seen < 5")), "", "{key} {scheme}");
            assert_eq!(browser.eval("window.hacked === undefined"), true, "{key}");
        }
        no_complaint(browser);
    }
    browser.open(&of_student(page, "bob"), "");
    let chips = |browser: &mut Chromium, kind: &str| {
        browser.eval(&format!("document.querySelectorAll('.chip.{kind}').length"))
    };
    assert!(chips(browser, "repeated").as_u64() > Some(0), "what is there twice is drawn");
    let text = browser.text("document.body.innerText");
    for part in ["What to mend, in this order", "points in Task 2", "try . task2"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("Zoe"), "nobody else is on it");
    // What happened is drawn when it is asked for.
    browser.eval("document.querySelector('.causes details').open = true; new Promise((done) => requestAnimationFrame(() => setTimeout(done)))");
    assert_eq!(browser.eval("document.querySelectorAll('.causes figure svg').length > 0"), true);
    browser.open(&of_student(page, "bob"), "#case/task2-seed1-as-sent");
    let title = "document.querySelector('.panel h4')?.textContent ?? ''";
    assert_eq!(browser.text(title), "task2, seed 1, as-sent");
    no_complaint(browser);
}

/// Every text whose contrast with its ground is less than WCAG's AA asks for.
const FAINT: &str = r"(() => {
  const parse = (color) => { const [r, g, b, a = 1] = color.match(/[\d.]+/g).map(Number); return { rgb: [r, g, b], a }; };
  const light = ({ rgb }) => { const [r, g, b] = rgb.map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = (node) => { for (; node; node = node.parentElement) { const color = parse(getComputedStyle(node).backgroundColor); if (color.a > 0) return color; } return parse('rgb(255,255,255)'); };
  const faint = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility() || node.closest('script, option, .cut')) continue;
    const style = getComputedStyle(node);
    const [one, other] = [light(parse(node.closest('svg') ? style.fill : style.color)), light(ground(node))].sort((a, b) => b - a);
    const contrast = (one + 0.05) / (other + 0.05);
    seen += 1;
    if (contrast < 4.5) faint.add(`${node.tagName}.${node.getAttribute('class')} ${contrast.toFixed(2)} ${walker.currentNode.data.slice(0, 30)}`);
  }
  return seen < 300 ? `only ${seen} texts` : [...faint].join('\n');
})()";

fn contrast(browser: &mut Chromium, page: &Path) {
    for scheme in ["light", "dark"] {
        browser.medium("screen", scheme);
        for hash in ["#cyd/task2-seed1-coalesced", "#mallory/task1-seed1-split", "#eve/task3-seed2-split"] {
            browser.open(page, hash);
            browser.eval("for (const details of document.querySelectorAll('details')) details.open = true");
            browser.eval("document.getElementById('All').click()");
            assert_eq!(browser.text(FAINT), "", "{scheme} {hash}");
        }
        let paper = browser.text("getComputedStyle(document.body).backgroundColor");
        assert_eq!(paper.contains("25"), scheme == "light", "{scheme}: {paper}");
    }
    no_complaint(browser);
}

fn paper(browser: &mut Chromium, page: &Path) {
    browser.open(page, "");
    browser.medium("print", "dark");
    let text = browser.text("document.body.innerText");
    for part in [
        "Zoe Right",
        "Bob Repeats",
        "The answer still holds repeats",
        "NameError: name 'sokcet' is not defined",
        "expected ';' before '}' token",
        "Again, in the student's folder: socklab try",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("Open all shown") && !text.contains("Cases: choose one"));
    assert_eq!(
        browser.text("getComputedStyle(document.body).backgroundColor"),
        "rgb(255, 255, 255)",
        "no dark paper"
    );
    let pdf = browser.call("Page.printToPDF", &json!({ "printBackground": true }));
    let pdf = pdf["data"].as_str().expect("a PDF");
    assert!(pdf.starts_with("JVBERi0") && pdf.len() > 20_000, "{} bytes", pdf.len());
    // A page for the class, and one at least for each of the nine.
    let pages = |pdf: &str| {
        let bytes = STANDARD.decode(pdf).expect("it is base64");
        String::from_utf8_lossy(&bytes).matches("/Type /Page\n").count()
    };
    assert!(pages(pdf) >= 10, "{} pages", pages(pdf));
    // What is left out on the screen is left out on paper.
    browser.open(page, "#?show=full");
    let one = browser.call("Page.printToPDF", &json!({ "printBackground": true }));
    let one = pages(one["data"].as_str().expect("a PDF"));
    assert!(one < pages(pdf), "{one} pages of {}", pages(pdf));
    no_complaint(browser);
}

fn old_browser(browser: &mut Chromium, page: &Path) {
    browser.open(page, "");
    browser.eval("delete window.DecompressionStream; location.hash = '#bob/task2-seed1-as-sent'");
    browser.settle();
    let text = browser.text("document.querySelector('#bob').innerText");
    assert!(text.contains("This browser is too old to show the cases"), "{text}");
    assert!(text.contains("The answer still holds repeats"), "{text}");
    assert_eq!(browser.eval("document.querySelectorAll('.panel, .grid').length"), 0);
    no_complaint(browser);
}

fn without_a_script(browser: &mut Chromium, page: &Path) {
    // The same page as a browser shows it that runs no script: ours is what `js` stands for.
    let source = std::fs::read_to_string(page).expect("the page");
    let (before, rest) = source.split_once("<script>").expect("it has a script");
    let (_, after) = rest.split_once("</script>").expect("it ends");
    let bare = page.with_file_name("without-a-script.html");
    std::fs::write(&bare, format!("{before}{after}")).expect("a page");
    browser.open(&bare, "");
    let text = browser.text("document.body.innerText");
    for part in [
        "Bob Repeats",
        "The answer still holds repeats",
        "NameError: name 'sokcet' is not defined",
        "expected ';' before '}' token",
        "Again, in the student's folder: socklab try",
        "Python 2 is not installed here",
    ] {
        assert!(text.contains(part), "{part}");
    }
    assert!(!text.contains("Search") && !text.contains("H4sI"), "nothing that does nothing");
    no_complaint(browser);
}
