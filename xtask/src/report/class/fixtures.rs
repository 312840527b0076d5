//! A small class for the tests of reports: what was observed is written down by hand, and judged as always. Names and
//! outputs are as hostile as they come.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use crate::bytes::Bytes;
use crate::check::Check;
use crate::class::graded::{Graded, GradedPart, Judged, PartOutcome};
use crate::command_line::{Command, Pair};
use crate::conversation::{Close, CloseKind, Connection, Conversation, Direction, Segment};
use crate::delivery::Delivery;
use crate::hand_in::{HandedIn, Moment, Problem, Source, Student};
use crate::journal::ruling::{Corrected, Correction};
use crate::observation::{End, Limit, Observation, Output, ProgramFacts, SentAt, SourceLine};
use crate::role::Role;
use crate::scenario::Scenario;
use crate::scenario::lab::{Commands, Lab, Part};
use crate::scenario::late::{Lag, Lateness, Step};
use crate::script::{Played, Sends};
use crate::task::Task;
use crate::verdict::results::{CaseResult, LeftOut, ScenarioResult};
use crate::verdict::sent::Sent;
use crate::verdict::{Seeded, judge};

/// Text that means harm wherever it is not made inert: HTML, Markdown, CSV, XML, a terminal, a workflow's log.
pub const HOSTILE: &str = "<script>alert(1)</script> =cmd|' /C calc'!A0 \u{1b}[31mred ``` ```` ]]> \u{202e}txt.exe \
                           \0 & \" ' [x](javascript:alert(1)) | %0A::error::x ##[error]y";

/// Two parts: task 2 with a column of its own, 70 points, and task 1, 30 points.
pub fn lab() -> Lab {
    let scenario = |name: &str, text: &str| {
        let text = format!("format = 1\ndeliveries = ['as-sent', 'coalesced']\n{text}");
        Scenario::parse(Path::new(name), &text).expect("a right scenario")
    };
    let dedup = scenario(
        "scenarios/task2.toml",
        "title = 'Task 2: set deduplication'\ntask = 'dedup'\nseeds = '1, 7'\n[numbers]\ncount = '3..9'\n[points]\n\
         sends-numbers = 10\nreply-is-deduplicated = 30\nshows-final-list = 20\nshows-duplicates = 20\n\
         survives-merging = 20\n",
    );
    let greet = scenario(
        "scenarios/task1.toml",
        "title = 'Task 1: greet'\ntask = 'greet'\nseeds = '1'\n[points]\nserver-greets = 50\nclient-shows-greeting = 50\n",
    );
    Lab {
        toolchain: Default::default(),
        title: "Lab 1".to_owned(),
        points: 100,
        column: "Lab 1".to_owned(),
        late: None,
        parts: vec![
            Part {
                scenario: dedup,
                weight: 70,
                column: Some("Lab 1 dedup".to_owned()),
                commands: Commands::default(),
            },
            Part { scenario: greet, weight: 30, column: None, commands: Commands::default() },
        ],
    }
}

/// A student of that key and name.
pub fn student(key: &str, name: &str) -> Student {
    Student { key: key.to_owned(), name: name.to_owned(), ..Student::default() }
}

/// A submission whose cases were observed as `observe` says.
pub fn graded<'l>(
    lab: &'l Lab,
    student: Student,
    observe: impl Fn(&Scenario, u64, Delivery) -> Observation,
) -> Graded<'l> {
    let parts = lab.parts.iter().map(|part| GradedPart {
        corrected: None,
        notes: vec!["`server.py` listens, `client.py` connects".to_owned()],
        outcome: PartOutcome::Judged(Box::new(judged(&part.scenario, &observe))),
    });
    Graded { student, lab, parts: parts.collect(), lateness: None, corrections: Vec::new() }
}

