//! What was recorded of a pair, turn by turn: what a stand-in can play, and what it has to find out.

use std::time::Duration;

use infer::explain::search::infer;
use infer::oracle::Given;
use infer::seen::{Case, Question, Sender};
use infer::speech::{self, Side, Sides, Speech, What};

use crate::conversation::{Connection, Conversation};
use crate::observation::{End, Observation};
use crate::role::Role;
use crate::script::{Hear, Heard, Send};
use crate::verdict::printed;

/// Longer sessions are not played: whoever says so much does something else than the task.
const MOST_BYTES: usize = 64 << 10;
const MOST_SENDS: usize = 6000;

/// More cases are not learnt from.
const MOST_CASES: usize = 20;

/// One connection of a recorded case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Session {
    pub connection: Connection,
    pub turns: Vec<Turn>,
    /// The client's list, and the turn in which it ends.
    pub list: Option<(Vec<i64>, usize)>,
    /// The turn in which the list begins, where it is an earlier one: each number is waited for, say.
    pub spread_from: Option<usize>,
    /// Then: what the client says up to the end of that list, and the server behind it, turn by turn.
    pub until_list: Option<Speech>,
    pub behind_list: Option<Speech>,
    /// How each turn is said with other numbers, where there is one.
    speeches: Vec<Option<Speech>>,
}

/// What one side said without an answer in between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Turn {
    pub speaker: Role,
    pub sends: Vec<Vec<u8>>,
    /// The longest time between two of them.
    pub pause: Duration,
}

/// A session of one case, and what is to be known of the case to learn from it.
#[derive(Debug, Clone)]
pub(super) struct Recorded {
    session: Session,
    pub case: Case,
    /// Whether both programs were content with it: neither crashed, hung or broke off.
    pub ended_well: bool,
}

/// Text, and nothing that only a program can read.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    let control = |b: &u8| b.is_ascii_control() && !b.is_ascii_whitespace();
    std::str::from_utf8(bytes).is_ok() && !bytes.iter().any(control)
}

impl Recorded {
    /// Of a case; `None` where nothing was said.
    pub fn of(observation: &Observation) -> Option<Self> {
        let conversation = observation.conversation.as_ref()?;
        let session = Session::of(conversation)?;
        let content = |role: Role| match observation.program(role).map(|facts| &facts.end) {
            Some(End::Exited(0)) => true,
            Some(End::Stopped) => role == Role::Server,
            _ => false,
        };
        let ended_well =
            content(Role::Server) && content(Role::Client) && conversation.connections.len() == 1;
        let mut recorded = Self::alone(session, ended_well);
        recorded.case.client = printed(observation.client.as_ref());
        recorded.case.server = printed(observation.server.as_ref());
        Some(recorded)
    }

    /// Without anything that the programs printed.
    pub fn alone(session: Session, ended_well: bool) -> Self {
        let sends = session.turns.iter().flat_map(|turn| {
            let sender = match turn.speaker {
                Role::Client => Sender::Client,
                Role::Server => Sender::Server,
            };
            turn.sends.iter().filter(|send| !send.is_empty()).map(move |send| (sender, send.clone()))
        });
        let case = Case::default().converse(sends);
        Self { session, case, ended_well }
    }
}

/// The session that tells most, and whether it ended well: with what all cases that went like it tell of its lists.
pub(super) fn learn(recorded: &[Recorded], question: Option<&Question>) -> Option<(Session, bool)> {
    let worth = |recorded: &Recorded| (recorded.session.turns.len(), recorded.ended_well);
    let best = recorded.iter().reduce(|best, other| if worth(other) > worth(best) { other } else { best })?;
    let mut session = best.session.clone();
    let Some(question) = question else { return Some((session, best.ended_well)) };
    let speakers = |session: &Session| session.turns.iter().map(|turn| turn.speaker).collect::<Vec<_>>();
    let all = speakers(&session);
    if !all.contains(&Role::Client) {
        return Some((session, best.ended_well));
    }
    let is_other = |other: &&Recorded| !std::ptr::eq(*other, best) && speakers(&other.session) == all;
    let like: Vec<&Recorded> =
        [best].into_iter().chain(recorded.iter().filter(is_other)).take(MOST_CASES).collect();
    let cases: Vec<Case> = like.iter().map(|recorded| recorded.case.clone()).collect();
    let given = infer(question, &cases).given;
    if given.len() != cases.len() {
        return Some((session, best.ended_well));
    }
    let Sides { client, server } = speech::learn(question, &cases, &given);
    let at = client.as_ref().and_then(|side| side.list.iter().position(Option::is_some)).unwrap_or(0);
    let ended_well = like[at].ended_well;
    session = like[at].session.clone();
    let places = client.as_ref().map(|side| side.list.clone()).unwrap_or_default();
    session.take(Role::Client, client, at, &given[at].client);
    session.take(Role::Server, server, at, &given[at].client);
    session.take_apart(question, &cases, &given, &places);
    // A list that a client left unfinished is none.
    if !ended_well && session.request().is_some_and(Speech::is_unfinished) {
        session = like[at].session.clone();
    }
    Some((session, ended_well))
}

