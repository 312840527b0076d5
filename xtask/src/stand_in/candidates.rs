//! Which scripts to try, the likeliest first: the recorded session with other numbers in it, and where that tells too
//! little, what most students write.

use std::net::SocketAddr;

use infer::dialect::{Int, tokens};
use infer::speech::{Speech, What};

use super::session::{Session, is_text};
use super::spread::{acknowledging, answering, waiting};
use crate::role::Role;
use crate::script::{EPHEMERAL, End, Hear, Heard, Send, Step};
use crate::task::Task;

/// What is known about a pair, from its own cases and from what was tried.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// The session that tells most.
    pub session: Option<Session>,
    /// Whether both programs were content with it: neither crashed, hung or broke off.
    pub ended_well: bool,
    /// Whether the server speaks first.
    pub greets: Option<bool>,
    /// Where the client dialled in vain.
    pub refused: Option<SocketAddr>,
    /// Where the server listened.
    pub listener: Option<SocketAddr>,
    /// Whether the student's half complains about something that is no pickle.
    pub wants_pickle: bool,
    /// Where a half waits for the end of what this one says: what may be meant by that.
    pub ends: Option<(Role, Vec<End>)>,
}

impl Known {
    /// The same, where no end is waited for.
    pub fn without_ends(&self) -> Self {
        Self { ends: None, ..self.clone() }
    }
}

/// How to play, without the numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Draft {
    pub steps: Vec<Step>,
    pub port: Option<u16>,
    pub dials: Option<SocketAddr>,
    /// Everything in it was recorded: who fails with it fails by itself.
    pub is_recorded: bool,
    /// What ends what is said in it, and the half that it plays never said.
    pub ended_by: Option<End>,
}

impl Draft {
    /// Whether to play one is to play the other, however they wait for words. Where nobody `greets`, nobody is thanked.
    pub fn is_like(&self, other: &Self, greets: Option<bool>) -> bool {
        let counts = |step: &&Step| match step {
            Step::SayIfHeard(_) => greets != Some(false),
            Step::Hear(hear) => hear.what != Heard::Words,
            Step::Say(_) | Step::Shut | Step::Acknowledge(..) | Step::Converse(_) | Step::End(_) => true,
        };
        (self.port, self.dials, self.is_recorded) == (other.port, other.dials, other.is_recorded)
            && self.ended_by == other.ended_by
            && self.steps.iter().filter(counts).eq(other.steps.iter().filter(counts))
    }

    /// Whether it says what was learnt turn by turn.
    pub fn converses(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, Step::Converse(_)))
    }
}

/// Scripts for that role, the likeliest first, none twice.
pub(super) fn drafts(role: Role, task: Task, known: &Known) -> Vec<Draft> {
    let recorded = known.session.as_ref().map(|session| &session.connection);
    let (port, dials) = match role {
        Role::Server => {
            let dialled = recorded.map(|connection| connection.dialled).or(known.refused);
            (dialled.or(known.listener).map(|address| address.port()), None)
        }
        Role::Client => {
            let own = recorded.map(|connection| connection.client.port());
            (own.filter(|port| !EPHEMERAL.contains(port)), recorded.map(|connection| connection.dialled))
        }
    };
    let draft = |(steps, is_recorded), ended_by| Draft { steps, port, dials, is_recorded, ended_by };
    let ends = known.ends.as_ref().filter(|(of, _)| *of == role);
    if let Some((session, (_, ends))) = known.session.as_ref().zip(ends) {
        let ending = |end: &End| draft((ending(role, session, end), false), Some(end.clone()));
        return ends.iter().map(ending).collect();
    }
    let mut drafts: Vec<Draft> = Vec::new();
    for script in scripts(role, task, known) {
        if !drafts.iter().any(|known| known.steps == script.0) {
            drafts.push(draft(script, None));
        }
    }
    drafts
}

fn scripts(role: Role, task: Task, known: &Known) -> Scripts {
    let spread = known.session.as_ref().filter(|session| session.spread_from.is_some());
    match (role, spread) {
        (Role::Server, Some(session)) => {
            acknowledging(session).or_else(|| answering(session)).into_iter().collect()
        }
        (Role::Client, Some(session)) => waiting(session).into_iter().collect(),
        (Role::Server, None) => servers(task, known),
        (Role::Client, None) => clients(task, known),
    }
}

