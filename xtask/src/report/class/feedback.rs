//! `feedback.md`, one a student: the grade and what to mend, each mistake once, the dearest first; folded below it what passed, what
//! failed and why, the bytes, what to look at, how to repeat it.

mod part;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::causes::{Cause, Shown, causes};
use super::difference;
use super::failures::Failure;
use super::homely::homely;
use super::markdown::{block, inert, plain};
use super::{ClassReport, open, write_for};
use crate::class::again;
use crate::class::graded::{Graded, Judged};
use crate::grade::Grade;
use crate::report::wrapped;
use crate::verdict::outcome::Status;
use crate::words::{self as all_words, feedback as words, late as late_words};

/// The file of each student.
pub const FILE: &str = "feedback.md";

/// Columns that a line of an explanation fills.
const WIDTH: usize = 96;
/// Words that stand before what is folded, as far as the first cause leaves room.
const MOST_WORDS: usize = 380;
/// Lines of what a compiler said that stand there.
const MOST_LINES: usize = 8;

/// The report in the making.
pub struct Feedback {
    folder: PathBuf,
}

impl Feedback {
    /// Into `folder/KEY/feedback.md`.
    pub fn into(folder: &Path) -> Self {
        Self { folder: folder.to_owned() }
    }
}

impl ClassReport for Feedback {
    fn submission(&mut self, graded: &Graded<'_>) -> Result<()> {
        write_for(&self.folder, &graded.student, FILE, render(graded).as_bytes())
    }

    fn finish(self: Box<Self>) -> Result<()> {
        Ok(())
    }
}

/// The whole text: what there is to mend, and folded below it all that was found.
pub fn render(graded: &Graded<'_>) -> String {
    let mut out = format!("# {}\n\n", plain(&graded.lab.title));
    let names: Vec<&str> = graded.student.names().filter(|name| !name.is_empty()).collect();
    if !names.is_empty() {
        let _ = writeln!(out, "{}\n", plain(&names.join(", ")));
    }
    let grade = graded.grade();
    let so_far = if grade.open_hundredths > 0 { words::SO_FAR } else { "" };
    let _ = writeln!(out, "**{}{so_far}**\n", points(grade));
    if let Some(lateness) = &graded.lateness {
        let _ = writeln!(out, "{}\n", late_words::costs(lateness, grade));
    }
    for (part, _, grade) in graded.parts() {
        let _ = writeln!(out, "- {}: {}", plain(&part.scenario.title), points(grade));
    }
    out.push('\n');
    open(&mut out, graded, grade);
    let causes = causes(graded);
    to_mend(&mut out, graded, &causes);
    for (part, graded_part, grade) in graded.parts() {
        let title = inert(&part.scenario.title);
        let _ = writeln!(out, "<details>\n<summary>{title}: {}</summary>\n", points(grade));
        part::part(&mut out, graded_part);
        out.push_str("</details>\n\n");
    }
    let fails = |cause: &Cause<'_>| cause.failure().is_some();
    if causes.iter().any(fails) {
        let _ = writeln!(out, "---\n\n{}", words::SEEDS);
    }
    out
}

/// Points of points.
pub fn points(grade: Grade) -> String {
    words::points(&Grade::decimal(grade.earned_hundredths), &Grade::decimal(grade.possible_hundredths))
}

/// What is open, and why.
fn open(out: &mut String, graded: &Graded<'_>, grade: Grade) {
    if grade.open_hundredths == 0 {
        return;
    }
    let _ = writeln!(out, "{}\n", words::open_points(&Grade::decimal(grade.open_hundredths)));
    for why in why_open(graded, plain) {
        let _ = writeln!(out, "- {why}");
    }
    out.push('\n');
}

/// Each reason for which points are open, and where it is one.
pub fn why_open(graded: &Graded<'_>, harmless: impl Fn(&str) -> String) -> Vec<String> {
    let name = |part: &usize| harmless(short(&graded.lab.parts[*part].scenario.title));
    let reasons = open::reasons(graded).into_iter();
    reasons
        .map(|(why, parts)| words::open_in(&parts.iter().map(name).collect::<Vec<_>>(), &harmless(&why)))
        .collect()
}

/// The title of a part without what is behind its colon.
fn short(title: &str) -> &str {
    title.split_once(':').map_or(title, |(name, _)| name)
}

