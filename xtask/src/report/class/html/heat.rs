//! The class as a heat map: a row a submission, a column a check, with the checks' names above it. Each cell has a shape of its own as well
//! as a colour.

use std::fmt::Write as _;

use maud::{Markup, html};

use super::summary::{PartSummary, Summary};
use super::text::{count, plain};
use crate::class::graded::{GradedPart, PartOutcome};
use crate::hand_in::Problem;
use crate::verdict::outcome::{Doubt, Outcome, Status};
use crate::verdict::results::CheckResult;
use crate::words::class as class_words;

/// Units of a cell's side, and how many pixels it is wide where there is room; `style.css` has the same for the names.
const CELL: usize = 10;
const PIXELS: usize = 20;

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    Pass,
    Fail,
    Open,
    Waits,
}

impl Cell {
    const ALL: [Self; 4] = [Self::Pass, Self::Fail, Self::Open, Self::Waits];

    fn of(check: &CheckResult<'_>) -> Self {
        match (check.status, &check.example) {
            (Status::Pass, _) => Self::Pass,
            (Status::Fail, _) => Self::Fail,
            (Status::Inconclusive, Some((_, Outcome::Inconclusive(Doubt::Blocked(_))))) => Self::Waits,
            (Status::Inconclusive, _) => Self::Open,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Open => "open",
            Self::Waits => "waits",
        }
    }

    /// Its shape, in a cell whose left end is there.
    fn shape(self, left: usize) -> String {
        match self {
            Self::Pass => format!("M{} 3h4v4h-4z", left + 3),
            Self::Fail => format!("M{left}.5 .5h9v9h-9z"),
            Self::Open => format!("M{} .5l4.5 4.5-4.5 4.5-4.5-4.5z", left + 5),
            Self::Waits => format!("M{} 4.5h4v1h-4z", left + 3),
        }
    }
}

/// The cells of a part of a submission; nothing where it was not run.
pub fn cells(part: &GradedPart) -> Markup {
    let judged = match &part.outcome {
        PartOutcome::Judged(judged) => judged,
        PartOutcome::NotRun(Problem::Student(_)) => return html! { span.none { (class_words::NOT_RUN) } },
        PartOutcome::NotRun(Problem::Machine(_)) | PartOutcome::Unfinished => {
            return html! { span.none { (class_words::NOT_RUN_YET) } };
        }
    };
    let checks = judged.result.checks();
    let cells: Vec<Cell> = checks.iter().map(Cell::of).collect();
    let shapes = |wanted: Cell| {
        cells.iter().enumerate().filter(|(_, cell)| **cell == wanted).fold(
            String::new(),
            |mut all, (at, _)| {
                let _ = write!(all, "{}", wanted.shape(at * CELL));
                all
            },
        )
    };
    html! {
        svg.heat viewBox={ "0 0 " (cells.len() * CELL) " 10" } width=(cells.len() * PIXELS) height=(PIXELS) aria-hidden="true" {
            @for kind in Cell::ALL {
                @let shapes = shapes(kind);
                @if !shapes.is_empty() { path class=(kind.word()) d=(shapes) {} }
            }
        }
    }
}

/// The row of names above the cells: how many submissions fail each check; a click shows only these.
pub fn heads(summary: &Summary) -> Markup {
    html! {
        tr.heads {
            td colspan="2" {
                p.caption { "Each column is a check, with how many fail it: choose one to see who." }
                ul.key-to-cells {
                    @for kind in Cell::ALL {
                        li {
                            svg.heat viewBox="0 0 10 10" width=(PIXELS) height=(PIXELS) aria-hidden="true" {
                                path class=(kind.word()) d=(kind.shape(0)) {}
                            }
                            (meaning(kind))
                        }
                    }
                }
            }
            @for (index, part) in summary.parts.iter().enumerate() {
                td { ul.checks-of aria-label={ "checks of " (plain(&part.name)) } { (columns(index, part)) } }
            }
            td {}
        }
    }
}

fn meaning(kind: Cell) -> &'static str {
    match kind {
        Cell::Pass => "passes",
        Cell::Fail => "fails",
        Cell::Open => "open, could not be told",
        Cell::Waits => "open behind what fails before it",
    }
}

fn columns(index: usize, part: &PartSummary) -> Markup {
    html! {
        @for (check, tally) in &part.checks {
            @let told = format!("{}: {} of {} fail it", check.name(), tally.failed, count(tally.asked, "submission"));
            @if tally.failed > 0 {
                li.some title=(told) {
                    a href="#Submissions" data-filter={ (index) "/" (check.name()) } {
                        span { (check.name()) } " " b { (tally.failed) }
                    }
                }
            } @else {
                li title=(told) { span { (check.name()) } }
            }
        }
    }
}