type Scripts = Vec<(Vec<Step>, bool)>;

/// How often a client that waits is told something before it has sent its list.
const PROMPTS: usize = 3;

/// What the hand-out's server says.
const GREETING: &str = "Thank you for connecting";
/// What the hand-out's client is to say.
const ACKNOWLEDGEMENT: &str = "It was nice talking to you";

fn servers(task: Task, known: &Known) -> Scripts {
    let session = known.session.as_ref();
    if task == Task::Greet {
        return greeters(session);
    }
    let mut scripts = Scripts::new();
    let mut prefix = Vec::new();
    let mut hears = false;
    let until = session.map_or(0, |session| {
        let all = session.turns.len();
        session.list.as_ref().map_or(all, |(_, turn)| turn + 1)
    });
    if let Some(session) = session {
        for turn in 0..until {
            prefix.push(played_by(Role::Server, session, turn));
        }
        hears = session.list.is_some();
        let uncounted = session.with_uncounted_answers();
        // Beside a list with its length before it, a wrong answer may have its own length in it, or lack it; and what
        // stands before a wrong answer may be its length: whoever cannot read that need not be wrong.
        let is_recorded = known.ended_well
            && session.connection.dropped_bytes == 0
            && !session.is_counted()
            && uncounted.is_none();
        for session in [session].into_iter().chain(&uncounted).filter(|session| session.is_answered()) {
            let mut steps = prefix.clone();
            for turn in until..session.turns.len() {
                steps.push(played_by(Role::Server, session, turn));
            }
            scripts.push((ended(steps), is_recorded));
        }
    }
    if !hears {
        let has_greeted = prefix.iter().any(|step| matches!(step, Step::Say(_)));
        // A client may wait for a greeting, and then to be asked.
        let otherwise = if has_greeted { Vec::new() } else { vec![vec![Send::bytes(GREETING)]; PROMPTS] };
        prefix.push(Step::Hear(Hear { otherwise, ..Hear::new(Heard::List) }));
    }
    let (main, second) = match task {
        Task::Intersect => (What::Common, None),
        Task::Greet | Task::Dedup => (What::Final, Some(What::Extra)),
    };
    let like_request = session.and_then(Session::request).and_then(|request| request.core(main));
    // A list may need no count before it where its answer, of any length, does.
    let bare = like_request.as_ref().and_then(Speech::bare_integers);
    let mut forms = vec![like_request.map_or(Send::AsHeard(main), Send::Speech)];
    forms.extend(bare.map(|item| Send::Speech(Speech::counted_integers(main, item))));
    if known.wants_pickle {
        forms.insert(0, Send::pickle(main));
    }
    forms.extend([
        Send::list(main),
        Send::pickle(main),
        Send::separated(main, ",", ""),
        Send::separated(main, " ", ""),
    ]);
    let mut add = |answer: Vec<Send>, more: Option<Send>| {
        let mut steps = prefix.clone();
        steps.extend(answer.into_iter().map(|send| Step::Say(vec![send])));
        steps.push(Step::End(more.into_iter().map(|send| vec![send]).collect()));
        scripts.push((steps, false));
    };
    let again = |form: &Send, what: What| match form {
        Send::AsHeard(_) => Some(Send::AsHeard(what)),
        Send::Speech(speech) => speech.core(what).map(Send::Speech),
        Send::Bytes(_) | Send::Echo => None,
    };
    for (index, form) in forms.into_iter().enumerate() {
        add(vec![form.clone()], second.and_then(|what| again(&form, what)));
        if index == 0 {
            match task {
                // The duplicates may be wanted as a table; or the server's own list before the common numbers.
                Task::Dedup | Task::Greet => add(vec![form.clone()], Some(table(&form))),
                Task::Intersect => {
                    add(again(&form, What::Server).into_iter().chain([form]).collect(), None);
                }
            }
        }
    }
    scripts
}

/// A server's steps, up to the last thing that it says: a client that says something last is not waited for.
pub(super) fn ended(mut steps: Vec<Step>) -> Vec<Step> {
    while matches!(steps.last(), Some(Step::Hear(_))) {
        steps.pop();
    }
    steps.push(Step::End(Vec::new()));
    steps
}