impl Session {
    /// The connection that tells most: one on which both spoke, and most was said.
    pub fn of(conversation: &Conversation) -> Option<Self> {
        let bytes = |connection: &Connection| -> usize {
            connection.segments.iter().map(|segment| segment.bytes.len()).sum()
        };
        let sessions = conversation.connections.iter().filter_map(|connection| {
            let fits = bytes(connection) <= MOST_BYTES && connection.segments.len() <= MOST_SENDS;
            (fits && !connection.is_unanswered && !connection.calls_back)
                .then(|| Self::of_connection(connection))
        });
        let worth = |session: &Self| (session.turns.len() > 1, bytes(&session.connection));
        sessions.reduce(|best, other| if worth(&other) > worth(&best) { other } else { best })
    }

    fn of_connection(connection: &Connection) -> Self {
        let mut turns: Vec<Turn> = Vec::new();
        let mut last = Duration::ZERO;
        for segment in &connection.segments {
            let speaker = segment.direction.sender();
            match turns.last_mut() {
                Some(turn) if turn.speaker == speaker => {
                    turn.pause = turn.pause.max(segment.at.saturating_sub(last));
                    turn.sends.push(segment.bytes.to_vec());
                }
                _ => turns.push(Turn { speaker, sends: vec![segment.bytes.to_vec()], pause: Duration::ZERO }),
            }
            last = segment.at;
        }
        let speeches = vec![None; turns.len()];
        let (list, spread_from, until_list, behind_list) = Default::default();
        Self { connection: connection.clone(), turns, list, spread_from, until_list, behind_list, speeches }
    }

    /// Takes what was learnt of one side; this is its case `at`. `list`: the client's.
    fn take(&mut self, role: Role, side: Option<Side>, at: usize, list: &[i64]) {
        let Some(Side { turns, list: places, .. }) = side else { return };
        let own: Vec<usize> =
            (0..self.turns.len()).filter(|turn| self.turns[*turn].speaker == role).collect();
        if role == Role::Client
            && let Some((first, last)) = places.get(at).copied().flatten()
            && let Some((first, last)) = own.get(first).zip(own.get(last))
        {
            self.list = Some((list.to_vec(), *last));
            self.spread_from = Some(*first).filter(|first| first < last);
        }
        if let Some(turns) = turns.filter(|turns| turns.len() == own.len()) {
            for (place, speech) in own.into_iter().zip(turns) {
                self.speeches[place] = Some(speech);
            }
        }
    }

    /// Where each number is waited for: learns what the client says up to the end of its list by itself, and what the server says
    /// behind it. `places`: in which of its turns the list begins and ends, by case.
    fn take_apart(
        &mut self,
        question: &Question,
        cases: &[Case],
        given: &[Given],
        places: &[Option<(usize, usize)>],
    ) {
        if self.spread_from.is_none() {
            return;
        }
        let behind = usize::from(self.greets()) + usize::from(self.end_mark().is_some());
        let apart = |(case, place): (&Case, &Option<(usize, usize)>)| {
            let (_, last) = (*place)?;
            let to_server = case.to_server.get(..=last)?.to_vec();
            let to_client = case.to_client.get(last + behind..)?.to_vec();
            Some(Case { to_server, to_client, ..Case::default() })
        };
        let apart: Option<Vec<Case>> = cases.iter().zip(places).map(apart).collect();
        let Some(apart) = apart.filter(|apart| apart.len() == cases.len()) else { return };
        let Sides { client, server } = speech::learn(question, &apart, given);
        self.until_list = client.map(|side| side.whole).filter(|whole| whole.has(What::Client));
        self.behind_list = server.map(|side| side.whole).filter(Speech::has_lists);
    }

    /// The client's turn that says that its list has ended, where each number is waited for: words behind words that every number gets.
    pub fn end_mark(&self) -> Option<usize> {
        let (first, (_, last)) = self.spread_from.zip(self.list.as_ref())?;
        let mark = self.turns.get(last + 2)?.sends.concat();
        let is_acknowledged = self.turns[last + 1].sends.len() == self.turns[first + 1].sends.len();
        let is_words = is_text(&mark) && !mark.iter().any(u8::is_ascii_digit);
        (is_acknowledged && is_words).then_some(last + 2)
    }

