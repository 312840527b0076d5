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
    let verdict = judge(&scenario, &Seeded::default(), &observation);
    let wanted = [Check::ReplyIsIntersection, Check::ReplyIsSorted, Check::ShowsIntersection];
    let findings = verdict.findings.iter().filter(|finding| wanted.contains(&finding.check));
    findings.map(|finding| (finding.check, finding.outcome.status())).collect()
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
