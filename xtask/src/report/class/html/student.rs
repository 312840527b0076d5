//! `feedback.html`: what one student has to mend, drawn, and below it all that was found. One file that needs nothing beside itself,
//! with nobody else in it.

use std::path::{Path, PathBuf};

use anyhow::Result;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::page::{head, vocabulary};
use super::text::{json, lines, plain, sentence};
use super::{data, row};
use crate::case_name::case_name;
use crate::class::again;
use crate::class::graded::{Graded, GradedPart, Judged};
use crate::grade::Grade;
use crate::observation::{Observation, SourceLine};
use crate::report::class::causes::{Cause, Shown, causes};
use crate::report::class::difference::{self, Chip};
use crate::report::class::failures::Failure;
use crate::report::class::handback::{Archive, Platform};
use crate::report::class::homely::homely;
use crate::report::class::{ClassReport, exchange, feedback, source, write_for};
use crate::role::Role;
use crate::scenario::lab::Part;
use crate::verdict::outcome::{Outcome, Reason, Status};
use crate::verdict::results::CaseResult;
use crate::words::marks::{self, Kind};
use crate::words::{self as all_words, feedback as words};

/// The file of each student.
pub const FILE: &str = "feedback.html";

const STYLE: &str = concat!(include_str!("style.css"), include_str!("student.css"));
const SCRIPT: &str = concat!(include_str!("case.js"), include_str!("student.js"));

/// The longest list of the client's that is drawn.
const MOST_SENT: usize = 200;

/// What stands before the name of a case in an address of this page: no key of anybody.
const OWN: &str = "case";

/// The report in the making.
#[derive(Debug)]
pub struct StudentPages {
    folder: PathBuf,
    archives: [Archive; 2],
}

impl StudentPages {
    /// Into `folder/KEY/feedback.html`, and into the archives that platforms take back.
    pub fn into(folder: &Path) -> Self {
        let archives = [Platform::Canvas, Platform::Moodle].map(|platform| Archive::into(folder, platform));
        Self { folder: folder.to_owned(), archives }
    }
}

impl ClassReport for StudentPages {
    fn submission(&mut self, graded: &Graded<'_>) -> Result<()> {
        let page = render(graded).into_string();
        write_for(&self.folder, &graded.student, FILE, page.as_bytes())?;
        self.archives.iter_mut().try_for_each(|archive| archive.add(&graded.student, page.as_bytes()))
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.archives.into_iter().try_for_each(Archive::finish)
    }
}

/// The whole page.
pub fn render(graded: &Graded<'_>) -> Markup {
    let title = plain(&graded.lab.title);
    let names = plain(&graded.student.names().collect::<Vec<_>>().join(", "));
    let causes = causes(graded);
    let parts = graded.lab.parts.iter().map(Part::name).zip(&graded.parts);
    let data = data::of(parts.filter_map(|(name, part)| Some((name, part.judged()?))), |_| None);
    html! {
        (DOCTYPE)
        html lang="en" {
            (head(&html! { (title) }, STYLE, SCRIPT))
            body.student {
                header { h1 { (title) } @if !names.is_empty() { p.name { bdi { (names) } } } (worth(graded)) }
                main {
                    (to_mend(graded, &causes))
                    section aria-labelledby="Found" {
                        h2 #Found { (words::ALL_FOUND) }
                        @for (part, graded, grade) in graded.parts() {
                            details.found {
                                summary { (plain(&part.scenario.title)) ": " (feedback::points(grade)) }
                                (row::section(OWN, part, graded, grade))
                            }
                        }
                    }
                }
                script #Words type="application/json" { (PreEscaped(vocabulary())) }
                script #Cases type="application/json" { (PreEscaped(json(&data))) }
            }
        }
    }
}

fn worth(graded: &Graded<'_>) -> Markup {
    let grade = graded.grade();
    html! {
        p.total {
            strong { (feedback::points(grade)) } @if grade.open_hundredths > 0 { (words::SO_FAR) }
        }
        ul.tasks {
            @for (part, _, grade) in graded.parts() {
                li { span { (plain(&part.scenario.title)) } " " (row::bar(grade)) " " span.worth { (feedback::points(grade)) } }
            }
        }
        @if grade.open_hundredths > 0 {
            p { (words::open_points(&Grade::decimal(grade.open_hundredths))) }
            ul.why-open { @for why in feedback::why_open(graded, plain) { li { (sentence(&why)) } } }
        }
    }
}