    /// The session where no number before a list of an answer says how many follow; `None` where there is no such number.
    pub fn with_uncounted_answers(&self) -> Option<Self> {
        let is_counted = |turn: &usize| self.answer(*turn).is_some_and(Speech::is_counted);
        let counted: Vec<usize> = (0..self.turns.len()).filter(is_counted).collect();
        let mut session = self.clone();
        for turn in &counted {
            session.speeches[*turn] = self.speeches[*turn].as_ref().map(Speech::uncounted);
        }
        (!counted.is_empty()).then_some(session)
    }

    /// Whether a number before the client's list says how many follow. It may be a number of the list by chance.
    pub fn is_counted(&self) -> bool {
        self.request().is_some_and(Speech::is_counted)
    }

    /// Whether the server said anything that holds a list, after the client's list.
    pub fn is_answered(&self) -> bool {
        (0..self.turns.len()).any(|turn| self.answer(turn).is_some_and(Speech::has_lists))
    }

    /// The session without anything behind the client's list; `None` where there is none.
    pub fn up_to_list(mut self) -> Option<Self> {
        let (_, turn) = self.list.as_ref()?;
        self.turns.truncate(turn + 1);
        self.speeches.truncate(turn + 1);
        let kept = self.turns.iter().map(|turn| turn.sends.len()).sum();
        self.connection.segments.truncate(kept);
        Some(self)
    }

    /// Whether the server spoke before the client did.
    pub fn greets(&self) -> bool {
        self.turns.first().is_some_and(|turn| turn.speaker == Role::Server)
    }

    /// How the client writes its list.
    pub fn request(&self) -> Option<&Speech> {
        let (_, turn) = self.list.as_ref()?;
        self.speeches[*turn].as_ref().filter(|speech| speech.has(What::Client))
    }

    /// How the server writes what it says in this turn, where that is behind the client's list.
    fn answer(&self, turn: usize) -> Option<&Speech> {
        let is_behind = self.list.as_ref().is_some_and(|(_, list)| turn > *list);
        let is_answer = is_behind && self.turns[turn].speaker == Role::Server;
        self.speeches[turn].as_ref().filter(|_| is_answer)
    }

    /// What is said in this turn, with other numbers where it has any.
    pub fn said(&self, turn: usize) -> Vec<Send> {
        let is_before_list = self.list.as_ref().is_none_or(|(_, list)| turn < *list);
        let is_words = is_before_list && self.turns[turn].speaker == Role::Server;
        match &self.speeches[turn] {
            Some(speech) if !is_words && !speech.is_fixed() => vec![Send::Speech(speech.clone())],
            _ => self.words(turn),
        }
    }

    /// The answer of this turn behind these sends.
    pub fn behind(&self, turn: usize, sends: &[Vec<u8>]) -> Option<Vec<Send>> {
        Some(vec![Send::Speech(self.answer(turn)?.behind(sends)?)])
    }

    /// How the first answer that holds a list is written.
    pub fn reply(&self) -> Option<&Speech> {
        (0..self.turns.len()).filter_map(|turn| self.answer(turn)).find(|speech| speech.has_lists())
    }

    /// Whether a list stands in this answer.
    pub fn answers(&self, turn: usize) -> bool {
        self.answer(turn).is_some_and(Speech::has_lists)
    }

    /// What was said in this turn, word by word.
    pub fn words(&self, turn: usize) -> Vec<Send> {
        self.turns[turn].sends.iter().map(|send| Send::bytes(&send[..])).collect()
    }

    /// How to hear what was said in this turn.
    pub fn hear(&self, turn: usize) -> Hear {
        let Turn { speaker, sends, pause } = &self.turns[turn];
        let list = self.list.as_ref().filter(|(_, at)| *at == turn).map(|(list, _)| list);
        let what = match (speaker, &self.list) {
            (Role::Client, _) if list.is_some() => Heard::List,
            (Role::Server, Some((_, at))) if turn > *at => Heard::Answer,
            _ => Heard::Words,
        };
        // Where there are as many sends as numbers, the next list has as many as it has numbers.
        let depends = list.is_some_and(|list| sends.len() > 2 && sends.len() * 2 >= list.len())
            || (what == Heard::Answer && sends.len() > 4);
        let longest = Duration::from_secs(3);
        let pause = (3 * *pause).clamp(Duration::from_millis(Hear::PAUSE_MS), longest);
        Hear {
            sends: (!depends).then_some(sends.len()),
            pause_ms: pause.as_millis() as u64,
            ..Hear::new(what)
        }
    }
}
