//! Mutation: what a right pair answered and showed, changed into each of the wrong answers, one at a time.
//!
//! A right pair runs once for real. Into what was recorded each wrong answer is put in the place of the right one, where
//! it crossed the wire and where it was printed, and the whole is judged. A mutant that passes, or whose failure is put
//! on the other program, is a hole, and a hole fails the test. What equals a right answer is no mutant.

use std::collections::{BTreeMap, BTreeSet};

use xtask::check::Check;
use xtask::conversation::Direction;
use xtask::observation::Observation;
use xtask::oracle::mistakes::{Inputs, MISTAKES, Question, right_answer};
use xtask::oracle::sets;
use xtask::reading::text::Shape;
use xtask::role::Role;
use xtask::scenario::Scenario;
use xtask::task::Task;
use xtask::verdict::outcome::{Outcome, Reason};
use xtask::verdict::{Seeded, judge};

use crate::recording::{printed, replace_printed, replace_reply, sent, sent_plainly};

/// Where a wrong answer was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// On the wire, and on the client's screen wherever it shows what came.
    Reply,
    /// On the wire only: the client shows the right one.
    WireOnly,
    /// The final list or the common numbers on the client's screen.
    Shown,
    /// The duplicates on the client's screen.
    Duplicates,
}

/// What became of a mutant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// It is no mutant here: it would be right, or the mistake does not apply.
    None,
    /// Caught.
    Caught,
    /// Caught, and the mistake named.
    Named,
    /// It passed, or the other program was blamed.
    Hole,
}

/// A row of the table: what became of every mutant of one pair.
pub type Row = BTreeMap<(Place, &'static str), Cell>;

/// The right answer made wrong.
type Change = fn(&[i64]) -> Vec<i64>;

/// A table of counts: values, and how often each occurs.
type Entries = Vec<(i64, i64)>;

/// Wrong answers that are no algorithm's.
const OTHERS: [(&str, Change); 8] = [
    ("adds-a-zero", |list| [list, &[0]].concat()),
    ("adds-101", |list| [list, &[101]].concat()),
    ("adds-a-strange-number", |list| {
        let strange = (1..).find(|n| !list.contains(n)).unwrap_or_default();
        [list, &[strange]].concat()
    }),
    ("every-number-one-too-high", |list| list.iter().map(|n| n + 1).collect()),
    ("one-number-one-too-low", |list| {
        let mut list = list.to_vec();
        if let Some(n) = list.first_mut() {
            *n -= 1;
        }
        list
    }),
    ("drops-a-middle-one", |list| {
        let mut list = list.to_vec();
        if list.len() > 2 {
            list.remove(list.len() / 2);
        }
        list
    }),
    ("repeats-the-first", |list| [list.get(..1).unwrap_or_default(), list].concat()),
    ("swaps-the-first-two", |list| {
        let mut list = list.to_vec();
        if list.len() > 1 {
            list.swap(0, 1);
        }
        list
    }),
];

/// What a pair answered and showed, and what it should have.
struct Recorded<'a> {
    observation: &'a Observation,
    scenario: Scenario,
    client: Vec<i64>,
    server: Vec<i64>,
    request: Vec<u8>,
    answer: Vec<i64>,
    row: Row,
    holes: Vec<String>,
}