fn to_mend(graded: &Graded<'_>, causes: &[Cause<'_>]) -> Markup {
    let all_right = graded.status() == Status::Pass;
    html! {
        section aria-labelledby="Mend" {
            @if causes.is_empty() {
                h2 #Mend { @if all_right { (words::ALL_RIGHT) } @else { (words::NOTHING_WRONG) } }
            } @else {
                h2 #Mend { (words::TO_MEND) }
                ol.causes { @for cause in causes { li.card { (self::cause(graded, cause)) } } }
            }
        }
    }
}

fn cause(graded: &Graded<'_>, cause: &Cause<'_>) -> Markup {
    let (name, costs) = feedback::named(graded, cause, plain);
    let failure = cause.failure().and_then(|(part, failure)| {
        let judged = graded.parts.get(part).and_then(GradedPart::judged)?;
        Some((graded.lab.parts[part].name(), judged, failure))
    });
    html! {
        h3 { (sentence(&name)) }
        p.costs { (costs) }
        @if let Shown::NotRun(why) = cause.shown {
            p { (words::NOT_RUN) }
            pre tabindex="0" { (homely(&lines(why))) }
        }
        @if let Some((part, judged, failure)) = failure { (shown(&part, judged, failure, cause.missing())) }
    }
}

/// What went wrong, in one case: said, drawn, and how to see it again.
fn shown(part: &str, judged: &Judged, failure: &Failure<'_>, missing: Option<Role>) -> Markup {
    let said = all_words::outcome(failure.check, &failure.outcome);
    let CaseResult { seed, delivery, stand_in, second, .. } = *failure.case;
    let case = case_name(part, seed, delivery, stand_in, second);
    html! {
        @if let (Some(role), Some(why)) = (missing, &judged.lacks) {
            p { (words::half_run(role)) }
            pre tabindex="0" { (homely(&lines(why))) }
        } @else if let Some(said) = &said { p.what { (sentence(&homely(&said.what))) } }
        @if let Some(line) = source::line_of(failure.check, &failure.outcome) { (code(line, None)) }
        @else if let Some(line) = judged.result.sent_at(failure.case, failure.check, &failure.outcome) {
            (code(line, Some(words::SENT_IT)))
        }
        (numbers(failure))
        @if let Some(hint) = said.and_then(|said| said.hint).filter(|_| missing.is_none()) { p.hint { (sentence(&hint)) } }
        @if let Some(doing) = failure.blame.and_then(|blame| all_words::doing(failure.check, blame)) {
            p.whose { (words::whose(doing)) }
        }
        @if let Some(observation) = failure.observation.filter(|_| missing.is_none()) {
            details {
                summary { (words::CONVERSATION.trim_end_matches(':')) }
                figure.diagram data-part=(part) data-case=(case) {
                    pre tabindex="0" { (exchange(observation)) }
                }
            }
        }
        p.repeat-it { (sentence(&words::again(again::needs(&judged.result.scenario).as_deref()))) }
        pre tabindex="0" { (plain(&judged.result.again_to_see(&failure.outcome, failure.case))) }
    }
}

/// The conversation as lines, for who runs no script.
fn exchange(observation: &Observation) -> String {
    let lines = exchange::lines(observation).into_iter();
    lines.map(|line| plain(&line)).collect::<Vec<_>>().join("\n")
}

/// A line of source, and what it did.
fn code(line: &SourceLine, did: Option<&str>) -> Markup {
    html! {
        figure.code {
            figcaption { (plain(&line.file)) @if let Some(did) = did { " " span.did { (did) } } }
            @if let Some(text) = &line.text {
                pre tabindex="0" { span.number { (line.line) } " " mark { (plain(text)) } }
            } @else { p { "line " (line.line) } }
        }
    }
}

/// The numbers as chips: what the client sent, what was expected, what came.
fn numbers(failure: &Failure<'_>) -> Markup {
    let (Some(chips), Outcome::Fail(Reason::WrongList(wrong))) =
        (difference::of(&failure.outcome), &failure.outcome)
    else {
        return html! {};
    };
    let right = |values: &[i64]| values.iter().map(|value| (*value, Kind::Right)).collect::<Vec<_>>();
    let sent = failure.case.verdict.numbers.client.as_ref().filter(|sent| sent.len() <= MOST_SENT);
    html! {
        dl.numbers {
            @if let Some(sent) = sent { dt { "sent" } dd { (row_of(&right(sent))) } }
            dt { "expected" } dd { (row_of(&right(&wrong.expected))) }
            dt { "got" } dd { (row_of(&chips)) }
        }
        p.caption { (marks::marks(Kind::WRONG.into_iter().filter(|kind| chips.iter().any(|(_, other)| other == kind)))) }
    }
}