/// What there is to mend, the dearest first: as many as there is room for are explained, of the others each is named.
fn to_mend(out: &mut String, graded: &Graded<'_>, causes: &[Cause<'_>]) {
    if causes.is_empty() {
        let sentence = match graded.status() {
            Status::Pass => words::ALL_RIGHT,
            Status::Fail | Status::Inconclusive => words::NOTHING_WRONG,
        };
        let _ = writeln!(out, "{sentence}\n");
        return;
    }
    let _ = writeln!(out, "## {}\n", words::TO_MEND);
    let mut names = causes.iter().map(|cause| named(graded, cause, plain));
    let mut room = MOST_WORDS.saturating_sub(count(out));
    for (index, cause) in causes.iter().enumerate() {
        let (name, costs) = names.next().expect("one a cause");
        let text = format!("### {}. {name}\n\n{costs}\n\n{}", index + 1, explained(graded, cause));
        // What is named below needs room as well.
        let others: usize =
            causes[index + 1..].iter().map(|cause| count(&brief(&named(graded, cause, plain)))).sum();
        if index > 0 && count(&text) + others > room {
            let _ = writeln!(out, "### {}\n", words::ALSO_TO_MEND);
            for cause in &causes[index..] {
                let _ = writeln!(out, "- {}", brief(&named(graded, cause, plain)));
            }
            let _ = writeln!(out, "\n{}\n", words::MORE_BELOW);
            return;
        }
        room = room.saturating_sub(count(&text));
        out.push_str(&text);
    }
}

fn count(text: &str) -> usize {
    text.split_whitespace().count()
}

fn brief((name, costs): &(String, String)) -> String {
    format!("{name}. {costs}")
}

/// What a cause is called, and what it costs.
pub fn named(graded: &Graded<'_>, cause: &Cause<'_>, harmless: impl Fn(&str) -> String) -> (String, String) {
    let name = match cause.failure() {
        _ if cause.is_about_the_stream() => words::STREAM.to_owned(),
        _ if cause.missing().is_some() => cause.missing().map(words::half_can_be_run).unwrap_or_default(),
        Some((_, failure)) => words::asks(failure.check).to_owned(),
        None => words::CAN_BE_RUN.to_owned(),
    };
    let parts = cause.parts.iter().map(|part| harmless(short(&graded.lab.parts[*part].scenario.title)));
    let cost = Grade::decimal(cause.cost_hundredths);
    (name, words::costs(&cost, &parts.collect::<Vec<_>>()))
}

/// What a cause does, in one case.
fn explained(graded: &Graded<'_>, cause: &Cause<'_>) -> String {
    let mut out = String::new();
    if let Shown::NotRun(why) = cause.shown {
        let _ = writeln!(out, "{}\n\n{}", words::NOT_RUN, block("text", &head(why)));
        return out;
    }
    let Some((part, failure)) = cause.failure() else { return out };
    let Some(judged) = graded.parts[part].judged() else { return out };
    let said = all_words::outcome_of(&judged.result, failure.case, failure.check, &failure.outcome);
    if let (Some(role), Some(why)) = (cause.missing(), &judged.lacks) {
        let _ = writeln!(out, "{}\n\n{}", words::half_run(role), block("text", &head(why)));
        again(&mut out, judged, failure);
        return out;
    }
    if let Some(said) = &said {
        let _ = writeln!(out, "{}", block("text", &wrapped(&homely(&said.what), WIDTH)));
    }
    if let Some(chips) = difference::of(&failure.outcome) {
        let _ = writeln!(out, "{}", block("text", &difference::rows(&chips)));
    }
    if let Some(hint) = said.and_then(|said| said.hint) {
        let _ = writeln!(out, "{hint}\n");
    }
    doing(&mut out, failure);
    again(&mut out, judged, failure);
    out
}

/// Whose doing it is, where that is not whom one would think.
fn doing(out: &mut String, failure: &Failure<'_>) {
    if let Some(doing) = failure.blame.and_then(|blame| all_words::doing(failure.check, blame)) {
        let _ = writeln!(out, "*{}*\n", words::whose(doing));
    }
}

/// How to see it again.
fn again(out: &mut String, judged: &Judged, failure: &Failure<'_>) {
    let _ = writeln!(
        out,
        "{}\n\n{}",
        words::again(again::needs(&judged.result.scenario).as_deref()),
        block("sh", &[judged.result.again_to_see(&failure.outcome, failure.case)])
    );
}

/// The beginning of a text of several lines: of what a compiler says the first complaint.
fn head(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = text.lines().take(MOST_LINES).map(|line| homely(&cut(line))).collect();
    let left = text.lines().count() - lines.len();
    if left > 0 {
        lines.push(words::left_out(left, "lines"));
    }
    lines
}

