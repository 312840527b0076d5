//! Classes to make pages of: submissions whose observations are written down or come from a folder that `--save` filled.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use xtask::bytes::Bytes;
use xtask::class::graded::{Graded, GradedPart, Judged, PartOutcome};
use xtask::command_line::{Command, Pair};
use xtask::conversation::{Close, CloseKind, Connection, Conversation, Direction, Segment};
use xtask::delivery::Delivery;
use xtask::hand_in::{Problem, Student};
use xtask::observation::{End, Limit, Observation, Output, ProgramFacts};
use xtask::report::class::ClassReport as _;
use xtask::report::class::html::student::StudentPages;
use xtask::report::class::html::{About, HtmlReport};
use xtask::role::Role;
use xtask::scenario::Scenario;
use xtask::scenario::lab::{Lab, Part};
use xtask::script::{Played, Sends};
use xtask::task::Task;
use xtask::verdict::results::{CaseResult, LeftOut, ScenarioResult};
use xtask::verdict::{Seeded, judge};

/// The lab of the repository.
pub fn lab() -> Lab {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../scenarios");
    Lab::load(&folder).expect("the repository's lab is right")
}

/// Writes the page of a class, and beside it in folders that of each student.
pub fn write<'l>(path: &Path, lab: &'l Lab, class: impl Iterator<Item = Graded<'l>>) {
    let mut report = Box::new(
        HtmlReport::create(path, lab, About::of("0.1.0", Some(UNIX_EPOCH), lab)).expect("a page begins"),
    );
    let mut students = StudentPages::into(path.parent().expect("a folder"));
    for graded in class {
        report.submission(&graded).expect("a submission is written");
        students.submission(&graded).expect("a student's page is written");
    }
    report.finish().expect("a page ends");
}

/// A submission with every case of the lab judged; parts without observations were interrupted.
pub fn graded<'l>(
    lab: &'l Lab,
    student: Student,
    mut observe: impl FnMut(&Part, u64, Delivery) -> Option<Observation>,
) -> Graded<'l> {
    let parts = lab.parts.iter().map(|part| GradedPart {
        corrected: None,
        notes: vec!["the server is `server.py`: it listens, `client.py` connects".to_owned()],
        outcome: outcome(part, &mut observe),
    });
    let parts = parts.collect();
    Graded { student, lab, parts, lateness: None, corrections: Vec::new() }
}

fn outcome(
    part: &Part,
    observe: &mut impl FnMut(&Part, u64, Delivery) -> Option<Observation>,
) -> PartOutcome {
    let scenario = &part.scenario;
    let mut cases = Vec::new();
    let mut observations = Vec::new();
    for &seed in &scenario.seeds {
        for &delivery in &scenario.deliveries {
            let Some(observation) = observe(part, seed, delivery) else { return PartOutcome::Unfinished };
            let verdict = judge(scenario, &Seeded::default(), &observation);
            cases.push(CaseResult { seed, delivery, stand_in: None, second: false, verdict });
            observations.push(observation);
        }
    }
    let (server, client) = ("python3 server.py".to_owned(), "python3 client.py".to_owned());
    let again = format!("socklab try . {}", part.name());
    let command = |text: &str| Command::of_student(text).expect("a command");
    let pair = Pair { server: command(&server), client: command(&client) };
    let stand_ins = Vec::new();
    let result = ScenarioResult {
        scenario: scenario.clone(),
        server,
        client,
        again,
        cases,
        repeats: None,
        stand_ins,
        left_out: LeftOut::default(),
        joint: None,
        corrections: BTreeMap::new(),
        sent_at: Vec::new(),
        second: None,
    };
    PartOutcome::Judged(Box::new(Judged {
        pair,
        lacks: None,
        question: None,
        result,
        observations,
        repeats: Vec::new(),
        stand_ins: Vec::new(),
        second: None,
        played: Vec::new(),
        sets: BTreeMap::new(),
    }))
}

