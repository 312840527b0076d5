//! When something was handed in: as platforms write it, in names, lists and worksheets.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, FixedOffset, NaiveDateTime, Timelike as _};
use serde::{Deserialize, Serialize};

/// What is known of the time at which something was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(deny_unknown_fields))]
#[cfg_attr(test, schemars(rename = "handed-in"))]
#[serde(rename_all = "kebab-case")]
pub enum HandedIn {
    /// Then.
    At {
        /// When.
        at: Moment,
        /// What says so.
        by: Source,
    },
    /// The platform marks what is late, and says no more.
    Marked {
        /// Whether this is.
        late: bool,
    },
}

/// What says when something was handed in; of several the last of these is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "source"))]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The name of a file or folder in the download.
    Name,
    /// The list that is part of the download.
    Metadata,
    /// The worksheet of `--moodle`.
    Worksheet,
    /// The list of `--roster`.
    Roster,
}

/// A time of day on a day, as somebody wrote it: with its distance from UTC, or by a clock of which that is not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[cfg_attr(test, schemars(rename = "moment"))]
#[serde(try_from = "String", into = "String")]
pub struct Moment {
    local: NaiveDateTime,
    offset: Option<FixedOffset>,
}

impl Moment {
    /// Reads what platforms write; `None` where it is none of it.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let zoned = [" UTC", " Z", "Z"].iter().find_map(|end| text.strip_suffix(end));
        let zoned = zoned.map_or_else(|| text.to_owned(), |text| format!("{text} +0000"));
        for form in ["%Y-%m-%d %H:%M:%S%.f %z", "%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%d %H:%M %z"] {
            let read = DateTime::parse_from_str(&zoned, form);
            let read = read.or_else(|_| DateTime::parse_from_str(&zoned.replacen('T', " ", 1), form));
            if let Ok(read) = read {
                return Some(Self { local: whole(read.naive_local()), offset: Some(*read.offset()) });
            }
        }
        const LOCAL: [&str; 5] = [
            "%Y-%m-%d %H:%M:%S%.f",
            "%Y-%m-%dT%H:%M:%S%.f",
            "%Y-%m-%d %H:%M",
            "%Y-%m-%dT%H:%M",
            "%Y-%m-%d-%H-%M-%S",
        ];
        let local = |text: &str| LOCAL.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
        // `Friday, 9 October 2026, 11:15 PM`: the day of the week says nothing more.
        let words = match text.split_once(", ") {
            Some((day, rest)) if day.chars().all(char::is_alphabetic) => rest,
            _ => text,
        };
        let local = local(text).or_else(|| local(&time(words)?))?;
        Some(Self { local: whole(local), offset: None })
    }

    /// Whether it is said how far it is from UTC.
    pub fn is_absolute(&self) -> bool {
        self.offset.is_some()
    }

    /// How many seconds it is later than another, whose clock counts where one of them does not say by which it is.
    pub fn seconds_after(self, other: Self) -> i64 {
        let offset = |moment: Self, or: Self| {
            moment.offset.or(or.offset).map_or(0, |offset| i64::from(offset.local_minus_utc()))
        };
        let difference = (self.local - other.local).num_seconds();
        difference - offset(self, other) + offset(other, self)
    }
}

/// A time such as `Oct 10, 2025 1022 AM`, `10 October, 2025 10_22 AM` or `Oct 10, 2025 10:22`: the larger, the later.
pub(crate) fn time(text: &str) -> Option<String> {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.to_lowercase();
    let (mut month, mut day, mut year, mut clock) = (None, None, None, String::new());
    let mut afternoon = None;
    for word in text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()) {
        let digits: String = word.chars().filter(|c| !matches!(c, ':' | '_' | '.')).collect();
        match word.trim_matches('.') {
            "am" => afternoon = Some(false),
            "pm" => afternoon = Some(true),
            _ if is_number(&digits) && day.is_none() && digits.len() <= 2 => day = Some(digits),
            _ if is_number(&digits) && year.is_none() && digits.len() == 4 => year = Some(digits),
            _ if is_number(&digits) => clock = digits,
            word => month = Some(MONTHS.iter().position(|known| word.starts_with(known))?),
        }
    }
    let (hours, minutes) = clock.split_at_checked(clock.len().checked_sub(2)?)?;
    let hours = hours.parse::<u32>().unwrap_or(0);
    let hours = match afternoon {
        None => hours,
        Some(afternoon) => hours % 12 + if afternoon { 12 } else { 0 },
    };
    Some(format!("{}-{:02}-{:0>2} {hours:02}:{minutes}", year?, month? + 1, day?))
}

/// Without parts of a second.
fn whole(moment: NaiveDateTime) -> NaiveDateTime {
    moment.with_nanosecond(0).unwrap_or(moment)
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.local.format("%Y-%m-%d %H:%M:%S"))?;
        self.offset.map_or(Ok(()), |offset| write!(f, " {offset}"))
    }
}

impl FromStr for Moment {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::read(text).ok_or_else(|| format!("`{text}` is no time"))
    }
}

impl TryFrom<String> for Moment {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Moment> for String {
    fn from(moment: Moment) -> Self {
        moment.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_platforms_write_them_and_written_so_that_they_can_be_read() {
        for (text, expected) in [
            ("2026-10-09 22:10", "2026-10-09 22:10:00"),
            ("2026-10-09T22:10:05Z", "2026-10-09 22:10:05 +00:00"),
            ("2026-10-09T23:59:00+02:00", "2026-10-09 23:59:00 +02:00"),
            ("2026-10-09 22:10:05.123456000 Z", "2026-10-09 22:10:05 +00:00"),
            ("2026-10-09 22:10:05 -0700", "2026-10-09 22:10:05 -07:00"),
            ("2026-10-09 22:10:05 UTC", "2026-10-09 22:10:05 +00:00"),
            ("2026-10-09-22-10-05", "2026-10-09 22:10:05"),
            ("Friday, 9 October 2026, 11:15 PM", "2026-10-09 23:15:00"),
            ("9 October 2026, 8:05 AM", "2026-10-09 08:05:00"),
            ("Oct 9, 2026 1022 AM", "2026-10-09 10:22:00"),
        ] {
            let read = Moment::read(text).unwrap_or_else(|| panic!("`{text}` is read"));
            assert_eq!(read.to_string(), expected, "{text}");
            assert_eq!(read.to_string().parse(), Ok(read), "{text}");
        }
        for text in ["", "-", "yesterday", "2026-10-09", "2026-13-09 10:00", "Oct 40, 2026 1022 AM", "23:59"]
        {
            assert_eq!(Moment::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_time_that_does_not_say_by_which_clock_is_by_that_of_the_other() {
        let of = |text: &str| Moment::read(text).expect("a time");
        let due = of("2026-10-09T23:59:00+02:00");
        assert_eq!(of("2026-10-10 00:59").seconds_after(due), 3600);
        assert_eq!(of("2026-10-09T21:59:30Z").seconds_after(due), 30);
        assert_eq!(due.seconds_after(of("2026-10-10 00:59")), -3600);
    }
}
