//! The shortest explanation of all cases of a pair, and how far it is from another verdict.

use std::collections::HashSet;
use std::rc::Rc;

use super::drawn::{drawn_bits, sources};
use super::frames::{Habit, Kind};
use super::functions::Function;
use super::readings::{Heard, ReadAs, read_as};
use super::source::Explained;
use super::store::{ListsId, Store};
use super::streams::{Alternative, Prepared, Told, ToldStream, alternatives, explain};
use super::unread::{Unread, says_too_much};
use super::world::World;
use crate::bits::{Asked, Bits, OTHER_LAYER, OTHER_SENDS};
use crate::dialect::learn::{Reading, Stream, readings};
use crate::dialect::tokens::{GapId, Gaps};
use crate::judge::{Unknown, Verdict, verdict};
use crate::oracle::Given;
use crate::seen::{Case, Channel, Question, Task, Turn, bounded, printed};

/// What all comes to.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// What the shortest explanation says.
    pub verdict: Verdict,
    /// How many bits the shortest explanation with another verdict is longer; [`Bits::MOST`] where there is none.
    pub margin: Bits,
    /// That verdict.
    pub rival: Option<Verdict>,
    /// How long the shortest explanation is.
    pub bits: Bits,
    /// How the client and the server write.
    pub layers: [String; 2],
    /// What both sides drew, by case; none where nothing can be said.
    pub given: Vec<Given>,
    /// How every stream was read.
    pub readings: Vec<ReadAs>,
    /// How every stream would be read, if that other verdict held.
    pub rival_readings: Vec<ReadAs>,
}

/// Whether a check passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Everything is right.
    Pass,
    /// Something is wrong.
    Fail,
    /// Two explanations with different verdicts are nearly as short, or none is short.
    Open,
}

/// Below these bits nothing is sure: 1 in 64.
pub const SURE: Bits = Bits::of(6);

impl Judgement {
    /// What it comes to, where no more can be seen.
    pub fn status(&self) -> Status {
        match (self.verdict.unknown.is_some() || self.margin < SURE, self.verdict.fails.is_empty()) {
            (true, _) => Status::Open,
            (false, true) => Status::Pass,
            (false, false) => Status::Fail,
        }
    }

    fn certain(verdict: Verdict) -> Self {
        Self {
            verdict,
            margin: Bits::MOST,
            rival: None,
            bits: Bits::ZERO,
            layers: Default::default(),
            given: Vec::new(),
            readings: Vec::new(),
            rival_readings: Vec::new(),
        }
    }
}

/// No more ways to read an answer are tried in one world.
const MOST_ANSWERS: usize = 8;
/// No more of the server's own lists are taken from one stream.
const MOST_OWN: usize = 4;
/// A world that is so much longer than the shortest explanation is left: no margin is looked at beyond.
const LEFT: Bits = Bits::of(60);
/// No more numbers are explained, all worlds together; what is left then is open. The lab's pairs take a hundredth.
const MOST_WORK: usize = 60_000_000;

/// The verdict over all cases of a pair. Cases in which the client sent nothing say nothing here.
pub fn infer(question: &Question, cases: &[Case]) -> Judgement {
    let cases: Vec<&Case> = cases.iter().filter(|case| !case.to_server.is_empty()).collect();
    if cases.is_empty() {
        return Judgement::certain(Verdict::nothing_sent());
    }
    if !cases.iter().all(|case| case.is_within_bounds()) {
        return Judgement::certain(Verdict::unknown(Unknown::TooMuch));
    }
    match Search::new(question, &cases) {
        Some(search) => search.run(),
        None => Judgement::certain(Verdict::unknown(Unknown::Numbers)),
    }
}

/// The shortest explanation with a verdict.
pub(super) struct Found {
    pub bits: Bits,
    pub verdict: Verdict,
    pub layers: [String; 2],
    pub given: Vec<Given>,
    pub heard: Vec<Heard>,
    pub functions: Vec<Function>,
}