/// Judges every mutant of a recorded right pair. The error names the holes.
pub fn all(scenario: &str, observation: &Observation) -> Result<(Row, BTreeSet<&'static str>), String> {
    let scenario = Scenario::parse("mutants.toml".as_ref(), scenario).map_err(|_| "the scenario is wrong")?;
    if scenario.task == Task::Greet {
        return Ok(Default::default());
    }
    let replies = sent(observation, Direction::ToClient);
    let shown: Vec<Vec<i64>> = printed(observation).into_iter().map(|list| list.values).collect();
    let in_range = |list: &Vec<i64>| {
        scenario.numbers.count.contains(&(list.len() as u32)) && list.iter().all(|n| (1..=100).contains(n))
    };
    let fits = |client: &Vec<i64>, server: &[i64]| {
        let question = question_of(scenario.task);
        let right = right_answer(question, &Inputs { client, server, ..Inputs::default() });
        replies.iter().chain(&shown).any(|list| same(question, &right, list))
    };
    let own: Vec<Vec<i64>> = match (scenario.task, &observation.server) {
        (Task::Intersect, Some(server)) => {
            let lists = xtask::reading::text::lists(&server.stdout.kept);
            lists.into_iter().map(|list| list.values).filter(|list| list.len() > 20).collect()
        }
        _ => vec![Vec::new()],
    };
    let requests = sent(observation, Direction::ToServer);
    // A count in front may be one of the numbers as well: what the client prints as it stands comes first.
    let (printed_too, others): (Vec<&Vec<i64>>, Vec<&Vec<i64>>) =
        requests.iter().filter(|list| in_range(list)).partition(|list| shown.contains(list));
    let found = printed_too.into_iter().chain(others).find_map(|client| {
        let server = own.iter().find(|server| fits(client, server))?;
        Some((client.clone(), server.clone()))
    });
    let (client, server) = found.ok_or_else(|| {
        format!("the lists of a right pair are not found: {requests:?} and {own:?} with {replies:?}")
    })?;
    let connections = observation.conversation.iter().flat_map(|conversation| &conversation.connections);
    let request = connections.flat_map(|connection| connection.sent(Direction::ToServer)).collect();
    let inputs = Inputs { client: &client, server: &server, ..Inputs::default() };
    let answer = right_answer(question_of(scenario.task), &inputs);
    let (row, holes) = Default::default();
    let mut recorded = Recorded { observation, scenario, client, server, request, answer, row, holes };
    let mut named = BTreeSet::new();
    recorded.replies(&mut named)?;
    recorded.shown(&mut named)?;
    if recorded.scenario.task == Task::Dedup {
        recorded.duplicates(&mut named)?;
    }
    match recorded.holes.is_empty() {
        true => Ok((recorded.row, named)),
        false => Err(recorded.holes.join("\n")),
    }
}

fn question_of(task: Task) -> Question {
    match task {
        Task::Intersect => Question::Intersection,
        Task::Greet | Task::Dedup => Question::Final,
    }
}

/// Whether an answer is the right one, told in the plainest way.
fn same(question: Question, right: &[i64], got: &[i64]) -> bool {
    let sorted = |list: &[i64]| {
        let mut list = list.to_vec();
        list.sort_unstable();
        list
    };
    match question {
        Question::Intersection => right == got,
        _ => sorted(right) == sorted(got),
    }
}

