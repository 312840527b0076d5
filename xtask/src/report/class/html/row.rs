//! One submission: a row of the table, and under it all that a reader without a script wants to know of it.

use std::collections::BTreeSet;
use std::path::Path;

use maud::{Markup, PreEscaped, html};

use super::packed::packed;
use super::text::{count, lines, mark, plain, sentence};
use super::{data, heat, summary};
use crate::case_name::case_name;
use crate::class::again;
use crate::class::graded::{Graded, GradedPart, Judged, PartOutcome};
use crate::grade::Grade;
use crate::hand_in::Problem;
use crate::intake::language_of;
use crate::report::class::causes::causes;
use crate::scenario::lab::Part;
use crate::verdict::outcome::{Doubt, Outcome, Status};
use crate::verdict::remarks::Remark;
use crate::verdict::results::{CaseResult, CheckResult, Points, first_worst};
use crate::words;

/// The submission's part of the table. Packets of its cases are in `folder`, in one that has the student's key for a name, if anywhere.
pub fn render(graded: &Graded<'_>, folder: &Path) -> Markup {
    let student = &graded.student;
    let grade = graded.grade();
    let (status, _) = mark(graded.status());
    let more = format!("{}/more", student.key);
    let columns = graded.parts.len() + 3;
    let name = plain(&student.names().collect::<Vec<_>>().join(", "));
    let parts = graded.lab.parts.iter().map(Part::name).zip(&graded.parts);
    let kept = |file: &str| {
        let is_there = folder.join(&student.key).join(file).is_file();
        is_there.then(|| format!("{}/{file}", student.key))
    };
    let data = data::of(parts.filter_map(|(name, part)| Some((name, part.judged()?))), kept);
    html! {
        tbody id=(student.key) class={ "submission " (status) }
            data-points=(points_key(grade)) data-parts=(part_keys(graded)) data-tokens=(tokens(graded))
            data-who=(who(graded)) {
            tr.head {
                th scope="row" {
                    button.toggle type="button" aria-expanded="true" aria-controls=(more) {
                        @if name.is_empty() { (student.key) } @else { bdi { (name) } }
                    }
                    @if !name.is_empty() && name != student.key { span.key { (student.key) } }
                }
                td.points { (points(grade)) (late(graded, grade)) (bar(grade)) }
                @for (index, (asked, part, grade)) in graded.parts().enumerate() {
                    td.part data-part=(index) data-name=(plain(&asked.name())) { (points(grade)) (heat::cells(part)) }
                }
                td.mend { (to_mend(graded)) }
            }
            tr.more id=(more) {
                td colspan=(columns) {
                    @if let Some(lateness) = &graded.lateness {
                        p.late { (plain(&words::late::costs(lateness, grade))) }
                    }
                    @for (part, graded, grade) in graded.parts() { (section(&student.key, part, graded, grade)) }
                    script.data type="application/gzip" { (PreEscaped(packed(&data))) }
                }
            }
        }
        "\n"
    }
}

/// Points to sort by: what is open counts as half a hundredth less than the same earned for good.
fn points_key(grade: Grade) -> u64 {
    u64::from(grade.earned_hundredths) * 2 + u64::from(grade.open_hundredths == 0)
}

fn part_keys(graded: &Graded<'_>) -> String {
    graded.parts().map(|(_, _, grade)| points_key(grade).to_string()).collect::<Vec<_>>().join(" ")
}

