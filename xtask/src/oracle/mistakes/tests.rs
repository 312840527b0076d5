use super::*;
use proptest::prelude::*;

const CLIENT: [i64; 12] = [100, 12, 40, 40, 7, 12, 3, 100, 12, 55, 9, 3];
const SERVER: [i64; 11] = [61, 3, 12, 9, 100, 100, 61, 12, 40, 8, 3];

fn names(question: Question, got: &[i64]) -> Vec<&'static str> {
    let inputs = Inputs { client: &CLIENT, server: &SERVER, request: b"", answer: &[] };
    explain(question, &inputs, got).iter().map(|mistake| mistake.name).collect()
}

#[test]
fn right_answers_need_no_explanation() {
    assert!(names(Final, &[3, 7, 9, 12, 40, 55, 100]).is_empty());
    assert!(names(ExtraOccurrences, &[40, 12, 100, 12, 3]).is_empty());
    assert!(names(Repeated, &[3, 12, 40, 100]).is_empty());
    assert!(names(Intersection, &[3, 9, 12, 40, 100]).is_empty());
}

#[test]
fn a_wrong_order_is_no_mistake_about_members() {
    let inputs = Inputs { client: &[9, 12, 40, 9, 3], server: &[40, 9, 3, 77], request: &[], answer: &[] };
    let names = |got: &[i64]| -> Vec<&str> {
        explain(Intersection, &inputs, got).into_iter().map(|mistake| mistake.name).collect()
    };
    assert_eq!(names(&[40, 9, 3]), ["descending", "unsorted-in-the-servers-order"]);
    assert_eq!(names(&[9, 40, 3]), ["unsorted-in-the-clients-order"]);
}

#[test]
fn wrong_answers_are_named_by_what_gives_exactly_them() {
    for (question, got, expected) in [
        (Final, &CLIENT[..], &["keeps-repeats"][..]),
        (Final, &[55, 9, 7], &["drops-every-copy"]),
        (Final, &[100, 12, 40, 7, 12, 3, 55, 9], &["keeps-one-repeat-too-many"]),
        (Final, &[100, 12, 40, 7, 12, 3, 100, 12, 55, 9, 3], &["neighbours-only"]),
        (Final, &[12, 40, 3, 100], &["the-duplicates-instead"]),
        (Final, &[], &["nothing-at-all"]),
        (Final, &[1, 0, 2, 4, 7, 3, 5, 9], &["digits-apart"]),
        (Final, &[12, 40, 7, 3, 55, 9], &["loses-the-first-number", "loses-the-largest-number"]),
        (Final, &[100, 12, 40, 7, 3, 55], &["loses-the-last-number"]),
        (ExtraOccurrences, &[12, 40, 3, 100], &["distinct-where-occurrences-are-asked"]),
        (Repeated, &[40, 12, 100, 12, 3], &["occurrences-where-distinct-are-asked"]),
        (Repeated, &[40], &["repeats-next-to-each-other-only"]),
        (
            Repeated,
            &[40, 12, 100],
            &["loses-the-last-number", "loses-the-smallest-number", "stops-one-short"],
        ),
        (ExtraOccurrences, &[12, 12, 12, 40, 40, 100, 100, 3, 3], &["every-occurrence"]),
        (ExtraOccurrences, &[12, 12, 12, 40, 100, 3], &["every-pair"]),
        (Intersection, &[100, 12, 3, 40, 9], &["sorted-as-text"]),
        (Intersection, &[100, 12, 40, 3, 9], &["unsorted-in-the-clients-order"]),
        (Intersection, &[3, 12, 9, 100, 40], &["unsorted-in-the-servers-order"]),
        (Intersection, &[100, 40, 12, 9, 3], &["descending"]),
        (
            Intersection,
            &[3, 3, 9, 12, 12, 40, 100, 100],
            &["keeps-repeats-in-both", "keeps-the-servers-repeats"],
        ),
        (Intersection, &[3, 3, 9, 12, 12, 12, 40, 40, 100, 100], &["keeps-the-clients-repeats"]),
        (Intersection, &[3, 7, 8, 9, 12, 40, 55, 61, 100], &["union"]),
        (Intersection, &[3, 7, 9, 12, 40, 55, 100], &["clients-list-with-itself"]),
        (Intersection, &[7, 55], &["difference"]),
        (Intersection, &[3, 9, 12, 40], &["loses-the-last-number"]),
        (Intersection, &[3, 9], &["digits-of-the-clients-list-apart"]),
        (Intersection, &[1, 2, 3], &[]),
        (Final, &CLIENT.map(|n| n << 24), &[]),
        (Final, &[100, 12, 40, 7, 3, 55, 9].map(|n| n << 24), &["bytes-in-the-wrong-order"]),
    ] {
        assert_eq!(names(question, got), expected, "{question:?} {got:?}");
    }
}

#[test]
fn a_list_cut_off_by_one_recv_is_named() {
    let client: Vec<i64> = (0..400).map(|n| n % 97 + 1000).collect();
    let request = client.iter().map(|n| format!("{n} ")).collect::<String>();
    let inputs = Inputs { client: &client, server: &[], request: request.as_bytes(), answer: &[] };
    let read: Vec<i64> = request[..1024].split_whitespace().map(|n| n.parse().expect("a number")).collect();
    let found = explain(ExtraOccurrences, &inputs, &extra_occurrences(&read));
    assert_eq!(found.iter().map(|mistake| mistake.name).collect::<Vec<_>>(), ["first-1024-bytes-only"]);
}

#[test]
fn a_list_cut_off_anywhere_is_named_and_a_number_cut_in_two_as_well() {
    for (got, expected) in [
        (&[100, 12, 40][..], &["first-numbers-only"][..]),
        (&[100, 12, 40, 7, 3, 5], &["first-numbers-only"]),
        (&[100, 12, 40, 7, 5], &[]),
    ] {
        assert_eq!(names(Final, got), expected, "{got:?}");
    }
    let answer = [3, 7, 9, 12, 40, 55, 100];
    let inputs = Inputs { client: &CLIENT, answer: &answer, ..Inputs::default() };
    for got in [&answer[..5], &[3, 7, 9, 12, 40, 5], &[3, 7, 9, 12, 40, 55, 10]] {
        let named = explain(Final, &inputs, got);
        let named: Vec<&str> = named.iter().map(|mistake| mistake.name).collect();
        assert_eq!(named, ["first-numbers-of-the-answer-only"], "{got:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_mistake_explains_what_it_gives_and_never_the_right_answer(
        client in proptest::collection::vec(1i64..=100, 0..100),
        server in proptest::collection::vec(1i64..=100, 0..40),
    ) {
        let request = format!("{client:?}");
        let inputs = Inputs { client: &client, server: &server, request: request.as_bytes(), answer: &[] };
        for &question in ALL {
            prop_assert!(explain(question, &inputs, &right_answer(question, &inputs)).is_empty());
            for mistake in MISTAKES.iter() {
                if let Some(answer) = mistake.apply(question, &inputs) {
                    prop_assert!(mistake.gives(question, &inputs, &inputs.given(), &answer), "{}", mistake.name);
                }
            }
        }
    }
}