fn judged(scenario: &Scenario, observe: impl Fn(&Scenario, u64, Delivery) -> Observation) -> Judged {
    let mut cases = Vec::new();
    let mut observations = Vec::new();
    for &seed in &scenario.seeds {
        for &delivery in &scenario.deliveries {
            let observation = observe(scenario, seed, delivery);
            let verdict = judge(scenario, &Seeded::default(), &observation);
            cases.push(CaseResult { seed, delivery, stand_in: None, second: false, verdict });
            observations.push(observation);
        }
    }
    let again = format!("socklab try . ../{}", scenario.file_name());
    let (server, client) = ("python3 server.py".to_owned(), "python3 client.py".to_owned());
    let command = |text: &str| Command::of_student(text).expect("a command");
    Judged {
        pair: Pair { server: command(&server), client: command(&client) },
        lacks: None,
        question: None,
        result: ScenarioResult {
            scenario: scenario.clone(),
            server,
            client,
            again,
            cases,
            repeats: None,
            stand_ins: Vec::new(),
            left_out: LeftOut::default(),
            joint: None,
            corrections: BTreeMap::new(),
            sent_at: Vec::new(),
            second: None,
        },
        observations,
        repeats: Vec::new(),
        stand_ins: Vec::new(),
        second: None,
        played: Vec::new(),
        sets: BTreeMap::new(),
    }
}

/// A submission of which nothing was run, for the same reason in every part.
pub fn not_run<'l>(lab: &'l Lab, student: Student, problem: &Problem) -> Graded<'l> {
    unjudged(lab, student, &PartOutcome::NotRun(problem.clone()))
}

/// A submission whose cases an interrupted run did not get to.
pub fn unfinished(lab: &Lab, student: Student) -> Graded<'_> {
    unjudged(lab, student, &PartOutcome::Unfinished)
}

fn unjudged<'l>(lab: &'l Lab, student: Student, outcome: &PartOutcome) -> Graded<'l> {
    let parts =
        lab.parts.iter().map(|_| GradedPart { corrected: None, notes: Vec::new(), outcome: outcome.clone() });
    Graded { student, lab, parts: parts.collect(), lateness: None, corrections: Vec::new() }
}

/// A submission whose server never listens, so that its client was graded with the grader's server: it shows the right
/// final list and the wrong duplicates.
pub fn stood_in(lab: &Lab) -> Graded<'_> {
    let played = Played { role: Role::Server, script: 1, sends: Sends::Drawn };
    let mut graded = graded(lab, student("judy", "Judy"), never_listens);
    for part in &mut graded.parts {
        let PartOutcome::Judged(judged) = &mut part.outcome else { continue };
        let scenario = judged.result.scenario.clone();
        if scenario.task == Task::Greet {
            continue;
        }
        for seed in scenario.seeds.iter().take(2) {
            let observation = wrong(&scenario, *seed, Delivery::AsSent);
            let mut verdict = judge(&scenario, &Seeded::default(), &observation);
            verdict.findings.retain(|finding| finding.check.about() == Some(Role::Client));
            let case = CaseResult {
                seed: *seed,
                delivery: Delivery::AsSent,
                stand_in: Some(played),
                second: false,
                verdict,
            };
            judged.result.stand_ins.push(case);
            judged.stand_ins.push(observation);
        }
    }
    graded
}

/// The server ends before it listens; the client finds nobody.
fn never_listens(scenario: &Scenario, _: u64, _: Delivery) -> Observation {
    Observation {
        server: Some(program("", "Traceback\nSyntaxError: invalid syntax\n", End::Exited(1))),
        client: None,
        conversation: None,
        listeners: Vec::new(),
        ..right(scenario)
    }
}

/// Everything that reports have to deal with, one submission each.
pub fn class(lab: &Lab) -> Vec<Graded<'_>> {
    let known = Student {
        canvas_id: Some("1001".to_owned()),
        canvas_file: Some("70001".to_owned()),
        moodle_id: Some("501".to_owned()),
        login: Some("aexample".to_owned()),
        email: Some("alice@example.edu".to_owned()),
        ..student("alice", "Alice Example")
    };
    vec![
        graded(lab, known, |scenario, _, _| right(scenario)),
        graded(lab, student("bob", HOSTILE), wrong),
        graded(lab, student("carol", "=SUM(A1:A9)"), races),
        graded(lab, student("dave", "Dave, the \"quoted\""), crashes),
        graded(lab, student("erin", "\u{5b66}\u{751f} \u{202e}Erin"), troubled),
        not_run(
            lab,
            student("frank", "Frank"),
            &Problem::Student(format!("gcc ended with exit status 1: {HOSTILE}")),
        ),
        not_run(lab, student("grace", "Grace"), &Problem::Machine("this machine has no `javac`".to_owned())),
        unfinished(lab, student("heidi", "Heidi")),
        graded(lab, student("ivan", "Ivan"), floods),
    ]
}