/// What the page can filter by.
fn tokens(graded: &Graded<'_>) -> String {
    let mut tokens = Vec::new();
    for (index, part) in graded.parts.iter().enumerate() {
        match &part.outcome {
            PartOutcome::Judged(judged) => {
                let failed = judged.result.checks().into_iter().filter(|check| check.status == Status::Fail);
                tokens.extend(failed.map(|check| format!("{index}/{}", check.check.name())));
            }
            PartOutcome::NotRun(_) | PartOutcome::Unfinished => tokens.push("not-run".to_owned()),
        }
    }
    tokens.extend(summary::mistakes(graded).into_iter().map(|name| format!("mistake/{name}")));
    let grade = graded.grade();
    if grade.open_hundredths > 0 {
        tokens.push("open".to_owned());
    } else if grade.earned_hundredths == grade.possible_hundredths {
        tokens.push("full".to_owned());
    }
    if graded.is_late() {
        tokens.push("late".to_owned());
    }
    tokens.dedup();
    tokens.join(" ")
}

/// What the search looks at.
fn who(graded: &Graded<'_>) -> String {
    let student = &graded.student;
    let more = [&student.login, &student.email, &student.canvas_id, &student.moodle_id];
    let more = more.into_iter().flatten().map(String::as_str);
    let judged = graded.parts.iter().filter_map(GradedPart::judged);
    let commands: BTreeSet<&str> =
        judged.flat_map(|judged| [&*judged.result.server, &*judged.result.client]).collect();
    let all =
        student.names().chain([student.key.as_str()]).chain(more).chain(languages(graded)).chain(commands);
    plain(&all.collect::<Vec<_>>().join(" ")).to_lowercase()
}

/// The languages of its programs, by the names of the files that they are made of: these stand in commands and notes.
fn languages(graded: &Graded<'_>) -> BTreeSet<&'static str> {
    let mut texts = Vec::new();
    for part in &graded.parts {
        texts.extend(part.notes.iter().map(String::as_str));
        match &part.outcome {
            PartOutcome::Judged(judged) => texts.extend([&*judged.result.server, &*judged.result.client]),
            PartOutcome::NotRun(Problem::Student(why) | Problem::Machine(why)) => texts.push(why),
            PartOutcome::Unfinished => {}
        }
    }
    let is_of_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '/' | '_' | '-' | '+');
    let words = texts.iter().flat_map(|text| text.split(|c| !is_of_name(c)));
    words.filter_map(|word| language_of(Path::new(word.trim_end_matches('.')))).collect()
}

fn points(grade: Grade) -> Markup {
    html! {
        span.number { (Grade::decimal(grade.earned_hundredths)) }
        @if grade.open_hundredths > 0 {
            abbr title={ (Grade::decimal(grade.open_hundredths)) " points are open" } { "?" }
        }
    }
}

/// That it was, and what was taken off.
fn late(graded: &Graded<'_>, grade: Grade) -> Markup {
    html! {
        @if grade.late_hundredths > 0 {
            " " span.late title={ (Grade::decimal(grade.raw_hundredths())) " before lateness" } {
                "−" (Grade::decimal(grade.late_hundredths)) " late"
            }
        } @else if graded.is_late() {
            " " span.late { "late" }
        }
    }
}

/// Earned, open and lost, as lengths.
pub fn bar(grade: Grade) -> Markup {
    let of = |hundredths: u32| u64::from(hundredths) * 100 / u64::from(grade.possible_hundredths.max(1));
    let (earned, open) = (of(grade.earned_hundredths), of(grade.open_hundredths));
    html! {
        svg.bar viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" {
            rect.rest width="100" height="6" {}
            rect.earned width=(earned) height="6" {}
            @if open > 0 { rect.open x=(earned) width=(open) height="6" {} }
        }
    }
}

/// The dearest fault, over all parts; where there is none, what is open.
fn to_mend(graded: &Graded<'_>) -> Markup {
    let causes = causes(graded);
    let more = |all: usize| html! { @if all > 1 { span.others { " and " (all - 1) " more" } } };
    if let Some(dearest) = causes.first() {
        let names = dearest.parts.iter().map(|part| graded.lab.parts[*part].name());
        return html! {
            @match (dearest.missing(), dearest.failure()) {
                (Some(role), _) => { "no " (role.word()) }
                (None, Some((_, failure))) => { code { (failure.check.name()) } }
                (None, None) => { "could not be run" }
            }
            span.costs { " −" (Grade::decimal(dearest.cost_hundredths)) }
            span.others { " in " (plain(&names.collect::<Vec<_>>().join(", "))) }
            (more(causes.len()))
        };
    }
    let open: Vec<Markup> = graded.lab.parts.iter().zip(&graded.parts).flat_map(open_in).collect();
    html! { @if let Some(first) = open.first() { (first) (more(open.len())) } }
}

