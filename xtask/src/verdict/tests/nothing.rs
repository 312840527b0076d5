//! Nothing earns points for nothing.

use super::*;
use Direction::{ToClient, ToServer};

/// What does not pass where the client sent one of these lists and printed this.
fn case(sends: &[(Direction, &str)], printed: &str, end: End) -> Vec<(Check, Outcome)> {
    let client = Some(program(printed, end));
    let observation = Observation { client, conversation: Some(wire(sends)), ..right() };
    unmet(&dedup(), &observation)
}

#[test]
fn no_number_and_one_number_make_nothing_right() {
    for number in ["[42]", "42\n", "[]"] {
        let unmet = case(&[(ToServer, number), (ToClient, number)], number, End::Exited(0));
        let checks: Vec<Check> = unmet.iter().map(|(check, _)| *check).collect();
        let about_lists =
            [Check::SendsNumbers, Check::ReplyIsDeduplicated, Check::ShowsFinalList, Check::ShowsDuplicates];
        assert_eq!(checks, about_lists, "{number}");
    }
}

#[test]
fn a_client_that_ends_before_it_shows_anything_shows_no_duplicates_either() {
    let sends = [(ToServer, "[5, 7, 9]"), (ToClient, "[5, 7, 9]")];
    let shows = |unmet: &[(Check, Outcome)]| unmet.iter().any(|(check, _)| *check == Check::ShowsDuplicates);
    assert!(shows(&case(&sends, "", End::Exited(1))));
    assert!(shows(&case(&sends[..1], "", End::Exited(0))), "there was no answer");
    assert!(shows(&case(&sends, "", End::Exited(0))), "it printed nothing at all");
    assert!(!shows(&case(&sends, "final list: 5 7 9\n", End::Exited(0))));
}