/// All readings of all streams, and the lists that may have been drawn.
pub(super) struct Search<'a> {
    pub question: &'a Question,
    pub asked: Rc<Asked>,
    pub store: Store,
    gaps: Gaps,
    pub cases: Vec<&'a Case>,
    requests: Vec<Prepared>,
    replies: Vec<Prepared>,
    pub serves: Vec<Vec<Prepared>>,
    pub shows: Vec<Vec<Prepared>>,
    clients: Vec<ListsId>,
    owns: Vec<ListsId>,
    sent: Vec<Vec<u8>>,
    /// What the request, and what the answer is, if nobody reads it.
    pub unread: [Unread; 2],
    /// Whether in some world a list of the answer is exactly what something gives.
    is_answer_known: bool,
    /// Whether the answer may be one that nobody reads.
    is_answer_doubted: bool,
    pub found: Vec<Found>,
    tried: HashSet<(ListsId, ListsId)>,
    /// Whether the request is not read in the world that is looked at.
    is_unread: bool,
}

impl<'a> Search<'a> {
    fn new(question: &'a Question, cases: &[&'a Case]) -> Option<Self> {
        let asked = Rc::new(question.asked.clone());
        let (mut gaps, mut store) = (Gaps::default(), Store::new(&asked));
        let turns = |of: &dyn Fn(&Case) -> Vec<Turn>| cases.iter().map(|case| of(case)).collect::<Vec<_>>();
        let sent = turns(&|case| bounded(&case.to_server));
        let requests = readings(&sent, Stream::Wire, &[], &[], &asked, &mut gaps);
        let separators: Vec<GapId> = requests.first().map_or_else(Vec::new, |first| first.separators.clone());
        let answered = turns(&|case| bounded(&case.to_client));
        let replies = readings(&answered, Stream::Wire, &requests, &separators, &asked, &mut gaps);
        let on_wire: Vec<Reading> = requests.iter().chain(&replies).cloned().collect();
        let mut output = |of: &dyn Fn(&Case) -> &Vec<u8>| {
            let turns = turns(&|case| printed(of(case)));
            readings(&turns, Stream::Output, &on_wire, &[], &asked, &mut gaps)
        };
        let serves = [output(&|case| &case.server.stdout), output(&|case| &case.server.stderr)];
        let shows = [output(&|case| &case.client.stdout), output(&|case| &case.client.stderr)];
        // A generator that starts from the same number each time draws the same lists.
        let is_one = sent.iter().all(|turns| *turns == sent[0]);
        let clients = sources(&requests, is_one, &asked, &mut store);
        let mut owns = vec![store.id(vec![Vec::new(); cases.len()])];
        if question.task == Task::Intersect {
            for readings in [&serves[0], &serves[1], &replies] {
                let more = sources(readings, is_one, &asked, &mut store);
                let new: Vec<ListsId> = more
                    .into_iter()
                    .filter(|lists| !owns.contains(lists) && !clients.contains(lists))
                    .take(MOST_OWN)
                    .collect();
                owns.extend(new);
            }
        }
        let mut prepared = |readings: Vec<Reading>, stream| -> Vec<Prepared> {
            readings.into_iter().map(|reading| Prepared::new(reading, stream, &asked, &mut store)).collect()
        };
        let (requests, replies) = (prepared(requests, Stream::Wire), prepared(replies, Stream::Wire));
        let serves = serves.into_iter().map(|readings| prepared(readings, Stream::Output)).collect();
        let shows = shows.into_iter().map(|readings| prepared(readings, Stream::Output)).collect();
        let unread = [&sent, &answered].map(|turns| Unread::of(turns));
        let sent = sent.iter().map(|turns| turns.concat().concat()).collect();
        let (found, tried) = (Vec::new(), HashSet::new());
        let search = Self {
            question,
            asked,
            store,
            gaps,
            cases: cases.to_vec(),
            requests,
            replies,
            serves,
            shows,
            clients,
            owns,
            sent,
            unread,
            is_answer_known: false,
            is_answer_doubted: false,
            found,
            tried,
            is_unread: false,
        };
        (!search.clients.is_empty()).then_some(search)
    }

    fn run(mut self) -> Judgement {
        let worlds: Vec<(ListsId, ListsId)> =
            self.clients.iter().flat_map(|client| self.owns.iter().map(move |own| (*client, *own))).collect();
        let mut work = self.worlds(&worlds);
        // Whatever it costs to say what stands round it, a list that is known is no chance; and numbers in digits are read by everybody.
        if !self.is_answer_known && work <= MOST_WORK && !self.unread[1].is_digits {
            (self.is_answer_doubted, self.tried) = (true, HashSet::new());
            work += self.worlds(&worlds);
        }
        if !self.is_answer_known && !self.unread[0].is_digits {
            self.nothing_read();
        }
        if work > MOST_WORK {
            return Judgement::certain(Verdict::unknown(Unknown::TooMuch));
        }
        self.found.sort_by_key(|found| found.bits);
        let mut found = self.found.into_iter();
        let Found { bits, verdict, layers, given, heard, functions } =
            found.next().expect("there is a world, and one answer");
        let other = found.next();
        let margin = other.as_ref().map_or(Bits::MOST, |other| other.bits - bits);
        let read = |heard: &[Heard], functions: &[Function]| {
            read_as(heard, functions, (&self.gaps, &self.store), &self.cases)
        };
        let readings = read(&heard, &functions);
        let rival_readings =
            other.as_ref().map_or_else(Vec::new, |other| read(&other.heard, &other.functions));
        let rival = other.map(|other| other.verdict);
        Judgement { verdict, margin, rival, bits, layers, given, readings, rival_readings }
    }

    /// Every explanation in each of these worlds; gives how many numbers were explained.
    fn worlds(&mut self, worlds: &[(ListsId, ListsId)]) -> usize {
        let mut work = 0;
        for (client, own) in worlds {
            if client != own && work <= MOST_WORK && self.tried.insert((*client, *own)) {
                work += self.world(*client, *own);
            }
        }
        work
    }

    /// Every explanation in one world; gives how many numbers were explained.
    fn world(&mut self, client: ListsId, own: ListsId) -> usize {
        let store = &mut self.store;
        let (clients, servers) = (store.get(client).clone(), store.get(own).clone());
        let given = clients.cases.iter().zip(&servers.cases).zip(&self.sent);
        let given = given.map(|((client, server), request)| {
            let (client, server, request) = (client.clone(), server.clone(), request.clone());
            Given { client, server, request }
        });
        let mut world = World::new(self.question.task, &self.asked, given.collect(), store);
        // Each list is drawn once and paid here: where it stands, its name is enough.
        let mut bits = drawn_bits(&clients.cases, &self.asked);
        if servers.is_any() {
            bits += drawn_bits(&servers.cases, &self.asked);
        }
        let request = explain(&mut world, &self.requests, &[], store);
        let serves: Vec<Vec<ToldStream>> =
            self.serves.iter().map(|stream| explain(&mut world, stream, &[], store)).collect();
        self.is_unread = says_too_much(&self.sent, &clients.cases, &self.asked);
        bits += shortest(&request) + serves.iter().map(|stream| shortest(stream)).sum();
        let habits: Vec<Habit> = request[0].slots.iter().filter_map(|frames| frames[0].habit).collect();
        let reply = explain(&mut world, &self.replies, &habits, store);
        bits += shortest(&reply);
        let mut said = alternatives(&reply);
        let is_known = |(lists, explained): &(ListsId, Explained)| {
            !explained.exact.is_empty() && self.store.get(*lists).cases.iter().all(|xs| xs.len() > 1)
        };
        self.is_answer_known |=
            said.iter().flat_map(|answer| &answer.slots).any(|told| told.lists.iter().any(is_known));
        if said.is_empty() || self.is_answer_doubted {
            said.push(Alternative {
                reading: None,
                more: self.unread[1].bits - shortest(&reply),
                name: String::new(),
                slots: Vec::new(),
            });
        }
        said.sort_by_key(|answer| answer.more);
        let mut work = world.work();
        let heard = |channel, stream: &[ToldStream]| -> Option<Heard> {
            stream.first().map(|told| (channel, told.reading.clone(), told.shortest()))
        };
        let known: Vec<Heard> = [
            heard(Channel::Request, &request),
            heard(Channel::ServerOutput, &serves[0]),
            heard(Channel::ServerErrors, &serves[1]),
        ]
        .into_iter()
        .flatten()
        .collect();
        for answer in said.into_iter().take(MOST_ANSWERS) {
            let best = self.found.iter().map(|found| found.bits).min();
            if best.is_none_or(|best| bits + answer.more <= best + LEFT) {
                work += self.answer(&world, &answer, bits + answer.more, &request[0], &known);
            }
        }
        work
    }

    /// Every explanation of what the client prints, if the answer is read so.
    fn answer(
        &mut self,
        world: &World,
        answer: &Alternative,
        bits: Bits,
        request: &ToldStream,
        known: &[Heard],
    ) -> usize {
        let lists: Vec<ListsId> =
            answer.slots.iter().flat_map(|told| told.lists.iter().map(|(id, _)| *id)).collect();
        let framed = |told: &&Told| told.kind != Kind::Bare;
        let raw: Vec<ListsId> = answer.slots.iter().filter(framed).map(|told| told.whole).collect();
        let mut world = world.heard(&lists, &raw, &self.store);
        let shows: Vec<Vec<ToldStream>> =
            self.shows.iter().map(|stream| explain(&mut world, stream, &[], &self.store)).collect();
        let mut bits = bits + shows.iter().map(|stream| shortest(stream)).sum();
        if let Some(reading) = &answer.reading {
            bits += match answer.name == request.name {
                false => OTHER_LAYER,
                true if request.reading.layer.tells_sends() && !reading.layer.tells_sends() => OTHER_SENDS,
                true => Bits::ZERO,
            };
        }
        let layers = [request.name.clone(), answer.name.clone()];
        let options: Vec<Vec<Alternative>> = shows.iter().map(|stream| alternatives(stream)).collect();
        for (which, stream) in options.iter().enumerate() {
            for (at, option) in stream.iter().enumerate() {
                // The shortest of all streams together once.
                if at == 0 && options[..which].iter().any(|other| !other.is_empty()) {
                    continue;
                }
                let chosen: Vec<Option<&Alternative>> = (0..options.len())
                    .map(|n| if n == which { Some(option) } else { options[n].first() })
                    .collect();
                self.explained(&world, answer, &chosen, bits + option.more, &layers, known);
            }
        }
        if options.iter().all(Vec::is_empty) {
            self.explained(&world, answer, &[], bits, &layers, known);
        }
        world.work()
    }
}

