//! Task 3 where the lists have no number in common, or one.

use super::*;

/// What the checks come to where the server sends these lines, of which the first holds its own numbers.
fn judged(lines: &[&str]) -> Vec<(Check, Status)> {
    let scenario = scenario("task = 'intersect'\n[numbers]\ncount = '5'\n");
    let mut sends = vec![(Direction::ToServer, "12,7,40,3,88\n")];
    sends.extend(lines.iter().map(|line| (Direction::ToClient, *line)));
    let observation = Observation {
        client: Some(program(&lines.concat(), End::Exited(0))),
        server: Some(program("", End::Stopped)),
        conversation: Some(wire(&sends)),
        ..right()
    };
    statuses(&scenario, &observation)
}

fn statuses(scenario: &Scenario, observation: &Observation) -> Vec<(Check, Status)> {
    let verdict = judge(scenario, &Seeded::default(), observation);
    let wanted = all(Status::Pass).into_iter().map(|(check, _)| check);
    let status = |check: Check| {
        let found = verdict.findings.iter().find(|finding| finding.check == check);
        (check, found.expect("a check of the task").outcome.status())
    };
    wanted.map(status).collect()
}

fn all(status: Status) -> Vec<(Check, Status)> {
    let checks = [Check::ReplyIsIntersection, Check::ReplyIsSorted, Check::ShowsIntersection];
    checks.map(|check| (check, status)).to_vec()
}

#[test]
fn words_without_a_number_are_an_answer_where_nothing_is_common() {
    for answer in ["common numbers: \n", "there are none\n", "common numbers: []\n"] {
        let judged = judged(&["server numbers: 90,2,55,61,5\n", answer]);
        assert_eq!(judged, all(Status::Pass), "{answer}");
    }
}

#[test]
fn one_number_behind_words_is_an_answer_where_one_is_common() {
    let own = "server numbers: 90,7,55,61,5\n";
    assert_eq!(judged(&[own, "common numbers: 7\n"]), all(Status::Pass));
    assert_eq!(judged(&[own, "common numbers: 8\n"])[0].1, Status::Fail);
    assert_eq!(judged(&[own, "common numbers: \n"])[0].1, Status::Fail);
}

/// What they come to where every number of the client is acknowledged, and these lines follow; two of the server's numbers
/// are `common`, or none.
fn acknowledged(common: Option<&str>, answer: &[&str], client_prints: &str) -> Vec<(Check, Status)> {
    let numbers = [12, 7, 40, 3, 88, 61, 19, 55, 90, 2];
    let scenario = scenario("task = 'intersect'\n[numbers]\ncount = '10'\n");
    let lines = numbers.map(|number| (format!("{number}\n"), format!("ack {number}\n")));
    let turns = lines
        .iter()
        .flat_map(|(line, ack)| [(Direction::ToServer, line.as_str()), (Direction::ToClient, ack.as_str())]);
    let answer = answer.iter().flat_map(|line| [(Direction::ToClient, *line), (Direction::ToServer, "ok\n")]);
    let sends: Vec<_> = turns.chain([(Direction::ToServer, "FIN\n")]).chain(answer).collect();
    let own = format!("my numbers: [1, 5, 8, 11, {}, 20, 23, 26, 29]\n", common.unwrap_or("14, 17"));
    let observation = Observation {
        client: Some(program(client_prints, End::Exited(0))),
        server: Some(program(&own, End::Stopped)),
        conversation: Some(wire(&sends)),
        ..right()
    };
    statuses(&scenario, &observation)
}

#[test]
fn acknowledgements_are_no_answer() {
    let (none, two) = (None, Some("19, 61"));
    assert_eq!(acknowledged(none, &["FIN\n"], "common: none\n"), all(Status::Pass));
    assert_eq!(acknowledged(two, &["19\n", "61\n", "FIN\n"], "common: 19 61\n"), all(Status::Pass));
    let fails = |common, answer, shown| acknowledged(common, answer, shown)[0].1 == Status::Fail;
    assert!(fails(none, &["2\n", "FIN\n"], "common: 2\n"), "in one list only");
    assert!(fails(two, &["19\n", "FIN\n"], "common: 19\n"), "one is missing");
    assert!(fails(two, &["FIN\n"], "common: none\n"), "both are missing");
}

#[test]
fn a_number_that_is_said_to_be_common_is_an_answer_and_a_wrong_one_where_nothing_is() {
    let wrong = judged(&["server numbers: 90,2,55,61,5\n", "12 is common\n"]);
    assert_eq!(wrong[0], (Check::ReplyIsIntersection, Status::Fail));
}
