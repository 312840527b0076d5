//! The frame of the page: what the browser may do, the class at a glance, and the head of the table.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest as _, Sha256};

use super::summary::{Attention, GROUPS, Summary};
use super::text::{count, json, plain, sentence};
use super::{About, heat};
use crate::called;
use crate::delivery::Delivery;
use crate::grade::Grade;
use crate::report::class::attention::Why;
use crate::words;

const STYLE: &str = include_str!("style.css");
const SCRIPT: &str = concat!(include_str!("case.js"), include_str!("page.js"));

/// What stands behind the last submission.
pub const AFTER_ROWS: &str = "</table><p id=\"None\" hidden>No submission fits.</p></main></body></html>\n";

/// A dot in the colour of the page, so that a browser asks nobody for an icon.
const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath d='M2 5h10M9 2l3 3-3 3M14 11H4M7 8l-3 3 3 3' fill='none' stroke='%230f766e' stroke-width='1.6'/%3E%3C/svg%3E";

/// All that stands before the first submission. Ids of the page's own begin with a capital: a student's key never does.
pub fn before_rows(about: &About, summary: &Summary) -> Markup {
    let title = plain(&summary.title);
    html! {
        (DOCTYPE)
        (PreEscaped("<html lang=\"en\">"))
        (head(&html! { (title) ": " (count(summary.grades.len(), "submission")) }, STYLE, SCRIPT))
        (PreEscaped("<body>"))
        a.skip href="#Submissions" { "To the submissions" }
        header { h1 { (title) } (graded(about)) (in_numbers(summary)) }
        (PreEscaped("<main>"))
        @if !summary.grades.is_empty() {
            section #Class aria-label="The class at a glance" {
                div { (distribution(summary)) }
                div { (mistakes(summary)) (attention(summary)) }
            }
        }
        h2 #Submissions tabindex="-1" { "Submissions" }
        (controls(summary))
        (PreEscaped("<table id=\"Table\">"))
        (table_head(summary))
        script #Words type="application/json" { (PreEscaped(vocabulary())) }
    }
}

/// The head of a page that needs nothing beside itself.
pub fn head(title: &Markup, style: &str, script: &str) -> Markup {
    html! {
        head {
            meta charset="utf-8";
            (PreEscaped(called::PAGE))
            meta http-equiv="Content-Security-Policy" content=(policy(style, script));
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="color-scheme" content="light dark";
            meta name="referrer" content="no-referrer";
            link rel="icon" href=(ICON);
            title { (title) }
            style { (PreEscaped(style)) }
            script { (PreEscaped(script)) }
        }
    }
}

/// Only our own style and script, told by their hashes; nothing is fetched from anywhere.
fn policy(style: &str, script: &str) -> String {
    let hash = |text: &str| format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text.as_bytes())));
    format!(
        "default-src 'none'; style-src {}; script-src {}; img-src data:; base-uri 'none'; form-action 'none'",
        hash(style),
        hash(script)
    )
}

/// Sentences that the script shows.
pub fn vocabulary() -> String {
    let deliveries: Vec<_> =
        Delivery::ALL.iter().map(|delivery| (delivery.name(), words::case::delivery(*delivery))).collect();
    let sentences = [
        words::case::UNSEEN,
        words::case::SILENT,
        words::case::ALL_PASSES,
        words::case::HALF_PASSES,
        words::case::RESTS_ON,
        words::case::AGAIN_WITH_STAND_IN,
        words::case::FURTHER_RUNS,
        words::case::SECOND,
        words::case::TOO_OLD,
    ];
    json(&(deliveries, sentences))
}

/// When, by which grader, and by which scenarios.
fn graded(about: &About) -> Markup {
    html! {
        p #About {
            "Graded"
            @if let Some(until) = &about.until { " until " time datetime=(until) { (until) } }
            " by socklab " (plain(&about.grader)) " with "
            @for (index, (name, digest)) in about.scenarios.iter().enumerate() {
                @if index > 0 { ", " }
                (plain(name)) " " code title={ "SHA-256 of its text: " (digest) } { (digest[..12]) }
            }
            "."
        }
    }
}