/// The same with a case in which the grader played the server of task 2, and the client did its part.
pub fn with_stand_in(mut graded: Graded<'_>) -> Graded<'_> {
    let judged = graded.parts.iter_mut().filter_map(|part| match &mut part.outcome {
        PartOutcome::Judged(judged) => Some(judged),
        PartOutcome::NotRun(_) | PartOutcome::Unfinished => None,
    });
    for judged in judged.filter(|judged| judged.result.scenario.task == Task::Dedup) {
        let (seed, delivery) = (1, Delivery::AsSent);
        let seen = observation(Manner::Right, 1, &judged.result.scenario, seed, delivery);
        let mut verdict = judge(&judged.result.scenario, &Seeded::default(), &seen);
        verdict.findings.retain(|finding| finding.check.about() == Some(Role::Client));
        let stand_in = Some(Played { role: Role::Server, script: 1, sends: Sends::Drawn });
        judged.result.stand_ins.push(CaseResult { seed, delivery, stand_in, second: false, verdict });
        judged.stand_ins.push(seen);
    }
    graded
}

/// A student who is called so.
pub fn student(key: &str, name: &str) -> Student {
    Student { key: key.to_owned(), name: name.to_owned(), ..Student::default() }
}

/// A submission that was never run.
pub fn not_run<'l>(lab: &'l Lab, student: Student, problem: &Problem) -> Graded<'l> {
    let part =
        |_| GradedPart { corrected: None, notes: Vec::new(), outcome: PartOutcome::NotRun(problem.clone()) };
    Graded {
        student,
        lab,
        parts: lab.parts.iter().map(part).collect(),
        lateness: None,
        corrections: Vec::new(),
    }
}

/// What a made-up pair does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// All of it right.
    Right,
    /// The server sends the client's list back as it came.
    KeepsRepeats,
    /// Two sends in a row, read by one `recv` each.
    Races,
    /// Everything is meant to break the page.
    Hostile,
    /// The server ends before it listens.
    NeverListens,
    /// The harness fails in one case.
    Troubled,
}

/// Text that would be markup, script, terminal control or a trick on the reader, wherever it is not kept inert.
pub const HOSTILE: &str = "</script><script>window.hacked = 1</script><!-- \
     --><img src=x onerror=window.hacked=1> javascript:window.hacked=1 \" onmouseover=\"window.hacked=1\" ' \0 \u{1b}[31m\u{202e}gnp.exe \u{2028} `` ${1} &amp; {{7*7}}";

/// A made-up observation: the same for the same arguments, with the same numbers under each delivery.
pub fn observation(
    manner: Manner,
    student: u64,
    scenario: &Scenario,
    seed: u64,
    delivery: Delivery,
) -> Observation {
    let mut draw = Draw(student.wrapping_mul(1 << 20) ^ seed.wrapping_mul(64));
    let is_merged = delivery == Delivery::Coalesced && manner == Manner::Races;
    if manner == Manner::Troubled && scenario.task == Task::Intersect && seed == 2 {
        return Observation {
            trouble: Some("no network namespace: <b>out of memory</b>".to_owned()),
            ..Observation::default()
        };
    }
    if manner == Manner::NeverListens {
        let traceback = "Traceback (most recent call last):\n  File \"server.py\", line 3, in <module>\nNameError: name 'sokcet' is not defined\n";
        return Observation {
            server: Some(program("", traceback, End::Exited(1))),
            port: Some(12345),
            ..Observation::default()
        };
    }
    let count =
        draw.within(u64::from(*scenario.numbers.count.start()), u64::from(*scenario.numbers.count.end()));
    let numbers = |draw: &mut Draw, count| (0..count).map(|_| draw.within(1, 100) as i64).collect::<Vec<_>>();
    let (own, servers) = (numbers(&mut draw, count), numbers(&mut draw, 25));
    let mut answer = own.clone();
    answer.sort_unstable();
    if manner != Manner::KeepsRepeats {
        answer.dedup();
    }
    let mut extra = own.clone();
    extra.sort_unstable();
    if scenario.task == Task::Intersect {
        answer.retain(|number| servers.contains(number));
    }
    for value in xtask::oracle::sets::distinct(&own) {
        let at = extra.iter().position(|other| *other == value).expect("it is one of them");
        extra.remove(at);
    }
    let (greeting, thanks) = match manner {
        Manner::Hostile => (HOSTILE, HOSTILE),
        _ => ("Thank you for connecting", "It was nice talking to you"),
    };
    let mut sends =
        vec![(Direction::ToClient, greeting.to_owned()), (Direction::ToServer, thanks.to_owned())];
    let mut shown = format!("{greeting}\n");
    let mut server = format!("host ip 10.0.0.2\nGot connection from ('10.0.0.1', 32451)\n{thanks}\n");
    let mut ends = (End::Stopped, End::Exited(0));
    if scenario.task != Task::Greet {
        sends.push((Direction::ToServer, format!("{own:?}")));
        shown += &format!("created array: {own:?}\n");
        if is_merged {
            let stuck = End::Limit(Limit::WallTime(Duration::from_secs(10)));
            ends = (stuck.clone(), stuck);
        } else {
            sends.push((Direction::ToClient, format!("{answer:?}")));
            shown += &format!("final list: {answer:?}\n");
            if scenario.task == Task::Dedup {
                shown += &format!("duplicates: {extra:?}\n");
            }
        }
        server += &format!("server array: {servers:?}\nreceived: {own:?}\n");
    }
    let wire = (manner != Manner::Hostile || scenario.task != Task::Intersect)
        .then(|| conversation(&sends, is_merged));
    let mut client = program(&shown, "", ends.1);
    if manner == Manner::Hostile {
        // A megabyte in one case only: to judge it takes the tests' time.
        let is_one = scenario.task == Task::Dedup && seed == 1 && delivery == Delivery::AsSent;
        let bytes = if is_one { 1 << 20 } else { 1 << 14 };
        client.stderr.kept = Bytes([HOSTILE.as_bytes(), b"\xff\xfe\x80", &b"A".repeat(bytes)].concat());
        client.command.push(HOSTILE.replace('\0', ""));
    }
    Observation {
        server: Some(program(&server, "", ends.0)),
        client: Some(client),
        port: Some(12345),
        listeners: vec![address("10.0.0.2:12345")],
        conversation: wire,
        ..Observation::default()
    }
}

