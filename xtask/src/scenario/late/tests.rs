use super::*;
use crate::hand_in::Source;

#[derive(Deserialize)]
struct File {
    late: Spanned<Raw>,
}

fn policy(text: &str) -> Result<Late, Vec<String>> {
    let text = format!("[late]\n{text}");
    let File { late } = toml::from_str(&text).expect("it is TOML");
    let mut found = Findings::default();
    let late = checked(&late, &mut found);
    match late {
        Some(late) if found.0.is_empty() => Ok(late),
        _ => {
            Err(found.0.into_iter().map(|found| format!("{:?} {}", &text[found.span], found.title)).collect())
        }
    }
}

const DUE: &str = "due = 2026-10-09T23:59:00+02:00\n";

fn at(text: &str) -> HandedIn {
    HandedIn::At { at: Moment::read(text).expect("a time"), by: Source::Roster }
}

fn anna() -> Student {
    Student {
        key: "anna".to_owned(),
        name: "Anna B".to_owned(),
        sid: Some("S7".to_owned()),
        ..Student::default()
    }
}

/// What is left of 90 of 100 points.
fn left(policy: &Late, handed_in: Option<&HandedIn>) -> u32 {
    9_000 - policy.rule(&anna(), handed_in).taken(9_000, 10_000)
}

#[test]
fn each_day_that_began_costs_its_share_down_to_the_floor() {
    let policy = policy(&format!("{DUE}per-day = 10\ngrace = '15m'\nfloor = 50\n")).expect("a policy");
    for (handed_in, expected) in [
        ("2026-10-09 23:59", 9_000),
        ("2026-10-10 00:14", 9_000),
        // From when it was due, not from the end of the grace.
        ("2026-10-10 00:14:01", 8_000),
        ("2026-10-10 23:59", 8_000),
        ("2026-10-10 23:59:01", 7_000),
        ("2026-10-10T21:59:01Z", 7_000),
        ("2026-10-13 12:00", 5_000),
        ("2027-10-13 12:00", 5_000),
    ] {
        assert_eq!(left(&policy, Some(&at(handed_in))), expected, "{handed_in}");
    }
    // Who has less than the floor without being late keeps it.
    assert_eq!(policy.rule(&anna(), Some(&at("2026-10-13 12:00"))).taken(4_000, 10_000), 0);
}

#[test]
fn each_hour_that_began_costs_its_share_and_no_more_than_there_is() {
    let policy = policy(&format!("{DUE}per-hour = 2\n")).expect("a policy");
    for (handed_in, expected) in
        [("2026-10-10 00:00", 8_800), ("2026-10-10 02:59:01", 8_200), ("2026-12-01 00:00", 0)]
    {
        assert_eq!(left(&policy, Some(&at(handed_in))), expected, "{handed_in}");
    }
}

#[test]
fn where_it_is_not_known_how_late_something_is_nothing_is_taken() {
    let policy = policy(&format!("{DUE}per-day = 10\n")).expect("a policy");
    for (handed_in, finding) in [
        (None, Lag::Unknown),
        (Some(HandedIn::Marked { late: true }), Lag::Somehow),
        (Some(HandedIn::Marked { late: false }), Lag::InTime),
    ] {
        assert_eq!(policy.rule(&anna(), handed_in.as_ref()).finding, finding);
        assert_eq!(left(&policy, handed_in.as_ref()), 9_000);
    }
}

#[test]
fn an_extension_is_for_whoever_is_called_so_and_for_the_whole_group() {
    let text = |who: &str| {
        format!("{DUE}per-day = 10\n[[late.extension]]\nstudent = '{who}'\ndue = 2026-10-11T23:59:00+02:00\n")
    };
    for who in ["anna", "Anna B", "s7"] {
        let policy = policy(&text(who)).expect("a policy");
        assert_eq!(left(&policy, Some(&at("2026-10-11 12:00"))), 9_000, "{who}");
        assert!(policy.strangers(&[anna()].iter()).is_empty(), "{who}");
    }
    let policy = policy(&text("bob")).expect("a policy");
    assert_eq!(left(&policy, Some(&at("2026-10-11 12:00"))), 7_000);
    assert_eq!(policy.strangers(&[anna()].iter()), ["bob"]);
    let bob = crate::hand_in::Partner { name: "bob".to_owned(), ..Default::default() };
    let group = Student { partners: vec![bob], ..anna() };
    let lateness = policy.rule(&group, Some(&at("2026-10-11 12:00")));
    assert_eq!((lateness.finding, lateness.is_extended), (Lag::InTime, true));
}

#[test]
fn what_cannot_be_meant_is_said_with_its_place() {
    let extension = "[[late.extension]]\nstudent = 'a'\ndue = 2026-10-09T20:00:00+02:00\n";
    for (text, expected) in [
        ("due = 2026-10-09\nper-day = 10\n".to_owned(), "\"2026-10-09\" this does not say when"),
        (
            "due = 2026-10-09T23:59:00\nper-day = 10\n".to_owned(),
            "\"2026-10-09T23:59:00\" this does not say when",
        ),
        (DUE.to_owned(), "\"[\" lateness costs nothing here"),
        (
            format!("{DUE}per-day = 10\nper-hour = 1\n"),
            "\"1\" lateness costs something `per-day` or `per-hour`",
        ),
        (format!("{DUE}per-day = 0\n"), "\"0\" this number is out of range"),
        (format!("{DUE}per-day = 10\nfloor = 101\n"), "\"101\" this number is out of range"),
        (format!("{DUE}per-day = 10\ngrace = 'soon'\n"), "\"'soon'\" this value is not allowed"),
        (format!("{DUE}per-day = 10\n{extension}"), "\"2026-10-09T20:00:00+02:00\" this is no more time"),
        (
            format!("{DUE}per-day = 10\n{}", extension.replace("09T20", "12T20").repeat(2)),
            "\"'a'\" this student has two extensions",
        ),
    ] {
        let found = policy(&text).expect_err("it is wrong");
        assert!(found.iter().any(|found| found.starts_with(expected)), "{text}: {found:?}");
    }
}
