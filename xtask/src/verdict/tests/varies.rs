//! A program that does other things in two runs of one seed is remarked on, and all of these runs count.

use super::*;
use crate::observation::{End, Output, ProgramFacts};
use crate::task::Task;
use crate::trace::difference;
use crate::verdict::remarks::Remark;
use crate::verdict::repeats::Repeats;

/// A client that printed this.
fn printed(text: &str) -> Observation {
    let client = ProgramFacts {
        command: vec!["client".to_owned()],
        stdout: Output { kept: text.as_bytes().into(), dropped_bytes: 0 },
        stderr: Output::default(),
        end: End::Exited(0),
        typed: Vec::new(),
        reached: Vec::new(),
    };
    Observation { client: Some(client), ..Observation::default() }
}

fn case(seed: u64, passes: bool) -> CaseResult {
    let answer = if passes { Outcome::Pass } else { Outcome::Fail(Reason::NothingSent) };
    let answer = |check| if check == Check::ServerGreets { answer.clone() } else { Outcome::Pass };
    let findings = Check::of_case(Task::Greet).map(|check| finding(check, answer(check)));
    let verdict = Verdict { findings: findings.collect(), ..Verdict::default() };
    CaseResult { seed, delivery: Delivery::AsSent, stand_in: None, second: false, verdict }
}

/// Two cases that pass, of which the second was run again with these answers, printing this.
fn repeated(runs: &[(bool, &str)]) -> ScenarioResult {
    let text = "format = 1\ntitle = 't'\ntask = 'greet'\nseeds = '1..2'\ndeliveries = ['as-sent']\n\n[points]\nserver-greets = 10\n";
    let scenario = Scenario::parse("t.toml".as_ref(), text).expect("a right scenario");
    let mut result = result_of(scenario, vec![case(1, true), case(2, true)]);
    let seen: Vec<Observation> = runs.iter().map(|(_, text)| printed(text)).collect();
    let cases = runs.iter().map(|(passes, _)| case(2, *passes));
    result.repeats = Repeats::of(&printed("1 2\n"), cases.zip(&seen));
    result
}

#[test]
fn each_run_of_a_case_that_varies_counts_and_it_is_said_how_often_each_answer_came() {
    let result = repeated(&[(true, "1 2\n"), (false, "2 1\n"), (true, "1 2\n")]);
    let difference = difference(&printed("1 2\n"), &printed("2 1\n")).expect("they differ");
    let answers = vec![(Check::ServerGreets, [3, 1])];
    let delivery = Delivery::AsSent;
    assert_eq!(result.remarks(), [Remark::Varies { seed: 2, delivery, difference, runs: 4, answers }]);
    let checks = result.checks();
    let greets = checks.iter().find(|check| check.check == Check::ServerGreets).expect("it is asked");
    assert_eq!((greets.status, greets.cases), (Status::Fail, (1, 5)));
    assert_eq!(result.points().earned, 0);
}

#[test]
fn a_case_that_did_the_same_again_is_no_further_case() {
    let result = repeated(&[(true, "1 2\n")]);
    assert_eq!(result.remarks(), []);
    assert!(result.checks().iter().all(|check| check.cases == (2, 2)));
}
