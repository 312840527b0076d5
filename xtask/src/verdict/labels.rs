//! Lists under words that name something else. The values decide what a list is; the words are only remarked on, unless both
//! lists of task 2 stand under each other's.

use std::borrow::Cow;

use super::dedup::{final_lists_shown, reply_is_deduplicated, shown_as};
use super::facts::Facts;
use super::intersect::{common_numbers, intersections_shown};
use super::lists::Found;
use super::outcome::{Outcome, Reason};
use super::remarks::{Remark, Shown};
use crate::oracle::mistakes::Question;
use crate::oracle::sets;
use crate::task::Task;

/// Fewer numbers may stand under any words by chance.
const FEWEST: usize = 3;

/// More lines of a text are not looked at.
const MOST_LINES: usize = 10_000;

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
    let is_sent_instead = match reply_is_deduplicated(facts).outcome {
        Outcome::Fail(Reason::WrongList(wrong)) => [sets::repeated(sent), sets::extra_occurrences(sent)]
            .iter()
            .any(|repeats| sets::same_bag(repeats, &wrong.got)),
        Outcome::Fail(_) => true,
        _ => false,
    };
    if is_sent_instead {
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

/// Whether some line of a text is words that say that repeats follow, and no number does.
pub(super) fn names_no_repeats(text: &[u8]) -> bool {
    let lines: Vec<Cow<'_, str>> =
        text.split(|byte| *byte == b'\n').map(String::from_utf8_lossy).take(MOST_LINES).collect();
    let has_number = |line: &str| line.contains(|c: char| c.is_ascii_digit());
    let follows = |at: usize| lines.get(at + 1).is_some_and(|next| has_number(next));
    lines
        .iter()
        .enumerate()
        .any(|(at, line)| !has_number(line) && !follows(at) && claimed(line) == Some(Claim::Duplicates))
}

/// Beginnings of words, in lower case, by what they say: in English, then in German, French, Spanish and Portuguese, Italian, Turkish,
/// Russian and Chinese.
mod words {
    pub const ORIGINAL: &[&str] = &[
        "before",
        "original",
        "initial",
        "sent",
        "sending",
        "input",
        "gesendet",
        "ursprüng",
        "vorher",
        "envoy",
        "départ",
        "depart",
        "enviad",
        "inviat",
        "gönder",
        "отправ",
        "исходн",
        "原",
        "发送",
    ];
    pub const NOT_COMMON: &[&str] =
        &["union", "difference", "unsorted", "not sorted", "vereinigung", "unsortiert", "并集"];
    pub const COMMON: &[&str] = &[
        "common",
        "intersect",
        "gemeinsam",
        "schnittmenge",
        "commun",
        "común",
        "comun",
        "comum",
        "ortak",
        "общ",
        "交集",
        "共同",
    ];
    pub const REPEATS: &[&str] = &[
        "duplic",
        "dupe",
        "repeat",
        "repetit",
        "doppel",
        "duplik",
        "dublett",
        "doublon",
        "répét",
        "repetid",
        "ripetut",
        "doppion",
        "tekrar",
        "дублик",
        "повтор",
        "重复",
    ];
    /// Without those.
    pub const WITHOUT: &[&str] = &[
        "dedup",
        "de-dup",
        "without dup",
        "without rep",
        "no dup",
        "no rep",
        "non-dup",
        "non-rep",
        "nondup",
        "ohne doppel",
        "ohne duplik",
        "sans doublon",
        "sans répét",
        "sin duplic",
        "sin repet",
        "sem duplic",
        "sem repet",
        "senza duplic",
        "senza ripet",
        "tekrarsız",
        "без повтор",
        "без дублик",
        "去重",
    ];
    pub const FINAL: &[&str] =
        &["unique", "distinct", "final", "endliste", "endgültig", "unici", "уникальн", "唯一"];
    /// `after removing duplicates`, `unique numbers and duplicates`: something is said about repeats, not that these are.
    pub const HEDGES: &[&str] = &[
        "remov",
        "without",
        "uniq",
        "distinct",
        "final",
        "after",
        "filter",
        "elimin",
        "delet",
        "drop",
        "strip",
        "minus",
        "exclud",
        "clean",
        "free",
        "with ",
        "not ",
        "non",
        "no ",
        "single",
        "once",
        "less",
        "ohne",
        "entfern",
        "nach",
        "mit ",
        "sans",
        "supprim",
        "après",
        "avec",
        "sin ",
        "sem ",
        "con ",
        "com ",
        "después",
        "depois",
        "senza",
        "rimoss",
        "dopo",
        "kaldır",
        "sonra",
        "без",
        "удал",
        "после",
        "去",
        "后",
    ];
}

/// What words say, where they say it clearly.
fn claimed(label: &str) -> Option<Claim> {
    let text = label.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&[
        "number of",
        "count",
        "how many",
        "from",
        "anzahl",
        "nombre de",
        "número de",
        "numero di",
        "sayısı",
        "数量",
    ]) {
        return None;
    }
    if has(words::ORIGINAL) {
        return Some(Claim::Original);
    }
    if has(words::NOT_COMMON) {
        return Some(Claim::NotCommon);
    }
    let is_another = has(&["my ", "own", "client", "server", "received", "descend", "revers"]);
    if has(words::COMMON) || has(&["sorted"]) && !is_another {
        return Some(Claim::Common);
    }
    let mut rest = text.clone();
    for words in words::WITHOUT {
        rest = rest.replace(words, "");
    }
    let names_repeats = words::REPEATS.iter().any(|word| rest.contains(word));
    if !names_repeats && (rest != text || has(words::FINAL)) {
        return Some(Claim::Final);
    }
    (names_repeats && rest == text && !has(words::HEDGES)).then_some(Claim::Duplicates)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_over_nothing_say_that_there_are_no_repeats() {
        for (text, expected) in [
            ("FINAL=1,2\nDUPLICATES=\n\n", true),
            ("final list: 1 2\nb. Duplicates:", true),
            ("duplicates:\n3\n4\n", false),
            ("duplicates: 3 4\n", false),
            ("final list without duplicates:\n\n", false),
            ("1,2\n\n", false),
        ] {
            assert_eq!(names_no_repeats(text.as_bytes()), expected, "{text}");
        }
    }

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
            ("Doppelte", Some(Claim::Duplicates)),
            ("Liste ohne Doppelte", Some(Claim::Final)),
            ("Doppelte entfernt", None),
            ("Anzahl der Duplikate", None),
            ("b. Doublons    ", Some(Claim::Duplicates)),
            ("liste sans doublons", Some(Claim::Final)),
            ("números repetidos", Some(Claim::Duplicates)),
            ("lista sem repetidos", Some(Claim::Final)),
            ("numeri ripetuti", Some(Claim::Duplicates)),
            ("lista senza duplicati", Some(Claim::Final)),
            ("tekrar eden sayılar", Some(Claim::Duplicates)),
            ("повторы", Some(Claim::Duplicates)),
            ("список без повторов", Some(Claim::Final)),
            ("lista sin repetidos", Some(Claim::Final)),
            ("gemeinsame Zahlen", Some(Claim::Common)),
            ("ortak sayılar", Some(Claim::Common)),
            ("重复的数字", Some(Claim::Duplicates)),
            ("去重后", Some(Claim::Final)),
            ("Gesendete Zahlen", Some(Claim::Original)),
        ] {
            assert_eq!(claimed(label), expected, "{label}");
        }
    }
}