/// A row of chips; each value that is there several times is tied to its others by the same letter.
fn row_of(chips: &[Chip]) -> Markup {
    let is_there = |(_, kind): &&Chip| *kind != Kind::Missing;
    let times = |value: i64| chips.iter().filter(is_there).filter(|(other, _)| *other == value).count();
    let mut tied: Vec<i64> = Vec::new();
    for (value, _) in chips {
        if !tied.contains(value) && times(*value) > 1 {
            tied.push(*value);
        }
    }
    let tie = |value: i64| tied.iter().position(|other| *other == value).map(|at| at % 26);
    html! {
        @for (value, kind) in chips {
            @let tie = tie(*value).filter(|_| *kind != Kind::Missing);
            span class={ "chip " (class(*kind)) @if let Some(tie) = tie { " tied tie-" (tie % 4) } } {
                @if *kind != Kind::Right { span.sign aria-hidden="true" { (kind.mark()) } }
                (value)
                @if let Some(tie) = tie { sup aria-hidden="true" { (char::from(b'a' + u8::try_from(tie).unwrap_or_default())) } }
                @if *kind != Kind::Right { span.unseen { " " (marks::meaning(*kind)) } }
            }
            " "
        }
    }
}

fn class(kind: Kind) -> &'static str {
    match kind {
        Kind::Right => "right",
        Kind::Missing => "missing",
        Kind::Extra => "extra",
        Kind::Repeated => "repeated",
        Kind::Misplaced => "misplaced",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::report::class::fixtures;

    fn pages() -> Vec<(String, String)> {
        let lab = fixtures::lab();
        let class = fixtures::class(&lab);
        let pages = class.iter().map(|graded| (graded.student.key.clone(), render(graded).into_string()));
        pages.collect()
    }

    #[test]
    fn a_page_holds_nobody_but_its_student_and_fetches_nothing() {
        for (key, page) in pages() {
            let own = page.replace(SCRIPT, "").replace(STYLE, "").to_lowercase();
            let words: BTreeSet<&str> = own.split(|c: char| !c.is_alphabetic()).collect();
            for other in ["alice", "bob", "carol", "dave", "erin", "frank", "grace", "heidi", "ivan"] {
                assert!(other == key || !words.contains(other), "{other} on {key}'s page");
            }
            for reach in ["src=", "@import", "http://", "url("] {
                let own = page.replace("http://www.w3.org/2000/svg", "");
                assert!(!own.contains(reach), "{key}: {reach}");
            }
            assert!(page.len() < 300_000, "{key}: {} bytes", page.len());
        }
    }

    #[test]
    fn hostile_text_is_text_on_it() {
        for (key, page) in pages() {
            let markup = page.replace(SCRIPT, "").replace(STYLE, "");
            assert!(!markup.contains("<script>alert"), "{key}");
            assert!(!markup.contains(['\u{1b}', '\u{202e}', '\0', '\u{7}']), "{key}");
            assert_eq!(markup.matches("<script").count(), 3, "{key}: ours, the words, the cases");
        }
    }

    #[test]
    fn the_line_that_sent_what_is_wrong_stands_beside_it_and_nothing_where_none_is_known() {
        let lab = fixtures::lab();
        let page = render(&fixtures::sent(&lab)).into_string();
        let figure = "<figure class=\"code\"><figcaption>server.py <span class=\"did\">sent it here:</span></figcaption>\
                      <pre tabindex=\"0\"><span class=\"number\">14</span> <mark>conn.send(str(result).encode())</mark></pre></figure>";
        assert_eq!(page.matches(figure).count(), 1, "{page}");
        let sentence = "`server.py` line 14 sent it: `conn.send(str(result).encode())`";
        assert!(page.contains(sentence), "where the case is drawn: {page}");
        let graded = fixtures::graded(&lab, fixtures::student("x", ""), fixtures::wrong_answer);
        assert!(!render(&graded).into_string().contains("sent it here"));
    }

    #[test]
    fn numbers_are_chips_with_what_is_wrong_with_each() {
        let lab = fixtures::lab();
        let graded = fixtures::graded(&lab, fixtures::student("x", ""), fixtures::wrong);
        let page = render(&graded).into_string();
        for part in [
            "<dt>sent</dt>",
            "<span class=\"chip right tied tie-0\">7<sup aria-hidden=\"true\">a</sup></span>",
            "<span class=\"chip missing\"><span class=\"sign\" aria-hidden=\"true\">-</span>7<span class=\"unseen\"> missing</span></span>",
            "<span class=\"chip extra\"><span class=\"sign\" aria-hidden=\"true\">+</span>5<span class=\"unseen\"> not expected</span></span>",
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
    }
}