/// What of a part is open.
fn open_in((part, graded): (&Part, &GradedPart)) -> Vec<Markup> {
    let name = plain(&part.name());
    match &graded.outcome {
        PartOutcome::NotRun(Problem::Student(_)) => Vec::new(),
        PartOutcome::NotRun(Problem::Machine(_)) => vec![html! { (name) " is open" }],
        PartOutcome::Unfinished => vec![html! { (name) " is open" }],
        PartOutcome::Judged(judged) => {
            let checks = judged.result.checks();
            let open = checks.iter().filter(|check| check.status == Status::Inconclusive && is_open(check));
            open.map(|check| html! { (name) " " code { (check.check.name()) } " is open" }).collect()
        }
    }
}

/// Whether the check could not be told for no fault of the programs.
fn is_open(check: &CheckResult<'_>) -> bool {
    check.points.is_some_and(|points| points.open > 0)
        || check.example.as_ref().is_some_and(|(_, outcome)| outcome.is_open())
}

/// A part of the lab with all that was found in it; `key` begins the addresses of its cases.
pub fn section(key: &str, part: &Part, graded: &GradedPart, grade: Grade) -> Markup {
    let name = part.name();
    html! {
        section.scenario data-part=(name) {
            h3 {
                span { (plain(&part.scenario.title)) }
                span.worth { (points(grade)) " of " (Grade::decimal(grade.possible_hundredths)) }
            }
            @if !graded.notes.is_empty() {
                ul.notes { @for note in &graded.notes { (note_with_lines(note)) } }
            }
            @match &graded.outcome {
                PartOutcome::Judged(judged) => (self::judged(key, &name, judged)),
                PartOutcome::NotRun(_) | PartOutcome::Unfinished if graded.corrected.is_some() => {}
                PartOutcome::NotRun(Problem::Student(why)) => {
                    p.problem.fail { strong { (words::case::NOT_RUN) } }
                    pre.problem { (lines(why)) }
                }
                PartOutcome::NotRun(Problem::Machine(why)) => {
                    p.problem.open { strong { (words::case::WAITS) } }
                    pre.problem { (lines(why)) }
                }
                PartOutcome::Unfinished => {
                    p.problem.open { strong { (words::case::UNFINISHED) } }
                }
            }
        }
    }
}

fn judged(key: &str, name: &str, judged: &Judged) -> Markup {
    let checks = judged.result.checks();
    let Points { earned, possible, .. } = judged.result.points();
    let first = first_worst(checks.iter().filter(|check| check.status == Status::Fail).cloned());
    html! {
        @if let (Some(role), Some(why)) = (judged.missing(), &judged.lacks) {
            p.problem.fail { strong { (words::case::half_run(role)) } }
            pre.problem { (lines(why)) }
        }
        dl.programs {
            dt { "server" } dd { code { (plain(&judged.result.server)) } }
            dt { "client" } dd { code { (plain(&judged.result.client)) } }
        }
        ul.checks aria-label={ "checks, " (earned) " of " (possible) " points" } {
            @for found in checks.iter().filter(|check| check.status != Status::Pass) {
                (unmet(key, name, found))
            }
            @for found in checks.iter().filter(|check| check.status == Status::Pass) { (passed(found)) }
        }
        (remarks(&judged.result.remarks()))
        @if let Some((case, outcome)) = first.and_then(|check| check.example) {
            p.again {
                span { "Again, in the student's folder: " } code { (plain(&judged.result.again_to_see(&outcome, case))) }
                @if let Some(file) = again::needs(&judged.result.scenario) {
                    " " (sentence(&words::case::needs(&file)))
                }
            }
        }
        div.cases {}
    }
}

