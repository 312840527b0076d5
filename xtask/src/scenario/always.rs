//! `numbers.always`: lists that a server meets whatever its client draws.

use super::Numbers;
use super::checked::Findings;
use super::raw::RawLists;
use crate::spanned::Spanned;

/// Each list is a case more for every submission.
const MOST_LISTS: usize = 8;

/// The lists, as the scenario's clients may send them; `None` where anything is wrong with one.
pub(super) fn lists(
    raw: Option<&Spanned<RawLists>>,
    numbers: &Numbers,
    found: &mut Findings,
) -> Option<Vec<Vec<i64>>> {
    let Some(raw) = raw else { return Some(Vec::new()) };
    if !(1..=MOST_LISTS).contains(&raw.get_ref().len()) {
        let title = if raw.get_ref().is_empty() { "there is no list" } else { "these lists are too many" };
        let help =
            format!("name 1 to {MOST_LISTS} lists, such as `always = [[...], [...]]`, or leave out `always`");
        found.add(raw.span(), title, "", Some(help));
        return None;
    }
    let mut lists: Vec<Vec<i64>> = Vec::new();
    for list in raw.get_ref() {
        let values: Vec<i64> = list.get_ref().iter().map(|value| *value.get_ref()).collect();
        if lists.contains(&values) {
            found.add(
                list.span(),
                "this list stands here twice",
                "",
                Some("leave out one of the two".into()),
            );
        } else if is_allowed(list, numbers, found) {
            lists.push(values);
        }
    }
    (lists.len() == raw.get_ref().len()).then_some(lists)
}

/// Whether a client may send that list.
fn is_allowed(list: &Spanned<Vec<Spanned<i64>>>, numbers: &Numbers, found: &mut Findings) -> bool {
    let Numbers { count, value } = numbers;
    let length = list.get_ref().len();
    let is_long_enough = u32::try_from(length).is_ok_and(|length| count.contains(&length));
    if !is_long_enough {
        let help = format!("a client's list has {} numbers here (`count`)", crate::range::span(count));
        found.add(list.span(), &format!("this list has {length} numbers"), "", Some(help));
    }
    let is_strange =
        |number: &&Spanned<i64>| !u32::try_from(*number.get_ref()).is_ok_and(|n| value.contains(&n));
    let stranger = list.get_ref().iter().find(is_strange);
    if let Some(number) = stranger {
        let help = format!("allowed are whole numbers from {} to {} (`value`)", value.start(), value.end());
        found.add(number.span(), "this number is out of range", "", Some(help));
    }
    is_long_enough && stranger.is_none()
}