/// One of that class, corrected: a check that failed passes, one that passed fails, and the second part has 30 of its 100 points.
pub fn corrected(lab: &Lab) -> Graded<'_> {
    let mut graded = graded(lab, student("bob", "Bob"), wrong);
    let check = |check, passes| Corrected::Check { check, passes };
    let corrections = [
        ("task2", check(Check::ShowsDuplicates, true), "on paper"),
        ("task2", check(Check::ShowsFinalList, false), "copied"),
        ("task1", Corrected::Points(30), "told me"),
    ];
    for (scenario, what, reason) in corrections {
        let correction = Correction { scenario: scenario.to_owned(), what, reason: reason.to_owned() };
        let parts = lab.parts.iter().zip(&mut graded.parts);
        for (part, graded) in parts.filter(|(part, _)| part.name() == scenario) {
            graded.correct(part, &correction);
        }
        graded.corrections.push(correction);
    }
    graded
}

/// The first of that class under a policy: two days late, marked as late without a time, in time, and not known.
pub fn late_class(lab: &Lab) -> Vec<Graded<'_>> {
    let moment = |text: &str| Moment::read(text).expect("a time");
    let at = |text: &str| Some(HandedIn::At { at: moment(text), by: Source::Name });
    let handed_in = [
        (at("2026-10-11 12:00"), Lag::Late { seconds: 129_660, steps: 2, step: Step::Day, percent: 10 }),
        (Some(HandedIn::Marked { late: true }), Lag::Somehow),
        (at("2026-10-08 12:00"), Lag::InTime),
        (None, Lag::Unknown),
    ];
    let due = moment("2026-10-09T23:59:00+02:00");
    let lateness = handed_in.into_iter().map(|(handed_in, finding)| Lateness {
        handed_in,
        due,
        is_extended: false,
        finding,
        floor: 40,
    });
    class(lab)
        .into_iter()
        .zip(lateness)
        .map(|(graded, late)| Graded { lateness: Some(late), ..graded })
        .collect()
}

fn address(text: &str) -> SocketAddr {
    text.parse().expect("an address")
}

/// A program that printed and ended so.
pub fn program(stdout: &str, stderr: &str, end: End) -> ProgramFacts {
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

/// One connection with these sends, a millisecond apart, closed by the server.
pub fn wire(sends: &[(Direction, &str)]) -> Conversation {
    let at = |index: usize| Duration::from_millis(index as u64 + 1);
    let heard_by = |index: usize, speaks: Direction| {
        let others = sends[..index].iter().filter(move |(direction, _)| *direction != speaks);
        others.map(|(_, text)| text.len() as u64).sum()
    };
    let segment = |(index, (direction, text)): (usize, &(Direction, &str))| Segment {
        at: at(index),
        heard_bytes: heard_by(index, *direction),
        ..Segment::new(*direction, text.as_bytes())
    };
    let (client, server) = (address("10.0.0.2:32451"), address("10.0.0.2:12345"));
    let connection = Connection {
        segments: sends.iter().enumerate().map(segment).collect(),
        server_close: Some(Close {
            kind: CloseKind::Fin,
            at: at(sends.len()),
            follows: false,
            heard_bytes: 0,
        }),
        ..Connection::new(client, server, server, Duration::ZERO)
    };
    Conversation { connections: vec![connection], ..Conversation::default() }
}

const GREETING: (Direction, &str) = (Direction::ToClient, "Thank you for connecting");
const ACKNOWLEDGEMENT: (Direction, &str) = (Direction::ToServer, "It was nice talking to you");
const LIST: (Direction, &str) = (Direction::ToServer, "[5, 7, 7, 9]");
const ANSWER: (Direction, &str) = (Direction::ToClient, "[5, 7, 9]");

/// What a right pair does.
pub fn right(scenario: &Scenario) -> Observation {
    let (server, client, sends) = match scenario.task {
        Task::Greet => {
            ("It was nice talking to you\n", "Thank you for connecting\n", [GREETING, ACKNOWLEDGEMENT])
        }
        _ => ("", "final list: 5 7 9\nduplicates: 7\n", [LIST, ANSWER]),
    };
    Observation {
        server: Some(program(server, "", End::Stopped)),
        client: Some(program(client, "", End::Exited(0))),
        port: Some(12345),
        listeners: vec![address("10.0.0.2:12345")],
        conversation: Some(wire(&sends)),
        ..Observation::default()
    }
}

/// Shows the wrong duplicates, and something hostile instead of the greeting.
pub fn wrong(scenario: &Scenario, _: u64, _: Delivery) -> Observation {
    let text = match scenario.task {
        Task::Greet => HOSTILE.to_owned(),
        _ => format!("{HOSTILE}\nfinal list: 5 7 9\nduplicates: 5 9\n{HOSTILE}\n"),
    };
    let sends = [(Direction::ToClient, HOSTILE), ACKNOWLEDGEMENT];
    let conversation = match scenario.task {
        Task::Greet => Some(wire(&sends)),
        _ => right(scenario).conversation,
    };
    Observation { client: Some(program(&text, HOSTILE, End::Exited(0))), conversation, ..right(scenario) }
}

/// The server's answer loses the last number, and the client shows that.
pub fn wrong_answer(scenario: &Scenario, _: u64, _: Delivery) -> Observation {
    match scenario.task {
        Task::Greet => right(scenario),
        _ => Observation {
            conversation: Some(wire(&[LIST, (Direction::ToClient, "[5, 7]")])),
            ..right(scenario)
        },
    }
}

/// The same, where it is known which line sends it.
pub fn sent(lab: &Lab) -> Graded<'_> {
    let mut graded = graded(lab, student("mona", "Mona"), wrong_answer);
    for part in &mut graded.parts {
        let PartOutcome::Judged(judged) = &mut part.outcome else { continue };
        let text = Some("conn.send(str(result).encode())".to_owned());
        let line = SourceLine { file: "server.py".to_owned(), line: 14, text };
        let seen = Observation { sent_at: Some(SentAt { before: 0, line }), ..Observation::default() };
        let held = judged.result.to_be_held().into_iter();
        let learnt = held.filter_map(|(case, hold)| Sent::learnt(case, hold, &judged.observations[0], &seen));
        judged.result.sent_at = learnt.collect();
    }
    graded
}