/// A line that fits a page.
fn cut(line: &str) -> String {
    match line.char_indices().nth(3 * WIDTH) {
        Some((end, _)) => format!("{}...", &line[..end]),
        None => line.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::graded::PartOutcome;
    use crate::command_line::{Command, Pair};
    use crate::conversation::Conversation;
    use crate::observation::End;
    use crate::report::class::fixtures;
    use crate::role::Role;

    fn of(key: &str) -> String {
        let lab = fixtures::lab();
        let class = fixtures::class(&lab);
        render(class.iter().find(|graded| graded.student.key == key).expect("the student"))
    }

    #[test]
    fn feedback_of_a_student_who_has_all_of_it() {
        insta::assert_snapshot!(of("alice"));
    }

    #[test]
    fn a_program_that_is_missing_is_one_mistake_and_no_failure_of_the_other() {
        let lab = fixtures::lab();
        let mut graded = fixtures::graded(&lab, fixtures::student("x", ""), |scenario, seed, delivery| {
            let mut seen = fixtures::wrong_answer(scenario, seed, delivery);
            seen.client = Some(fixtures::program("", "", End::NotStarted("no client was found".to_owned())));
            seen.conversation = Some(Conversation::default());
            seen
        });
        for part in &mut graded.parts {
            let PartOutcome::Judged(judged) = &mut part.outcome else { panic!("it was judged") };
            judged.pair.client = Command::missing(Role::Client);
            judged.lacks = Some("no client was found; there is `server.py`".to_owned());
        }
        let text = render(&graded);
        let (mend, _) = text.split_once("<details>").expect("what is folded");
        assert_eq!(mend.matches("\n### ").count(), 1, "{mend}");
        assert!(
            mend.contains("### 1. There is a client that can be started\n\nOne mistake, costs "),
            "{mend}"
        );
        assert!(mend.contains("Your client could not be used. What your server does was graded"), "{mend}");
        assert!(!mend.contains("no-client"), "{mend}");
        assert_eq!(Pair::words(&graded.parts[0].judged().expect("judged").pair)[1], "none");
    }

    #[test]
    fn the_line_that_sent_what_is_wrong_is_told() {
        let lab = fixtures::lab();
        let of = |graded: &Graded<'_>| render(graded).split_whitespace().collect::<Vec<_>>().join(" ");
        let told = "; `server.py` line 14 sent it: `conn.send(str(result).encode())` ```";
        let text = of(&fixtures::sent(&lab));
        assert_eq!(text.matches(told).count(), 2, "above, and where all is told: {text}");
        let graded = fixtures::graded(&lab, fixtures::student("x", ""), fixtures::wrong_answer);
        assert!(!of(&graded).contains("sent it"));
    }

    #[test]
    fn feedback_with_hostile_text() {
        insta::assert_snapshot!(of("bob"));
    }

    #[test]
    fn feedback_of_programs_that_rely_on_luck() {
        insta::assert_snapshot!(of("carol"));
    }

    #[test]
    fn feedback_of_a_crash() {
        insta::assert_snapshot!(of("dave"));
    }

    #[test]
    fn feedback_says_where_the_grader_took_the_place_of_a_program() {
        insta::assert_snapshot!(render(&fixtures::stood_in(&fixtures::lab())));
    }

    #[test]
    fn feedback_of_what_was_not_run() {
        let all = ["erin", "frank", "grace", "heidi"].map(of);
        insta::assert_snapshot!(all.join("\n=====\n\n"));
    }

    #[test]
    fn feedback_says_what_lateness_costs_and_when_nothing_is_known_of_it() {
        let lab = fixtures::lab();
        let said = fixtures::late_class(&lab)
            .iter()
            .map(|graded| {
                let text = render(graded);
                text.split("\n- ").next().expect("a head").trim().to_owned()
            })
            .collect::<Vec<_>>();
        insta::assert_snapshot!(
            said.join("\n=====\n").lines().map(crate::printable::printable).collect::<Vec<_>>().join("\n")
        );
    }

    #[test]
    fn feedback_says_what_an_instructor_corrected_and_does_not_have_it_mended() {
        let lab = fixtures::lab();
        let text = render(&fixtures::corrected(&lab));
        for said in [
            "| pass | The client prints the numbers that were duplicates (corrected by your instructor: on paper) | `shows-duplicates` | 20/20 |",
            "| **FAIL** | The client prints the final list (corrected by your instructor: copied) | `shows-final-list` | 0/20 |",
            "- your instructor gave 30 points for this: told me",
        ] {
            assert!(text.contains(said), "{said}:\n{text}");
        }
        assert!(!text.contains("(`shows-duplicates`)"), "{text}");
    }

    #[test]
    fn no_text_of_a_student_s_leaves_its_block() {
        let lab = fixtures::lab();
        for graded in fixtures::class(&lab) {
            let text = render(&graded);
            assert!(text.len() < 40_000, "{}: {} bytes", graded.student.key, text.len());
            assert!(!text.contains(['\u{1b}', '\u{202e}', '\0', '\u{7}']), "{}", graded.student.key);
            let mut fence: Option<&str> = None;
            for line in text.lines() {
                let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
                match fence {
                    None if ticks.len() >= 3 => fence = Some(ticks),
                    None => assert!(!line.contains("<script"), "{line}"),
                    Some(open) if line == open => fence = None,
                    Some(open) => assert!(ticks.len() < open.len(), "{line}"),
                }
            }
            assert_eq!(fence, None, "every block is closed");
        }
    }
}
