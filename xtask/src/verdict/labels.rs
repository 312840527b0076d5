//! Lists under words that name something else. The values decide what a list is; the words are only remarked on, unless both
//! lists of task 2 stand under each other's.

use super::dedup::{final_lists_shown, reply_is_deduplicated, shown_as};
use super::facts::Facts;
use super::intersect::{common_numbers, intersections_shown};
use super::lists::Found;
use super::outcome::Reason;
use super::remarks::{Remark, Shown};
use crate::oracle::mistakes::Question;
use crate::oracle::sets;
use crate::task::Task;

/// Fewer numbers may stand under any words by chance.
const FEWEST: usize = 3;

/// What the words over a list say that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Claim {
    /// The list without its repeats.
    Final,
    /// The repeats.
    Duplicates,
    /// The common numbers.
    Common,
    /// Something other than the common numbers.
    NotCommon,
    /// The list before anything was done to it.
    Original,
}

impl From<Question> for Claim {
    fn from(question: Question) -> Self {
        match question {
            Question::Final => Self::Final,
            Question::ExtraOccurrences | Question::Repeated => Self::Duplicates,
            Question::Intersection => Self::Common,
        }
    }
}

/// Task 2: both right lists, each under words that clearly say that it is the other one. Words over one list may be a slip; two
/// that are exchanged tell a reader the wrong of both.
pub(super) fn swapped(facts: &Facts<'_>, sent: &[i64]) -> Option<Reason> {
    let label = |remark: Remark| match remark {
        Remark::Mislabelled { label, .. } => Some(label),
        _ => None,
    };
    // A client that is sent the one for the other has its words right.
    if reply_is_deduplicated(facts).is_fail() {
        return None;
    }
    let [list, duplicates] = over_both(facts, sent);
    let (final_list, duplicates) = (label(list?)?, label(duplicates?)?);
    Some(Reason::Swapped { final_list, duplicates })
}

/// Whether the server sent both lists so already, each under the other's name.
pub(super) fn are_sent_swapped(facts: &Facts<'_>, sent: &[i64]) -> bool {
    let is_sent = |right: &[i64], wrong: Claim| {
        let mut lists = facts.replies.iter().filter(|list| sets::same_bag(&list.values, right));
        lists.any(|list| list.values.len() >= FEWEST && claim(list) == Some(wrong))
    };
    let repeats = [sets::repeated(sent), sets::extra_occurrences(sent)];
    is_sent(&sets::distinct(sent), Claim::Duplicates)
        && repeats.iter().any(|repeats| is_sent(repeats, Claim::Final))
}

/// What the words over the final list, and over the duplicates, wrongly say.
fn over_both(facts: &Facts<'_>, sent: &[i64]) -> [Option<Remark>; 2] {
    let accepted = &facts.scenario.accept.duplicates;
    let duplicates = accepted.iter().flat_map(|reading| shown_as(facts, *reading, sent));
    let has_repeats = !sets::repeated(sent).is_empty();
    [
        under(Shown::FinalList, final_lists_shown(facts, sent), Claim::Duplicates),
        under(Shown::Duplicates, duplicates.filter(|_| has_repeats), Claim::Final),
    ]
}

/// What the words over the right lists, and over the client's own, wrongly say.
pub(super) fn mislabelled(facts: &Facts<'_>) -> Vec<Remark> {
    let Some(sent) = facts.client_numbers.as_ref().map(|found| found.values.as_slice()) else {
        return Vec::new();
    };
    let remarks = match facts.scenario.task {
        Task::Greet => return Vec::new(),
        Task::Dedup => {
            let has_repeats = !sets::repeated(sent).is_empty();
            let [list, duplicates] = over_both(facts, sent);
            vec![list, duplicates, own_under(facts, sent, Claim::Final).filter(|_| has_repeats)]
        }
        Task::Intersect => {
            let Some(expected) = common_numbers(facts, sent) else { return Vec::new() };
            let shown: Vec<&Found> = intersections_shown(facts, &expected).collect();
            let is_own = sets::same_bag(sent, &expected);
            vec![
                under(Shown::CommonNumbers, shown.into_iter(), Claim::NotCommon),
                own_under(facts, sent, Claim::Common).filter(|_| !is_own),
            ]
        }
    };
    remarks.into_iter().flatten().collect()
}