fn in_numbers(summary: &Summary) -> Markup {
    let all = summary.grades.len();
    let open = summary.grades.iter().filter(|grade| grade.open_hundredths > 0).count();
    let is_full = |grade: &&Grade| grade.earned_hundredths == grade.possible_hundredths;
    let full = summary.grades.iter().filter(is_full).count();
    html! {
        dl #Numbers {
            div { dt { @if all == 1 { "submission" } @else { "submissions" } } dd { (all) } }
            div { dt { "points to earn" } dd { (summary.points) } }
            @if let Some((mean, median)) = summary.middle() {
                div { dt { "mean" } dd { (Grade::decimal(tenths(mean))) } }
                div { dt { "median" } dd { (Grade::decimal(tenths(median))) } }
            }
            @if all > 0 { div { dt { "with all points" } dd { (full) } } }
            @if open > 0 { div.open { dt { "with points open: not told yet, nothing lost" } dd { (open) } } }
        }
    }
}

/// Rounded to a tenth: a mean is no grade.
fn tenths(hundredths: u32) -> u32 {
    (hundredths + 5) / 10 * 10
}

fn distribution(summary: &Summary) -> Markup {
    const STEP: usize = 44;
    const HEIGHT: usize = 150;
    let groups = summary.histogram();
    let most = groups.iter().map(|(settled, open)| settled + open).max().unwrap_or(0).max(1);
    let height = |count: usize| count * HEIGHT / most;
    let has_open = groups.iter().any(|(_, open)| *open > 0);
    let from = |group: usize| format!("{}", group * 10);
    let described = groups.iter().enumerate().filter(|(_, (settled, open))| settled + open > 0);
    let described: Vec<String> = described
        .map(|(group, (settled, open))| {
            let range = if group == GROUPS - 1 {
                "100".to_owned()
            } else {
                format!("{} to {}", group * 10, group * 10 + 9)
            };
            format!("{range} %: {}", settled + open)
        })
        .collect();
    html! {
        div.card {
            h2 #Points-title { "Points" }
            svg.histogram role="img" aria-labelledby="Points-title Points-text"
                viewBox={ "0 0 " (STEP * GROUPS) " 200" } {
                desc #Points-text { (described.join("; ")) }
                line.axis x1="0" x2=(STEP * GROUPS) y1="172" y2="172" {}
                @for (group, (settled, open)) in groups.into_iter().enumerate() {
                    @let x = group * STEP + 4;
                    @let (low, high) = (height(settled), height(settled + open) - height(settled));
                    @if settled > 0 { rect.earned x=(x) y=(172 - low) width=(STEP - 8) height=(low) rx="2" {} }
                    @if open > 0 { rect.open x=(x) y=(172 - low - high) width=(STEP - 8) height=(high) rx="2" {} }
                    @if settled + open > 0 {
                        text.many x=(x + STEP / 2 - 4) y=(172 - low - high - 5) { (settled + open) }
                    }
                    text.scale x=(x + STEP / 2 - 4) y="192" { (from(group)) }
                }
            }
            p.caption {
                "Submissions by their share of the points, in steps of 10 %"
                @if has_open { "; " span.swatch.open {} " some points open" }
            }
        }
    }
}