/// A table of the repeated numbers, in the spirit of that list.
fn table(form: &Send) -> Send {
    let is_pickle = matches!(form, Send::Speech(speech) if speech.is_pickle());
    Send::Speech(Speech::table(What::Repeated, is_pickle))
}

/// Servers of task 1.
fn greeters(session: Option<&Session>) -> Scripts {
    let hear = || Step::Hear(Hear::new(Heard::Words));
    let recorded = session.and_then(|session| {
        let turn = session.turns.iter().position(|turn| turn.speaker == Role::Server)?;
        Some(session.words(turn))
    });
    // Where the server said nothing at all it is not known who was to speak first: the task has the server do it.
    let client_is_first = recorded.is_some() && session.is_some_and(|session| !session.greets());
    let script = |greeting: Vec<Send>| {
        let say = Step::Say(greeting);
        let steps = if client_is_first { vec![hear(), say] } else { vec![say, hear()] };
        (steps.into_iter().chain([Step::End(Vec::new())]).collect(), false)
    };
    let line = format!("{GREETING}\n");
    recorded.into_iter().chain([vec![Send::bytes(GREETING)], vec![Send::bytes(line)]]).map(script).collect()
}

/// A half that says what was recorded, and behind the last of it what may end it.
fn ending(role: Role, session: &Session, end: &End) -> Vec<Step> {
    let last = match (role, &session.list) {
        (Role::Client, Some((_, turn))) => Some(*turn),
        _ => (0..session.turns.len()).rev().find(|turn| session.turns[*turn].speaker == role),
    };
    let until = last.map_or(0, |turn| turn + 1);
    let behind_list = session.list.as_ref().map_or(0, |(_, turn)| turn + 1);
    let first = if role == Role::Server { behind_list } else { until - 1 };
    let mut steps: Vec<Step> = (0..until).map(|turn| played_by(role, session, turn)).collect();
    // Whoever waits gets it, and whoever does not has no need of it.
    let otherwise = match end {
        End::Said(bytes, _) => vec![vec![Send::Bytes(bytes.clone())]],
        End::Shut => {
            steps.push(Step::Shut);
            Vec::new()
        }
        End::Counted(_) => {
            steps.iter_mut().for_each(recount);
            Vec::new()
        }
        End::Alike(sends) | End::Near(sends) => {
            steps.truncate(first);
            steps.push(Step::Say(sends.clone()));
            Vec::new()
        }
    };
    let end = match role == Role::Client && session.list.is_some() {
        true => vec![Step::Hear(Hear { otherwise, ..Hear::new(Heard::Words) }), Step::End(Vec::new())],
        false => vec![Step::End(otherwise)],
    };
    [steps, end].concat()
}

/// Has every list in a step stand behind its right count.
fn recount(step: &mut Step) {
    let Step::Say(sends) = step else { return };
    for send in sends {
        if let Send::Speech(speech) = send
            && let Some((right, _)) = speech.recounted()
        {
            *speech = right;
        }
    }
}

