//! A client that writes its list as no server of this pair reads it, where that one never answers. Its own form is to blame only by three
//! witnesses: the server answers rightly what is written otherwise; it writes its answer in that form itself, and not in the client's; and the
//! client reads such an answer.

use std::collections::BTreeSet;
use std::mem::take;

use infer::explain::search::infer;
use infer::oracle::Given;
use infer::seen::Question;
use infer::speech::{Drawn, Side, Sides, Speech, What, learn};

use super::unended::{kept_by, passes, played};
use super::{Case, seen};
use crate::oracle::sets;
use crate::role::Role;
use crate::scenario::Scenario;
use crate::task::Task;

/// How both sides say lists in cases that went the same way.
struct Written {
    given: Vec<Given>,
    /// Of the client, and a turn of it in the first case.
    request: (Speech, Vec<Vec<u8>>),
    reply: Option<Speech>,
}

/// Whether client and server agree on the form in which the grader's client wrote in the case `shown`.
pub(super) fn is_agreed(scenario: &Scenario, cases: &[Case<'_>], shown: usize) -> bool {
    let Some(question) = seen::question(scenario) else { return false };
    let like = |place: usize| {
        let case = &cases[place];
        let like =
            cases.iter().filter(|other| played(other) == played(case) && other.delivery == case.delivery);
        written(&question, like)
    };
    let Some(own) = cases.iter().position(|case| case.stand_in.is_none()).and_then(like) else {
        return false;
    };
    let Some(Written { given, request: (request, said), reply: Some(reply) }) = like(shown) else {
        return false;
    };
    let lists: BTreeSet<&Vec<i64>> = given.iter().map(|given| &given.client).collect();
    let list = &given[0].client;
    // Where all but numbers is the same every sign counts, else only how the list is written.
    let has_words = reply.fits(&said);
    let is_like = |request: &Speech| {
        reply.writes(list, has_words).is_some_and(|list_of| Some(list_of) == request.writes(list, has_words))
    };
    lists.len() > 1
        && is_like(&request)
        && !is_like(&own.request.0)
        && cases.iter().any(|case| reads(scenario.task, case, &own.request.0, &reply))
}

/// Whether the client, whose list is written in its `own` form, gets right what the grader's server writes in this one.
fn reads(task: Task, case: &Case<'_>, own: &Speech, form: &Speech) -> bool {
    let Some(by) = case.stand_in.filter(|by| by.played.role == Role::Server) else { return false };
    let Some(seen) = case.seen() else { return false };
    let drawn = seen.to_server.iter().find_map(|turn| own.heard(What::Client, turn));
    let Some(client) = &drawn else { return false };
    let what = if task == Task::Intersect { What::Common } else { What::Final };
    let right = Drawn { client, server: &by.script.numbers, ascending: false }.list(what);
    let is_right = |list: Vec<i64>| sets::same_bag(&list, &right);
    kept_by(task, Role::Server).all(|kept| passes(case.verdict, kept))
        && seen.to_client.iter().filter_map(|turn| form.heard(what, turn)).any(is_right)
}

fn written<'c, 'o: 'c>(question: &Question, cases: impl Iterator<Item = &'c Case<'o>>) -> Option<Written> {
    // What the grader's client said is known.
    let said = |case: &Case<'_>| {
        let by = case.stand_in.filter(|by| by.played.role == Role::Client);
        Some((case.seen()?, by.map(|by| by.script.numbers.clone())))
    };
    let (cases, said): (Vec<_>, Vec<_>) = cases.filter_map(said).take(super::MOST_CASES).unzip();
    let mut given = infer(question, &cases).given;
    if cases.is_empty() || given.len() != cases.len() {
        return None;
    }
    for (given, said) in given.iter_mut().zip(said) {
        given.client = said.unwrap_or_else(|| take(&mut given.client));
    }
    let Sides { client, server } = learn(question, &cases, &given);
    let turns = client?.turns?;
    let at = turns.iter().position(|speech| speech.has(What::Client))?;
    let answers = |side: Side| side.turns?.into_iter().find(Speech::has_lists);
    Some(Written {
        request: (turns[at].clone(), cases[0].to_server.get(at)?.clone()),
        reply: server.and_then(answers),
        given,
    })
}
