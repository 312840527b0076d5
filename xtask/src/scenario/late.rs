//! What handing in late costs: `[late]` of `lab.toml`. It comes last, over the points of the whole lab, and takes nothing where it is
//! not known when something was handed in.

use std::ops::Range;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use toml::value::Datetime;

use super::checked::Findings;
use crate::hand_in::{HandedIn, Moment, Student};
use crate::spanned::Spanned;

/// The longest that may pass unpunished.
const LONGEST_GRACE: Duration = Duration::from_secs(7 * 24 * 3600);

/// What is said of a time that cannot be meant.
const HOW_A_TIME_IS_WRITTEN: &str =
    "write the day, the time and how far it is ahead of UTC, without quotes: `2026-10-09T23:59:00+02:00`";

/// The policy of a lab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Late {
    /// Until when it is to be handed in.
    due: Moment,
    step: Step,
    /// Of a hundred, for each step that has begun.
    percent: u32,
    grace: Duration,
    /// Of a hundred: what lateness takes nothing of.
    floor: u32,
    extensions: Vec<Extension>,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Days.
    Day,
    /// Hours.
    Hour,
}

impl Step {
    fn seconds(self) -> u64 {
        match self {
            Self::Day => 24 * 3600,
            Self::Hour => 3600,
        }
    }
}

/// More time for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Extension {
    student: String,
    due: Moment,
}

/// What the policy makes of one submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lateness {
    /// When it was handed in, and what says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed_in: Option<HandedIn>,
    /// Until when it was to be.
    pub due: Moment,
    /// Whether that is this student's own time.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_extended: bool,
    /// What follows.
    pub finding: Lag,
    /// Of a hundred: what lateness takes nothing of.
    pub floor: u32,
}

/// How late something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lag {
    /// In time.
    InTime,
    /// Too late, and within what is let pass.
    WithinGrace {
        /// By how much.
        seconds: u64,
    },
    /// Too late.
    Late {
        /// By how much.
        seconds: u64,
        /// So many of these have begun.
        steps: u64,
        /// What was counted.
        step: Step,
        /// Of a hundred, for each of them.
        percent: u32,
    },
    /// It is late, and by how much is not known.
    Somehow,
    /// Nobody knows.
    Unknown,
}

impl Late {
    /// What follows for a submission.
    pub fn rule(&self, student: &Student, handed_in: Option<&HandedIn>) -> Lateness {
        let theirs = self.extensions.iter().filter(|extension| extension.is_for(student));
        let extended = theirs.map(|extension| extension.due).max_by_key(|due| due.seconds_after(self.due));
        let due = extended.unwrap_or(self.due);
        let finding = match handed_in {
            None => Lag::Unknown,
            Some(HandedIn::Marked { late: true }) => Lag::Somehow,
            Some(HandedIn::Marked { late: false }) => Lag::InTime,
            Some(HandedIn::At { at, .. }) => match u64::try_from(at.seconds_after(due)).unwrap_or(0) {
                0 => Lag::InTime,
                seconds if seconds <= self.grace.as_secs() => Lag::WithinGrace { seconds },
                seconds => {
                    let steps = seconds.div_ceil(self.step.seconds());
                    Lag::Late { seconds, steps, step: self.step, percent: self.percent }
                }
            },
        };
        let handed_in = handed_in.cloned();
        Lateness { handed_in, due, is_extended: extended.is_some(), finding, floor: self.floor }
    }

    /// Who has more time and is not in the class.
    pub fn strangers<'s>(&self, class: &(impl Iterator<Item = &'s Student> + Clone)) -> Vec<&str> {
        let is_there = |extension: &&Extension| class.clone().any(|student| extension.is_for(student));
        let strangers = self.extensions.iter().filter(|extension| !is_there(extension));
        strangers.map(|extension| extension.student.as_str()).collect()
    }
}

impl Extension {
    /// Whether it is for somebody whose submission that is: by any of what students are called.
    fn is_for(&self, student: &Student) -> bool {
        let Student { key, canvas_id, moodle_id, brightspace_id, sid, login, email, .. } = student;
        let own = [canvas_id, moodle_id, brightspace_id, sid, login, email].into_iter().flatten();
        let theirs = student.partners.iter().flat_map(|partner| {
            [&partner.canvas_id, &partner.sid, &partner.login, &partner.email].into_iter().flatten()
        });
        let mut marks = own.chain(theirs).chain([key]);
        student.names().any(|name| name == self.student)
            || marks.any(|mark| mark.eq_ignore_ascii_case(&self.student))
    }
}

impl Lateness {
    /// Whether it was handed in too late, whatever that costs.
    pub fn is_late(&self) -> bool {
        matches!(self.finding, Lag::Late { .. } | Lag::Somehow)
    }

