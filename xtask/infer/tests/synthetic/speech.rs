//! What is learnt of how both sides write says other numbers in the same way.

use infer::explain::search::infer;
use infer::oracle::{Given, Question, right_answer};
use infer::seen::{Case, Task};
use infer::speech::{Drawn, Sides, learn};

use super::measure::question;
use super::pair::Pair;

/// Pairs of which five cases are learnt from, and a sixth that nobody has seen.
fn learnt(numbers: std::ops::Range<u64>) -> impl Iterator<Item = (Pair, Sides, Case)> {
    numbers.filter_map(|number| {
        let mut pair = Pair::new(number);
        let mut cases: Vec<Case> = (1..=6).map(|seed| pair.case(seed).0).collect();
        let new = cases.pop()?;
        let question = question(pair.task);
        let given = infer(&question, &cases).given;
        let is_even = cases.iter().chain([&new]).all(|case| {
            (case.to_server.len(), case.to_client.len()) == (new.to_server.len(), new.to_client.len())
        });
        (is_even && given.len() == cases.len()).then(|| (pair, learn(&question, &cases, &given), new))
    })
}

#[test]
fn a_client_s_list_is_said_again_and_heard_in_nearly_every_form() {
    let (mut all, mut said, mut unlike) = (0, 0, Vec::new());
    for (pair, sides, new) in learnt(2000..2300) {
        all += 1;
        let side = sides.client.as_ref();
        let place = side.and_then(|side| side.list.iter().flatten().next().copied());
        let speech = place.and_then(|(turn, _)| Some((turn, side?.turns.as_ref()?.get(turn)?)));
        let is_same = speech.is_some_and(|(turn, speech)| {
            let list = speech.hear(&new.to_server[turn]).unwrap_or_default();
            let again = speech.say(&Drawn { client: &list, server: &[], ascending: false });
            !list.is_empty() && again.as_ref() == Some(&new.to_server[turn])
        });
        said += usize::from(is_same);
        if !is_same {
            unlike.push(format!(
                "{pair} {:?}",
                speech.map(|(turn, speech)| speech.hear(&new.to_server[turn]).is_some())
            ));
        }
    }
    assert!(said * 100 >= all * 98, "{said} of {all}:\n{}", unlike.join("\n"));
}

#[test]
fn an_answer_is_given_right_in_nearly_every_form_whatever_was_wrong_with_it() {
    let (mut all, mut right, mut unlike) = (0, 0, Vec::new());
    for (pair, sides, _) in learnt(2000..2300) {
        let client: Vec<i64> = vec![
            5, 9, 5, 31, 5, 9, 88, 12, 40, 12, 7, 100, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71, 72, 73,
        ];
        let server: Vec<i64> = (1..26).map(|n| 3 * n).collect();
        let given = Given { client: client.clone(), server: server.clone(), request: Vec::new() };
        let answer = right_answer(
            if pair.task == Task::Dedup { Question::Final } else { Question::Intersection },
            &given,
        );
        all += 1;
        let speeches = sides.server.as_ref().and_then(|side| side.turns.as_ref());
        let speech = speeches.and_then(|turns| turns.iter().find(|turn| turn.has_lists()));
        let drawn = Drawn { client: &client, server: &server, ascending: false };
        let said = speech.and_then(|speech| speech.say(&drawn));
        // Read by what the wire's own writer gives for the same list.
        let is_right = said.as_ref().is_some_and(|said| *said == pair.written(&answer));
        right += usize::from(is_right);
        if !is_right {
            let shown = |turn: &Vec<Vec<u8>>| turn.concat().escape_ascii().to_string();
            unlike.push(format!(
                "{pair}\n  {:?}\n  {}",
                said.as_ref().map(shown),
                shown(&pair.written(&answer))
            ));
        }
    }
    assert!(right * 100 >= all * 95, "{right} of {all}:\n{}", unlike.join("\n"));
}