/// What explains wrong answers; a click on one shows whose.
fn mistakes(summary: &Summary) -> Markup {
    const MOST: usize = 5;
    let mut found: Vec<(&'static str, usize)> =
        summary.mistakes.iter().map(|(name, count)| (*name, *count)).collect();
    found.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let line = |(name, count): &(&'static str, usize)| {
        html! {
            li {
                a href="#Submissions" data-filter={ "mistake/" (name) } {
                    b { (count) } " " span { (sentence(words::mistake(name))) }
                }
            }
        }
    };
    let (first, rest) = found.split_at(if found.len() <= MOST + 1 { found.len() } else { MOST });
    html! {
        @if !found.is_empty() {
            div.card {
                h2 { "Mistakes behind wrong answers" }
                p.caption { "So many submissions give exactly the answer that comes out when" }
                ul.mistakes { @for mistake in first { (line(mistake)) } }
                @if !rest.is_empty() {
                    details.rest {
                        summary { (rest.len()) " more" }
                        ul.mistakes { @for mistake in rest { (line(mistake)) } }
                    }
                }
            }
        }
    }
}

fn attention(summary: &Summary) -> Markup {
    let groups = [
        (Why::NotRun, "Could not be run"),
        (Why::Waits, "Open until you say what it is worth"),
        (Why::OpenPoints, "Open in some part"),
    ];
    html! {
        @if !summary.attention.is_empty() {
            div.card {
                h2 { "Want a look" }
                @for (why, title) in groups {
                    @let those: Vec<_> = summary.attention.iter().filter(|one| one.why == why).collect();
                    @if !those.is_empty() {
                        h3 { (title) " (" (those.len()) ")" }
                        ul.people { @for (sentence, those) in by_sentence(&those) { (people(sentence, &those)) } }
                    }
                }
            }
        }
    }
}

/// Those of whom the same is said, together.
fn by_sentence<'s>(all: &[&'s Attention]) -> Vec<(Option<&'s str>, Vec<&'s Attention>)> {
    let mut groups: Vec<(Option<&str>, Vec<&Attention>)> = Vec::new();
    for one in all {
        let sentence = one.sentence.as_deref();
        match groups.iter_mut().find(|(known, _)| *known == sentence) {
            Some((_, those)) => those.push(one),
            None => groups.push((sentence, vec![one])),
        }
    }
    groups
}

fn people(said: Option<&str>, those: &[&Attention]) -> Markup {
    html! {
        li {
            @for (at, one) in those.iter().enumerate() {
                @if at > 0 { ", " }
                a href={ "#" (one.key) } {
                    bdi { @if one.name.is_empty() { (one.key) } @else { (plain(&one.name)) } }
                }
            }
            @if let Some(why) = said { ": " (sentence(why)) }
        }
    }
}

fn controls(summary: &Summary) -> Markup {
    html! {
        div #Controls role="search" {
            label for="Search" { "Search" }
            input #Search type="search" placeholder="name, check, language, error…" autocomplete="off" spellcheck="false";
            label for="Filter" { "Show" }
            select #Filter {
                option value="" { "all" }
                option value="full" { "with all points" }
                option value="open" { "with open points" }
                option value="not-run" { "that could not be run" }
                @if summary.has_late { option value="late" { "handed in late" } }
                @for (index, part) in summary.parts.iter().enumerate() {
                    optgroup label={ (plain(&part.name)) " fails" } {
                        @for (check, tally) in part.checks.iter().filter(|(_, tally)| tally.failed > 0) {
                            option value={ (index) "/" (check.name()) } { (check.name()) " (" (tally.failed) ")" }
                        }
                    }
                }
                @if !summary.mistakes.is_empty() {
                    optgroup label="mistakes" {
                        @for (name, count) in &summary.mistakes {
                            option value={ "mistake/" (name) } { (words::mistake(name)) " (" (count) ")" }
                        }
                    }
                }
            }
            button #All type="button" { "Open all shown" }
            output #Count role="status" for="Search Filter" { (count(summary.grades.len(), "submission")) }
        }
    }
}

fn table_head(summary: &Summary) -> Markup {
    html! {
        caption { "Every submission with its points; a row opens to its checks and cases." }
        thead {
            tr {
                th scope="col" aria-sort="none" { button.sort type="button" data-by="name" { "Student" } }
                th.points scope="col" aria-sort="none" { button.sort type="button" data-by="points" { "Points" } }
                @for (index, part) in summary.parts.iter().enumerate() {
                    th.part scope="col" aria-sort="none" {
                        button.sort type="button" data-by=(index) title=(plain(&part.title)) { (plain(&part.name)) }
                    }
                }
                th.mend scope="col" { "Dearest fault" }
            }
            (heat::heads(summary))
        }
    }
}
