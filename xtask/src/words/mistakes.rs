//! The known mistakes, as the end of "exactly what comes out when ...".

/// What the mistake of that name does.
pub fn mistake(name: &'static str) -> &'static str {
    WORDS.iter().find(|(known, _)| *known == name).map_or(name, |(_, words)| words)
}

const WORDS: [(&str, &str); 46] = [
    ("nothing-at-all", "the list is empty"),
    ("keeps-repeats", "no repeat is removed"),
    ("drops-every-copy", "every copy of a repeated number is removed, the first as well"),
    ("keeps-one-repeat-too-many", "only one copy of each repeated number is removed"),
    ("neighbours-only", "only repeats that stand side by side are removed"),
    ("removes-while-iterating", "a loop removes numbers from the list it runs over, and so skips some"),
    ("the-duplicates-instead", "the duplicates take the place of the list without them"),
    ("the-extra-occurrences-instead", "the extra copies take the place of the list without them"),
    ("count-taken-as-a-number", "the count before the list is taken for one of its numbers"),
    ("every-occurrence", "all copies of a repeated number are named, the first as well"),
    ("every-pair", "two nested loops name a number once for each pair of equal ones"),
    ("repeats-next-to-each-other-only", "only equal numbers side by side are found"),
    ("the-values-that-occur-once", "the numbers that occur once are named, not those that repeat"),
    ("the-final-list-instead", "the list without duplicates takes their place"),
    ("the-whole-list-instead", "the whole list takes the place of its duplicates"),
    ("union", "the numbers of both lists are collected (their union), not those in both"),
    ("both-lists-joined", "the two lists are put one behind the other"),
    ("difference", "the client's numbers are taken that the server does not have"),
    ("difference-the-other-way", "the server's numbers are taken that the client does not have"),
    ("everything-but-the-intersection", "the numbers are taken that only one of the two has"),
    ("clients-list-with-itself", "the client's list is compared with itself"),
    ("servers-list-with-itself", "the server's list is compared with itself"),
    ("clients-list-unchanged", "the client's list is sent back as it came"),
    ("keeps-repeats-in-both", "a number that both lists hold twice stands in the answer twice"),
    ("keeps-the-clients-repeats", "the repeats of the client's list are kept"),
    ("keeps-the-servers-repeats", "the repeats of the server's list are kept"),
    ("same-place-only", "only numbers at the same place of both lists are compared"),
    ("sorted-as-text", "the numbers are sorted as text: 100 before 2"),
    ("descending", "the numbers are sorted from high to low"),
    ("unsorted-in-the-clients-order", "the numbers are left in the order of the client's list"),
    ("unsorted-in-the-servers-order", "the numbers are left in the order of the server's list"),
    ("loses-the-first-number", "the first number of the answer is lost"),
    ("loses-the-last-number", "the last number of the answer is lost"),
    ("loses-the-smallest-number", "the smallest number is lost"),
    ("loses-the-largest-number", "the largest number is lost"),
    ("starts-at-the-second-number", "the loop starts at the second number of the client's list"),
    ("stops-one-short", "the loop stops before the last number of the client's list"),
    ("stops-one-short-of-the-servers-list", "the loop stops before the last number of the server's own list"),
    ("digits-apart", "each digit is taken for a number: 12 for 1 and 2"),
    (
        "digits-of-the-clients-list-apart",
        "each digit of the client's list is taken for a number: 12 for 1 and 2",
    ),
    (
        "bytes-in-the-wrong-order",
        "the bytes of each number are read in the wrong order (`htonl` and `ntohl`)",
    ),
    ("first-1024-bytes-only", "only the first 1,024 bytes of the list were read"),
    (
        "distinct-where-occurrences-are-asked",
        "each repeated number is named once, where each extra copy is asked for",
    ),
    (
        "occurrences-where-distinct-are-asked",
        "each extra copy is named, where each repeated number is asked for once",
    ),
    (
        "first-numbers-only",
        "only the first numbers of the client's list are used, as where one `recv` returns a part of it",
    ),
    (
        "first-numbers-of-the-answer-only",
        "only the first numbers of the answer are used, as where one `recv` returns a part of it",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle::mistakes::MISTAKES;

    #[test]
    fn every_known_mistake_has_words_and_no_others_have() {
        let known: Vec<&str> = MISTAKES.iter().map(|mistake| mistake.name).collect();
        let worded: Vec<&str> = WORDS.iter().map(|(name, _)| *name).collect();
        assert_eq!(worded, known);
    }
}