fn clients(task: Task, known: &Known) -> Scripts {
    let session = known.session.as_ref();
    if task == Task::Greet {
        let hear = Step::Hear(Hear { may_be_nothing: true, ..Hear::new(Heard::Words) });
        let line = format!("{ACKNOWLEDGEMENT}\n");
        let says = [ACKNOWLEDGEMENT, &line].map(|text| Step::Say(vec![Send::bytes(text)]));
        return says.map(|say| (vec![hear.clone(), say, Step::End(Vec::new())], false)).into();
    }
    let answer = |otherwise| Step::Hear(Hear { otherwise, ..Hear::new(Heard::Answer) });
    if let Some(session) = session
        && let Some((_, until)) = session.list
    {
        let mut steps: Vec<Step> = (0..=until).map(|turn| played_by(Role::Client, session, turn)).collect();
        if session.request().is_some() {
            let between = words_between_answers(session, until);
            let (form, may_be_nothing) = (session.reply().cloned(), !between.is_empty());
            steps.extend(between);
            let answer = Step::Hear(Hear { form, may_be_nothing, ..Hear::new(Heard::Answer) });
            steps.extend([answer, Step::End(Vec::new())]);
            return vec![(steps, known.ended_well)];
        }
    }
    let pickle = Send::pickle(What::Client);
    let integers = |code| Send::Speech(Speech::integers(What::Client, Int::of(code)));
    let mut forms = vec![
        Send::list(What::Client),
        pickle.clone(),
        Send::separated(What::Client, ",", ""),
        Send::separated(What::Client, " ", ""),
        integers("<i"),
        integers(">i"),
        Send::Speech(Speech::counted_integers(What::Client, Int::of(">i"))),
        Send::separated(What::Client, "\n", "\n"),
        Send::Speech(Speech::lines(What::Client)),
    ];
    if known.wants_pickle {
        forms.insert(0, pickle);
    }
    let said = session.map(spoken_before_list).unwrap_or_default();
    let has_spoken = said.iter().any(|step| matches!(step, Step::Say(_)));
    let greets = known.greets.or(session.filter(|session| !session.turns.is_empty()).map(Session::greets));
    let hear = || match greets {
        Some(true) => vec![Step::Hear(Hear::new(Heard::Words))],
        Some(false) => Vec::new(),
        None => vec![Step::Hear(Hear { may_be_nothing: true, ..Hear::new(Heard::Words) })],
    };
    let mut scripts = Scripts::new();
    let mut add = |acknowledges: bool, form: &Send| {
        let mut steps = if has_spoken { said.clone() } else { hear() };
        if acknowledges {
            steps.push(Step::SayIfHeard(vec![Send::bytes(ACKNOWLEDGEMENT)]));
        }
        // A server that reads lines waits for the end of one; another has read its list by then.
        let is_text = matches!(form, Send::Speech(speech) if speech.is_text());
        let otherwise = if is_text { vec![vec![Send::bytes("\n")]] } else { Vec::new() };
        steps.extend([Step::Say(vec![form.clone()]), answer(otherwise), Step::End(Vec::new())]);
        scripts.push((steps, false));
    };
    let may_acknowledge = !has_spoken && greets != Some(false);
    for (index, form) in forms.iter().enumerate() {
        add(may_acknowledge, form);
        if index == 0 && may_acknowledge {
            add(false, form);
        }
    }
    scripts
}

/// What is heard and said behind the list, up to the last part of the answer: a server may wait for words before it says that.
fn words_between_answers(session: &Session, list: usize) -> Vec<Step> {
    let is_server = |turn: &usize| session.turns[*turn].speaker == Role::Server;
    let last = (list + 1..session.turns.len()).rev().find(is_server).unwrap_or(list + 1);
    let step = |turn: usize| match session.turns[turn].speaker {
        Role::Server => Step::Hear(Hear { what: Heard::Words, ..session.hear(turn) }),
        Role::Client => Step::Say(session.words(turn)),
    };
    (list + 1..last).map(step).collect()
}

/// What was said before the client should have sent its list, up to the last thing that it did say. A list that it left
/// unfinished is none of it.
fn spoken_before_list(session: &Session) -> Vec<Step> {
    let is_words = |turn: usize| {
        let sends = &session.turns[turn].sends;
        let numbers = |send: &[u8]| tokens::numbers(&String::from_utf8_lossy(send)).len();
        sends.iter().all(|send| is_text(send) && numbers(send) < 3)
            && sends.iter().all(|send| !send.contains(&b'['))
    };
    let client = |turn: &usize| session.turns[*turn].speaker == Role::Client;
    let last = (0..session.turns.len()).rev().find(|turn| client(turn) && is_words(*turn));
    let Some(last) = last else { return Vec::new() };
    if !(0..=last).filter(client).all(is_words) {
        return Vec::new();
    }
    let step = |turn: usize| match session.turns[turn].speaker {
        Role::Client => Step::Say(session.words(turn)),
        Role::Server => Step::Hear(session.hear(turn)),
    };
    (0..=last).map(step).collect()
}

/// A recorded turn, as that role goes through it.
pub(super) fn played_by(role: Role, session: &Session, turn: usize) -> Step {
    match session.turns[turn].speaker == role {
        true => Step::Say(session.said(turn)),
        false => Step::Hear(session.hear(turn)),
    }
}