impl Search<'_> {
    /// One explanation of everything; kept where it is the shortest with its verdict.
    fn explained(
        &mut self,
        world: &World,
        answer: &Alternative,
        shown: &[Option<&Alternative>],
        bits: Bits,
        layers: &[String; 2],
        known: &[Heard],
    ) {
        // No margin is looked at beyond.
        if self.found.iter().any(|found| bits > found.bits + LEFT) {
            return;
        }
        let slots: Vec<Told> = shown.iter().flatten().flat_map(|stream| stream.slots.clone()).collect();
        let verdict = match self.is_unread {
            true => Verdict::unknown(Unknown::Numbers),
            false => verdict(world, self.question, &answer.slots, &slots, &mut self.store),
        };
        let is_answer_unread = answer.reading.is_none() && self.unread[1].bits > Bits::ZERO;
        let verdict = match is_answer_unread && verdict != Verdict::nothing_sent() {
            true => Verdict::unknown(Unknown::Answer),
            false => verdict,
        };
        let place = self.found.iter().position(|found| found.verdict.is_same(&verdict));
        if place.is_some_and(|place| self.found[place].bits <= bits) {
            return;
        }
        let shown = [Channel::ClientOutput, Channel::ClientErrors].into_iter().zip(shown);
        let shown = shown.filter_map(|(channel, stream)| stream.map(|stream| (channel, stream)));
        let streams = [(Channel::Reply, answer)].into_iter().chain(shown);
        let streams = streams.filter_map(|(channel, stream)| {
            stream.reading.clone().map(|reading| (channel, reading, stream.slots.clone()))
        });
        let mut heard: Vec<Heard> = known.iter().cloned().chain(streams).collect();
        heard.sort_by_key(|(channel, ..)| *channel);
        let functions = world.answers.iter().map(|answer| answer.function).collect();
        let found =
            Found { bits, verdict, layers: layers.clone(), given: world.given.to_vec(), heard, functions };
        match place {
            Some(place) => self.found[place] = found,
            None => self.found.push(found),
        }
    }
}

pub(super) fn shortest(stream: &[ToldStream]) -> Bits {
    stream.first().map_or(Bits::ZERO, |told| told.bits)
}