    /// What is taken of points that were earned.
    pub fn taken(&self, earned_hundredths: u32, possible_hundredths: u32) -> u32 {
        let Lag::Late { steps, percent, .. } = self.finding else { return 0 };
        let of = |percent: u64| u64::from(possible_hundredths) * percent.min(100) / 100;
        let above_floor = u64::from(earned_hundredths).saturating_sub(of(self.floor.into()));
        let taken = of(steps.saturating_mul(percent.into())).min(above_floor);
        u32::try_from(taken).expect("no more than what was earned")
    }
}

/// `[late]`: either `per-day` or `per-hour`.
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "late"))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Raw {
    /// Until when it was to be handed in, with its distance from UTC.
    #[cfg_attr(test, schemars(with = "String", extend("format" = "date-time")))]
    due: Spanned<Datetime>,
    /// What each day costs that has begun, of a hundred points.
    #[cfg_attr(test, schemars(range(min = 1, max = 100)))]
    per_day: Option<Spanned<i64>>,
    /// What each hour costs that has begun, of a hundred points.
    #[cfg_attr(test, schemars(range(min = 1, max = 100)))]
    per_hour: Option<Spanned<i64>>,
    /// How late nothing is taken, such as `15m`.
    grace: Option<Spanned<String>>,
    /// What lateness leaves of a hundred points, at least.
    #[cfg_attr(test, schemars(range(min = 0, max = 100)))]
    floor: Option<Spanned<i64>>,
    /// Students who have more time than the others.
    #[serde(default)]
    extension: Vec<RawExtension>,
}

/// `[[late.extension]]`
#[derive(Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "extension"))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RawExtension {
    /// The student's name, key or e-mail.
    student: Spanned<String>,
    /// Until when.
    #[cfg_attr(test, schemars(with = "String", extend("format" = "date-time")))]
    due: Spanned<Datetime>,
}

/// Checks the policy.
pub(super) fn checked(raw: &Spanned<Raw>, found: &mut Findings) -> Option<Late> {
    let place = header(raw.span());
    let raw = raw.get_ref();
    let due = moment(&raw.due, found);
    let (step, share) = match (&raw.per_day, &raw.per_hour) {
        (Some(share), None) => (Step::Day, share),
        (None, Some(share)) => (Step::Hour, share),
        (Some(_), Some(hour)) => {
            let help = "leave out one of the two".to_owned();
            found.add(hour.span(), "lateness costs something `per-day` or `per-hour`", "", Some(help));
            return None;
        }
        (None, None) => {
            let help =
                "say what each day costs of a hundred points, such as `per-day = 10`, or `per-hour = 1`";
            found.add(place, "lateness costs nothing here", "", Some(help.to_owned()));
            return None;
        }
    };
    let percent = found.within(Some(share), 0, 1..=100);
    let floor = found.within(raw.floor.as_ref(), 0, 0..=100);
    let grace = found.or_default(raw.grace.as_ref(), Duration::ZERO, grace);
    let mut extensions: Vec<Extension> = Vec::new();
    for entry in &raw.extension {
        found.not_empty(&entry.student);
        let student = entry.student.get_ref().trim().to_owned();
        if extensions.iter().any(|other| other.student == student) {
            let help = "leave out one of the two".to_owned();
            found.add(entry.student.span(), "this student has two extensions", "", Some(help));
        }
        let Some(until) = moment(&entry.due, found) else { continue };
        if due.is_some_and(|due| until.seconds_after(due) <= 0) {
            let help = "an extension ends later than `due` of `[late]`".to_owned();
            found.add(entry.due.span(), "this is no more time than everybody has", "", Some(help));
        }
        extensions.push(Extension { student, due: until });
    }
    let narrow = |percent: Option<u64>| percent.and_then(|percent| u32::try_from(percent).ok());
    Some(Late {
        due: due?,
        step,
        percent: narrow(percent)?,
        grace: grace?,
        floor: narrow(floor)?,
        extensions,
    })
}

/// Where a table begins.
fn header(span: Range<usize>) -> Range<usize> {
    span.start..span.end.min(span.start + 1)
}

fn moment(written: &Spanned<Datetime>, found: &mut Findings) -> Option<Moment> {
    let moment = Moment::read(&written.get_ref().to_string()).filter(Moment::is_absolute);
    if moment.is_none() {
        let title = "this does not say when";
        found.add(written.span(), title, "", Some(HOW_A_TIME_IS_WRITTEN.to_owned()));
    }
    moment
}

fn grace(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text)
        .ok()
        .filter(|grace| *grace <= LONGEST_GRACE)
        .ok_or_else(|| "expected a duration such as `15m` or `2h`, at most `7days`".to_owned())
}

#[cfg(test)]
mod tests;