fn conversation(sends: &[(Direction, String)], stays_open: bool) -> Conversation {
    let server = address("10.0.0.2:12345");
    let at = |index: usize| Duration::from_micros(81_250 + 740 * index as u64);
    let heard_by = |index: usize, speaks: Direction| {
        let others = sends[..index].iter().filter(move |(direction, _)| *direction != speaks);
        others.map(|(_, text)| text.len() as u64).sum()
    };
    let segment = |(index, (direction, text)): (usize, &(Direction, String))| Segment {
        at: at(index + 1),
        heard_bytes: heard_by(index, *direction),
        ..Segment::new(*direction, text.as_bytes())
    };
    let close = |index| {
        (!stays_open).then(|| Close { kind: CloseKind::Fin, at: at(index), follows: false, heard_bytes: 0 })
    };
    let connection = Connection {
        segments: sends.iter().enumerate().map(segment).collect(),
        client_close: close(sends.len() + 2),
        server_close: close(sends.len() + 1),
        ..Connection::new(address("10.0.0.2:32451"), server, server, at(0))
    };
    Conversation { connections: vec![connection], ..Conversation::default() }
}

fn program(stdout: &str, stderr: &str, end: End) -> ProgramFacts {
    let printed = |text: &str| Output { kept: Bytes::from(text.as_bytes()), dropped_bytes: 0 };
    ProgramFacts {
        command: vec!["python3".to_owned(), "program.py".to_owned()],
        stdout: printed(stdout),
        stderr: printed(stderr),
        end,
        typed: Vec::new(),
        reached: Vec::new(),
    }
}

fn address(text: &str) -> SocketAddr {
    text.parse().expect("an address")
}

/// SplitMix64, for numbers that differ.
struct Draw(u64);

impl Draw {
    fn within(&mut self, low: u64, high: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        low + (mixed ^ mixed >> 31) % (high - low + 1)
    }
}

/// Writes the page of a class of three hundred of every kind. Ten are judged, each with numbers of its own, and hand in under thirty names each: a page
/// stores nothing of one submission with that of another.
pub fn write_large(path: &Path) {
    let lab = lab();
    let manners = [Manner::Right, Manner::KeepsRepeats, Manner::Races, Manner::Right, Manner::NeverListens];
    let of = |(number, manner): (u64, &Manner)| {
        graded(&lab, student("", ""), |part, seed, delivery| {
            Some(observation(*manner, number, &part.scenario, seed, delivery))
        })
    };
    let ten: Vec<Graded<'_>> = (0..10).zip(manners.iter().cycle()).map(of).collect();
    let about = About::of("0.1.0", Some(UNIX_EPOCH), &lab);
    let mut report = Box::new(HtmlReport::create(path, &lab, about).expect("a page begins"));
    for number in 0..300 {
        let student = student(&format!("student-{number}"), &format!("Student the {number}th"));
        let graded = Graded { student, ..ten[number % ten.len()].clone() };
        report.submission(&graded).expect("a submission is written");
    }
    report.finish().expect("a page ends");
}