/// Right when each send arrives alone; else the client crashes.
fn races(scenario: &Scenario, _: u64, delivery: Delivery) -> Observation {
    match delivery {
        Delivery::AsSent => right(scenario),
        _ => Observation {
            client: Some(program("", "Traceback\nSyntaxError: invalid syntax <b>\n", End::Exited(1))),
            ..right(scenario)
        },
    }
}

/// The server crashes on what it receives.
pub fn crashes(scenario: &Scenario, _: u64, _: Delivery) -> Observation {
    let sends = &[(Direction::ToServer, "[5, 7, 7, 9]")];
    Observation {
        server: Some(program("", &format!("Traceback\nValueError: {HOSTILE}\n"), End::Exited(1))),
        client: Some(program("", "", End::Limit(Limit::WallTime(Duration::from_secs(5))))),
        conversation: Some(wire(sends)),
        ..right(scenario)
    }
}

/// The harness fails in one case of two.
fn troubled(scenario: &Scenario, _: u64, delivery: Delivery) -> Observation {
    let trouble = (delivery == Delivery::Coalesced).then(|| "the network could not be made".to_owned());
    Observation { trouble, ..right(scenario) }
}

/// A hundred kilobytes in one line, without a list in it, and the server's answer is text.
fn floods(scenario: &Scenario, _: u64, delivery: Delivery) -> Observation {
    let sends = [LIST, (Direction::ToClient, HOSTILE)];
    // In one case only: reading it takes the tests' time.
    let is_one = scenario.task == Task::Greet && delivery == Delivery::AsSent;
    let times = if is_one { 25_000 } else { 1_000 };
    Observation {
        client: Some(program(&"A`|<".repeat(times), &"\u{1b}]0;title\u{7}".repeat(100), End::Exited(0))),
        conversation: Some(wire(&sends)),
        ..right(scenario)
    }
}

#[test]
fn the_class_has_every_kind_of_submission() {
    let lab = lab();
    let class = class(&lab);
    let grades: Vec<String> = class
        .iter()
        .map(|graded| {
            let grade = graded.grade();
            format!("{} {}+{}", graded.student.key, grade.earned_hundredths, grade.open_hundredths)
        })
        .collect();
    assert_eq!(
        grades,
        [
            "alice 10000+0",
            "bob 7200+0",
            "carol 8600+0",
            "dave 700+0",
            "erin 8600+1400",
            "frank 0+0",
            "grace 0+10000",
            "heidi 0+10000",
            "ivan 2200+0"
        ]
    );
}