/// What is worth saying of all cases together, and costs nothing.
fn remarks(remarks: &[Remark]) -> Markup {
    html! {
        @if !remarks.is_empty() {
            div.remarks {
                h4 { (words::feedback::WORTH_A_LOOK) }
                ul {
                    @for said in remarks.iter().map(words::remark) {
                        li {
                            p.what { (sentence(&said.what)) }
                            @if let Some(hint) = &said.hint { p.hint { (sentence(hint)) } }
                        }
                    }
                }
            }
        }
    }
}

fn passed(found: &CheckResult<'_>) -> Markup {
    html! {
        li.pass { (marked(Status::Pass)) code { (found.check.name()) } (worth(found.points)) (stood_in(found)) (corrected(found)) }
    }
}

/// That an instructor says so.
fn corrected(found: &CheckResult<'_>) -> Markup {
    html! { @if let Some(reason) = found.corrected { span.often { (plain(&words::submission::corrected(reason))) } } }
}

/// That the answer was had without the student's other half.
fn stood_in(found: &CheckResult<'_>) -> Markup {
    html! { @if let Some(played) = found.stand_in() { span.often { (words::played(played)) } } }
}

fn unmet(key: &str, name: &str, found: &CheckResult<'_>) -> Markup {
    let (status, _) = mark(found.status);
    let blocked = match &found.example {
        Some((_, Outcome::Inconclusive(Doubt::Blocked(cause)))) => Some(cause.name()),
        _ => None,
    };
    if let Some(cause) = blocked {
        return html! {
            li.waits {
                (marked(found.status)) code { (found.check.name()) } (worth(found.points))
                span.first { "mend " code { (cause) } " first" }
            }
        };
    }
    let example = found.example.as_ref();
    let told = example.and_then(|(case, outcome)| Some((*case, words::outcome(found.check, outcome)?)));
    let (alike, all) = found.cases;
    let blame = found.blame.filter(|_| found.status == Status::Fail);
    html! {
        li class=(status) {
            (marked(found.status)) code { (found.check.name()) } (worth(found.points))
            @if all > 1 { span.often { (alike) " of " (count(all, "case")) } }
            (stood_in(found))
            (corrected(found))
            @if let Some(mend) = blame.and_then(words::mend) { span.whose { (mend) } }
            @if let Some((case, words)) = told {
                p.what {
                    (sentence(&words.what)) " "
                    @if found.status == Status::Fail { "(" (link(key, name, case)) ")" }
                }
                @if let Some(hint) = words.hint { p.hint { (sentence(&hint)) } }
            }
        }
    }
}

/// To the case, on this page.
fn link(key: &str, name: &str, case: &CaseResult) -> Markup {
    let text = format!("seed {}, {}", case.seed, case.delivery);
    let to = case_name(name, case.seed, case.delivery, case.stand_in, case.second);
    html! { a.case href={ "#" (key) "/" (to) } { (text) } }
}

fn marked(status: Status) -> Markup {
    let (word, sign) = mark(status);
    html! { span.mark role="img" aria-label=(word) { (sign) } }
}

fn worth(points: Option<Points>) -> Markup {
    html! {
        @if let Some(Points { earned, open, possible }) = points {
            span.worth { @if open > 0 { "?" } @else { (earned) } "/" (possible) }
        }
    }
}
/// A note; lines below its sentence are there to be copied.
fn note_with_lines(note: &str) -> Markup {
    let (first, lines) = note.split_once('\n').unwrap_or((note, ""));
    let lines: Vec<String> =
        lines.lines().map(|line| crate::printable::printable(line).to_string()).collect();
    html! { li { (sentence(first)) @if !lines.is_empty() { pre { (lines.join("\n")) } } } }
}