impl Recorded<'_> {
    fn inputs(&self) -> Inputs<'_> {
        Inputs { client: &self.client, server: &self.server, request: &self.request, answer: &self.answer }
    }

    /// Every wrong answer to a question.
    fn wrong(&self, question: Question) -> Vec<(&'static str, Option<Vec<i64>>)> {
        let right = right_answer(question, &self.inputs());
        let known = MISTAKES.iter().map(|mistake| (mistake.name, mistake.apply(question, &self.inputs())));
        let others = OTHERS.into_iter().map(|(name, change)| (name, Some(change(&right))));
        // A first number sent twice may by chance be the count of the right answer, which then stands behind it.
        let is_count = |name: &str, answer: &[i64]| {
            let (count, rest) = answer.split_first().unwrap_or((&0, &[]));
            name != "count-taken-as-a-number" && *count == rest.len() as i64 && same(question, &right, rest)
        };
        // The client's first number may by chance be the count of all others, which then are a list with an answer of its own.
        let others_of_client = self.client.split_first().filter(|(first, rest)| **first == rest.len() as i64);
        let right_for_others =
            others_of_client.map(|(_, client)| right_answer(question, &Inputs { client, ..self.inputs() }));
        let is_right_for_others =
            |answer: &[i64]| right_for_others.as_ref().is_some_and(|right| same(question, right, answer));
        let is_wrong = |name: &str, answer: &[i64]| {
            !same(question, &right, answer) && !is_count(name, answer) && !is_right_for_others(answer)
        };
        let answers = known.chain(others);
        answers.map(|(name, answer)| (name, answer.filter(|answer| is_wrong(name, answer)))).collect()
    }

    fn replies(&mut self, named: &mut BTreeSet<&'static str>) -> Result<(), String> {
        let question = question_of(self.scenario.task);
        let right = right_answer(question, &self.inputs());
        let checks: &[Check] = match question {
            Question::Intersection => &[Check::ReplyIsIntersection, Check::ReplyIsSorted],
            _ => &[Check::ReplyIsDeduplicated],
        };
        for (name, answer) in self.wrong(question) {
            for place in [Place::Reply, Place::WireOnly] {
                // A zero that the client does not show is an end mark, and a number that says how many follow is no
                // part of a list which the client shows without it. What the client reads from the other end is right.
                let is_count = |list: &&Vec<i64>| list.first().is_some_and(|n| *n == list.len() as i64 - 1);
                let is_meant = ["adds-a-zero", "bytes-in-the-wrong-order"].contains(&name);
                let is_frame = |list: &&Vec<i64>| is_meant || is_count(list);
                // Nobody shows common numbers that it was not told: it does not know the other set.
                let is_told = |list: &&Vec<i64>| {
                    question != Question::Intersection || right.iter().all(|n| list.contains(n))
                };
                let is_mutant = |list: &&Vec<i64>| place == Place::Reply || !is_frame(list) && is_told(list);
                let answer = answer.as_ref().filter(is_mutant);
                let Some(answer) = answer else {
                    self.row.insert((place, name), Cell::None);
                    continue;
                };
                let mut mutant = self.observation.clone();
                let is_right = |list: &[i64]| same(question, &right, list);
                if replace_reply(&mut mutant, is_right, answer)? == 0 {
                    return Err("the right answer is not found on the wire".to_owned());
                }
                // Behind its count, a list without its first number can be the very bytes of the right one without a
                // count: nobody can tell them apart in one case.
                if sent_plainly(&mutant, Direction::ToClient).iter().any(|list| is_right(list)) {
                    self.row.insert((place, name), Cell::None);
                    continue;
                }
                if place == Place::Reply {
                    replace_printed(&mut mutant, |list| is_right(&list.values).then(|| answer.clone()))?;
                }
                self.judge((place, name), answer, &mutant, checks, Role::Server, named);
            }
        }
        Ok(())
    }

    fn shown(&mut self, named: &mut BTreeSet<&'static str>) -> Result<(), String> {
        let question = question_of(self.scenario.task);
        let right = right_answer(question, &self.inputs());
        let check = match question {
            Question::Intersection => Check::ShowsIntersection,
            _ => Check::ShowsFinalList,
        };
        for (name, answer) in self.wrong(question) {
            let Some(answer) = answer else {
                self.row.insert((Place::Shown, name), Cell::None);
                continue;
            };
            let mut mutant = self.observation.clone();
            let is_right = |list: &[i64]| same(question, &right, list);
            if replace_printed(&mut mutant, |list| is_right(&list.values).then(|| answer.clone()))? == 0 {
                return Err("the right answer is not found on the client's screen".to_owned());
            }
            self.judge((Place::Shown, name), &answer, &mutant, &[check], Role::Client, named);
        }
        Ok(())
    }

    /// The duplicates, as a list of either reading or as a table of counts.
    fn duplicates(&mut self, named: &mut BTreeSet<&'static str>) -> Result<(), String> {
        let (extra, repeated) = (sets::extra_occurrences(&self.client), sets::repeated(&self.client));
        let shown = printed(self.observation);
        let shows = |right: &[i64]| {
            let list = |list: &&xtask::reading::text::PrintedList| !matches!(list.shape, Shape::Counts(_));
            shown.iter().filter(list).any(|list| same(Question::Repeated, right, &list.values))
        };
        let tables = [
            sets::counts(&self.client),
            sets::counts_of_repeated(&self.client),
            sets::counts_of_extra(&self.client),
        ];
        let is_table = |list: &xtask::reading::text::PrintedList| match &list.shape {
            Shape::Counts(counts) => tables.contains(counts),
            _ => false,
        };
        let accept = |text: &str| {
            let text =
                format!("format = 1\ntitle = 't'\ntask = 'dedup'\n[accept]\nduplicates = ['{text}']\n");
            Scenario::parse("mutants.toml".as_ref(), &text).map_err(|_| "the scenario is wrong".to_owned())
        };
        let scenario = self.scenario.clone();
        if let Some(table) = shown.iter().find(|list| is_table(list)) {
            let Shape::Counts(counts) = &table.shape else { return Ok(()) };
            self.scenario = accept("counts")?;
            let entries: Vec<(i64, i64)> = counts.iter().map(|(value, n)| (*value, *n as i64)).collect();
            for (name, wrong) in wrong_tables(&entries) {
                let Some(wrong) = wrong else {
                    self.row.insert((Place::Duplicates, name), Cell::None);
                    continue;
                };
                let flat: Vec<i64> = wrong.iter().flat_map(|(value, n)| [*value, *n]).collect();
                let mut mutant = self.observation.clone();
                replace_printed(&mut mutant, |list| is_table(list).then(|| flat.clone()))?;
                let check = [Check::ShowsDuplicates];
                self.judge((Place::Duplicates, name), &flat, &mutant, &check, Role::Client, named);
            }
        } else {
            let (question, right, reading) = match (shows(&extra), shows(&repeated)) {
                (true, _) => (Question::ExtraOccurrences, extra, "each-extra"),
                (_, true) => (Question::Repeated, repeated, "distinct"),
                _ => return Err("the duplicates are not found on the client's screen".to_owned()),
            };
            self.scenario = accept(reading)?;
            for (name, answer) in self.wrong(question) {
                let Some(answer) = answer else {
                    self.row.insert((Place::Duplicates, name), Cell::None);
                    continue;
                };
                let mut mutant = self.observation.clone();
                let is_right = |list: &[i64]| same(question, &right, list);
                replace_printed(&mut mutant, |list| is_right(&list.values).then(|| answer.clone()))?;
                let check = [Check::ShowsDuplicates];
                self.judge((Place::Duplicates, name), &answer, &mutant, &check, Role::Client, named);
            }
        }
        self.scenario = scenario;
        Ok(())
    }

    /// One of `checks` has to fail, and none that is about the other program.
    fn judge(
        &mut self,
        key: (Place, &'static str),
        answer: &[i64],
        mutant: &Observation,
        checks: &[Check],
        about: Role,
        named: &mut BTreeSet<&'static str>,
    ) {
        let verdict = judge(&self.scenario, &Seeded::default(), mutant);
        let failing: Vec<_> =
            verdict.findings.iter().filter(|finding| matches!(finding.outcome, Outcome::Fail(_))).collect();
        let caught = failing.iter().any(|finding| checks.contains(&finding.check));
        let other = failing.iter().find(|finding| finding.check.about() != Some(about));
        let says = |finding: &&&xtask::verdict::outcome::Finding| match &finding.outcome {
            Outcome::Fail(Reason::WrongList(wrong)) => wrong.mistakes.contains(&key.1),
            Outcome::Fail(Reason::OtherReading { .. }) => key.1.ends_with("-are-asked"),
            _ => false,
        };
        let cell = match (caught, other) {
            (true, None) if failing.iter().any(|finding| says(&finding)) => Cell::Named,
            (true, None) => Cell::Caught,
            _ => Cell::Hole,
        };
        if cell == Cell::Named {
            named.insert(key.1);
        }
        if cell == Cell::Hole {
            let failing: Vec<_> = failing.iter().map(|finding| finding.check.name()).collect();
            let shown = mutant.client.iter().map(|client| String::from_utf8_lossy(&client.stdout.kept));
            let shown: String = shown.collect();
            self.holes.push(format!(
                "{key:?} gives {answer:?} for {:?} and {:?}: failing {failing:?}\nreplies {:?}\n{shown}",
                self.client,
                self.server,
                sent(mutant, Direction::ToClient)
            ));
        }
        self.row.insert(key, cell);
    }
}

/// Wrong tables of counts.
fn wrong_tables(right: &[(i64, i64)]) -> Vec<(&'static str, Option<Entries>)> {
    let changed = |change: &dyn Fn(&mut Entries)| {
        let mut table = right.to_vec();
        change(&mut table);
        let differs = table != right && !table.is_empty();
        differs.then_some(table)
    };
    vec![
        (
            "loses-the-first-number",
            changed(&|table| {
                table.remove(0);
            }),
        ),
        (
            "loses-the-last-number",
            changed(&|table| {
                table.pop();
            }),
        ),
        (
            "drops-a-middle-one",
            changed(&|table| {
                table.remove(table.len() / 2);
            }),
        ),
        ("adds-101", changed(&|table| table.push((101, 2)))),
        ("counts-one-too-often", changed(&|table| table[0].1 += 1)),
        ("every-number-one-too-high", changed(&|table| table.iter_mut().for_each(|entry| entry.0 += 1))),
    ]
}