/// The remark on the client's own list under words that wrongly say that it is the answer.
fn own_under(facts: &Facts<'_>, sent: &[i64], wrong: Claim) -> Option<Remark> {
    let own = facts.client_shown.iter().filter(|list| list.values == sent);
    under(Shown::OwnList, own.filter(|list| claim(list) == Some(wrong)), wrong)
}

/// The remark on lists of which every one stands under words that wrongly say so.
fn under<'f>(what: Shown, lists: impl Iterator<Item = &'f Found>, wrong: Claim) -> Option<Remark> {
    let lists: Vec<&Found> = lists.filter(|list| list.values.len() >= FEWEST).collect();
    let first = lists.first()?;
    let label = first.label.clone()?;
    let all = lists.iter().all(|list| claim(list) == Some(wrong));
    all.then(|| Remark::Mislabelled { what, label, place: first.place.clone() })
}

/// What the words over a list say that it is, where they say it clearly.
pub(super) fn claim(list: &Found) -> Option<Claim> {
    claimed(list.label.as_deref()?)
}

/// What words say, where they say it clearly.
fn claimed(label: &str) -> Option<Claim> {
    let text = label.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&["number of", "count", "how many", "from"]) {
        return None;
    }
    if has(&["before", "original", "initial", "sent", "sending", "input"]) {
        return Some(Claim::Original);
    }
    if has(&["union", "difference", "unsorted", "not sorted"]) {
        return Some(Claim::NotCommon);
    }
    let is_another = has(&["my ", "own", "client", "server", "received", "descend", "revers"]);
    if has(&["common", "intersect"]) || has(&["sorted"]) && !is_another {
        return Some(Claim::Common);
    }
    let without =
        ["dedup", "de-dup", "without dup", "without rep", "no dup", "no rep", "non-dup", "non-rep", "nondup"];
    let mut rest = text.clone();
    for words in without {
        rest = rest.replace(words, "");
    }
    let names_repeats = ["duplic", "dupe", "repeat", "repetit"].iter().any(|word| rest.contains(word));
    if !names_repeats && (rest != text || has(&["unique", "distinct", "final"])) {
        return Some(Claim::Final);
    }
    // `after removing duplicates`, `unique numbers and duplicates`: something is said about repeats, not that these are.
    let hedges = [
        "remov", "without", "uniq", "distinct", "final", "after", "filter", "elimin", "delet", "drop",
        "strip", "minus", "exclud", "clean", "free", "with ", "not ", "non", "no ", "single", "once", "less",
    ];
    (names_repeats && rest == text && !has(&hedges)).then_some(Claim::Duplicates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_claim_what_they_clearly_say_and_nothing_else() {
        for (label, expected) in [
            ("repeated values", Some(Claim::Duplicates)),
            ("Duplicates", Some(Claim::Duplicates)),
            ("The duplicate elements are", Some(Claim::Duplicates)),
            ("Deduplicated List", Some(Claim::Final)),
            ("no duplicates list", Some(Claim::Final)),
            ("List without repeats", Some(Claim::Final)),
            ("final list", Some(Claim::Final)),
            ("unsorted", Some(Claim::NotCommon)),
            ("union of both", Some(Claim::NotCommon)),
            // Words of real programs that stand over either, or say nothing.
            ("filtered array", None),
            ("requested output", None),
            ("response from server", None),
            ("After removing duplicates", None),
            ("removed duplicates", None),
            ("unique duplicates", None),
            ("Number of duplicates 3", None),
            ("List with duplicates", None),
            ("array before removing duplicates", Some(Claim::Original)),
            ("numbers sent", Some(Claim::Original)),
            ("deduplicated list and duplicates", None),
            ("common elements sorted", Some(Claim::Common)),
            ("sorted", Some(Claim::Common)),
            ("server's list sorted", None),
            ("Sorted descending", None),
            ("common elements, unsorted", Some(Claim::NotCommon)),
            ("", None),
        ] {
            assert_eq!(claimed(label), expected, "{label}");
        }
    }
}
