//! Several submissions of people who work together, each handed in by one of them: the latest counts for all.

use std::cmp::Ordering;

use super::Entry;
use crate::hand_in::{HandedIn, Moment, Partner, Student};
use crate::words::download as words;

/// Leaves of those that are shared with others the latest, and says so; `time` tells when one was handed in, where a list does. Where
/// nothing says which is the latest, all stay.
pub(super) fn keep_latest(entries: &mut Vec<Entry>, time: impl Fn(&Entry) -> Option<Moment>) -> Vec<String> {
    let mut notes = Vec::new();
    let mut at = 0;
    while at < entries.len() {
        let (own, others): (Vec<usize>, Vec<usize>) = (0..entries.len())
            .partition(|other| *other == at || share(&entries[at].student, &entries[*other].student));
        let later = |one: &usize, other: &usize| order(&entries[*one], &entries[*other], &time);
        let latest = own.iter().find(|one| {
            own.iter().all(|other| one == &other || later(one, other) == Some(Ordering::Greater))
        });
        at += 1;
        let (Some(latest), true) = (latest.copied(), own.len() > 1) else { continue };
        let names: Vec<String> = entries[latest].student.names().map(str::to_owned).collect();
        notes.push(words::latest_of_group(&names, &entries[latest].student.name));
        let mut place = 0..;
        entries.retain(|_| place.next().is_some_and(|place| place == latest || others.contains(&place)));
        at = 0;
    }
    notes
}

/// Whether one is of the group that has handed in the other.
fn share(one: &Student, other: &Student) -> bool {
    let is_of = |who: &Student, group: &Student| {
        let Student { name, canvas_id, login, sid, email, .. } = who.clone();
        let who = Partner { name, canvas_id, login, sid, email };
        group.partners.iter().any(|partner| is_same(partner, &who))
    };
    is_of(one, other) || is_of(other, one)
}

/// Told by the surest mark that both have.
fn is_same(one: &Partner, other: &Partner) -> bool {
    let marks =
        |who: &Partner| [who.canvas_id.clone(), who.login.clone(), who.sid.clone(), who.email.clone()];
    let both = marks(one).into_iter().zip(marks(other)).find_map(|(one, other)| Some((one?, other?)));
    both.map_or(one.name == other.name, |(one, other)| one.eq_ignore_ascii_case(&other))
}

/// Which of two was handed in later: by the time, by what is marked as late, or by the platform's numbers, which grow.
fn order(one: &Entry, other: &Entry, time: &impl Fn(&Entry) -> Option<Moment>) -> Option<Ordering> {
    let at = |entry: &Entry| match &entry.handed_in {
        Some(HandedIn::At { at, .. }) => Some(*at),
        _ => time(entry),
    };
    let number = |entry: &Entry| {
        let Student { canvas_file, gradescope_id, .. } = &entry.student;
        canvas_file.as_ref().or(gradescope_id.as_ref())?.parse::<u64>().ok()
    };
    let times = at(one).zip(at(other)).map(|(one, other)| one.seconds_after(other).cmp(&0));
    let late = one.student.late.cmp(&other.student.late);
    let numbers = number(one).zip(number(other)).map(|(one, other)| one.cmp(&other));
    [times, Some(late), numbers].into_iter().flatten().find(|order| order.is_ne())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, change: impl FnOnce(&mut Entry)) -> Entry {
        let student = Student { key: name.to_owned(), name: name.to_owned(), ..Student::default() };
        let folder = Ok(std::path::PathBuf::new());
        let mut entry = Entry { student, folder, handed_in: None, notes: Vec::new() };
        change(&mut entry);
        entry
    }

    fn kept(mut entries: Vec<Entry>, time: &str) -> (String, usize) {
        let notes =
            keep_latest(&mut entries, |entry| (entry.student.name == "bo").then(|| time.parse().ok())?);
        (entries.iter().map(|entry| entry.student.name.as_str()).collect::<Vec<_>>().join(" "), notes.len())
    }

    #[test]
    fn of_several_that_partners_hand_in_the_latest_counts() {
        let with = |name: &'static str, partner: &str, change: fn(&mut Entry)| {
            let partner = Partner { name: partner.to_owned(), ..Partner::default() };
            entry(name, |entry| {
                entry.student.partners.push(partner);
                change(entry);
            })
        };
        let number = |entry: &mut Entry| entry.student.canvas_file = Some("9".to_owned());
        let larger = |entry: &mut Entry| entry.student.canvas_file = Some("10".to_owned());
        let late = |entry: &mut Entry| entry.student.late = true;
        let then = |entry: &mut Entry| {
            let at = "2026-10-09 22:10".parse().expect("a time");
            entry.handed_in = Some(HandedIn::At { at, by: crate::hand_in::Source::Name });
        };
        let ann_and_bo = |one: fn(&mut Entry), other: fn(&mut Entry)| {
            vec![with("ann", "bo", one), with("bo", "ann", other), with("cy", "di", number)]
        };
        assert_eq!(kept(ann_and_bo(larger, number), ""), ("ann cy".to_owned(), 1));
        assert_eq!(kept(ann_and_bo(number, larger), ""), ("bo cy".to_owned(), 1));
        assert_eq!(kept(ann_and_bo(late, larger), ""), ("ann cy".to_owned(), 1));
        assert_eq!(kept(ann_and_bo(then, number), "2026-10-09 23:00"), ("bo cy".to_owned(), 1));
        assert_eq!(kept(ann_and_bo(then, number), "2026-10-08 23:00"), ("ann cy".to_owned(), 1));
        // Nothing tells.
        assert_eq!(kept(ann_and_bo(|_| {}, |_| {}), ""), ("ann bo cy".to_owned(), 0));
    }
}
