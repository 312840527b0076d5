//! Every sentence, as it is read.

use std::fmt::Write as _;
use std::time::Duration;

use super::*;
use crate::conversation::Direction;
use crate::delivery::Delivery;
use crate::observation::{Awaited, Limit, SourceLine, Standstill, Typed, Wait};
use crate::oracle::sets::{Difference, Order};
use crate::trace;
use crate::verdict::outcome::{Doubt, Hang, Miscounted, OnlyUnder, TwoReadings, Unanswered, WrongList};
use crate::verdict::place::{Exhibit, Item, Place, Stream};
use crate::verdict::remarks::{Remark, Shown};
use crate::verdict::seams::Seam;
use crate::verdict::statistics::Chance;

/// A program that fell over at a line of its own.
fn fell(file: &str, line: u32, text: &str, [how, last_words]: [&str; 2]) -> Reason {
    let line = SourceLine { file: file.to_owned(), line, text: Some(text.to_owned()) };
    Reason::Crashed(Ending { at: Some(Box::new(line)), ..crashed(how, last_words) })
}

/// A program one of whose processes died.
fn lost(file: &str, line: u32, text: &str, how: &str) -> Reason {
    match fell(file, line, text, [how, ""]) {
        Reason::Crashed(end) => Reason::Lost(end),
        other => other,
    }
}

fn before_listening(file: &str, line: u32, text: &str, last_words: &str) -> Reason {
    match fell(file, line, text, ["exit status 1", last_words]) {
        Reason::Crashed(end) => Reason::EndedBeforeListening(end),
        other => other,
    }
}

fn crashed(how: &str, last_words: &str) -> Ending {
    let last_words = (!last_words.is_empty()).then(|| last_words.to_owned());
    let signal = how.strip_prefix("signal ").and_then(|rest| rest.split(' ').next()?.parse().ok());
    Ending { how: how.to_owned(), signal, last_words, at: None }
}

fn wrong_list(expected: &[i64], got: &[i64], order: Order) -> Reason {
    Reason::WrongList(Box::new(WrongList {
        expected: expected.to_vec(),
        got: got.to_vec(),
        difference: Difference::of_sets(expected, got, order),
        mistakes: Vec::new(),
        place: Place::Line { role: Role::Client, stream: Stream::Out, line: 2 },
        excerpt: "got: 3 7".to_owned(),
    }))
}

fn explained(mut reason: Reason, mistakes: &[&'static str]) -> Reason {
    if let Reason::WrongList(wrong) = &mut reason {
        wrong.mistakes = mistakes.to_vec();
    }
    reason
}

fn only_under(works: Delivery, fails: Delivery) -> Reason {
    let check = Check::ReplyIsDeduplicated;
    let direction = Direction::ToServer;
    let text = str::to_owned;
    let sends = ["It was nice talking to you", "[92, 49, 63, 12,..."].map(text);
    let seam = match fails {
        Delivery::Coalesced => Some(Seam::Joined { direction, sends }),
        Delivery::Split => Some(Seam::Cut {
            direction,
            after_bytes: 5,
            before: text("[92, "),
            behind: text("49, 63, 12,..."),
        }),
        _ => None,
    };
    Reason::OnlyUnder(Box::new(OnlyUnder {
        works,
        fails,
        check,
        reason: Reason::NothingSent,
        seam,
        same_numbers: true,
    }))
}

/// Every sentence there is, each at least once.
fn failures() -> Vec<(Check, Reason)> {
    use Check as C;
    use Reason as R;
    let place = |text: &str| text.parse::<SocketAddr>().expect("an address");
    let many: Vec<i64> = (1..=40).collect();
    let mut all = vec![
        (C::ServerListens, R::NotStarted("there is no program `pyton3`".to_owned())),
        (C::ServerListens, R::NeverListened),
        (C::ServerListens, R::ListensOnUdp(12345)),
        (C::ServerListens, R::ListensOnFile),
        (C::ServerListens, R::OtherPort { got: vec![5000, 5001], asked: 12345 }),
        (C::ServerListens, R::EndedBeforeListening(crashed("exit status 0", ""))),
        (
            C::ServerListens,
            R::EndedBeforeListening(crashed("exit status 1", "OSError: [Errno 98] Address already in use")),
        ),
        (
            C::ServerListens,
            R::EndedBeforeListening(crashed(
                "exit status 2",
                "python3: can't open file '/home/ann/sever.py': [Errno 2] No such file or directory",
            )),
        ),
        (
            C::ServerListens,
            R::EndedBeforeListening(crashed("exit status 1", "NameError: name 'sokcet' is not defined")),
        ),
        (C::ServerStaysUp, R::LeftEarly),
        (C::ServerStaysUp, R::LeftUnheard),
        (
            C::ServerStaysUp,
            R::OnlySecond(Box::new(R::Crashed(crashed("exit status 1", "IndexError: pop from empty list")))),
        ),
        (C::ReplyIsIntersection, R::OnlySecond(Box::new(R::NothingSent))),
        (C::ServerGreets, R::Echo("Hello from the client".into())),
        (C::ClientAcknowledges, R::NothingAnswered),
        (C::SendsNumbers, R::NeverEnded(Some("!".to_owned()))),
        (C::SendsNumbers, R::NeverEnded(None)),
        (C::ReplyIsDeduplicated, R::NeverEnded(Some("END".to_owned()))),
        (C::SendsNumbers, R::Miscounts(1)),
        (C::ReplyIsDeduplicated, R::Miscounts(-1)),
        (C::SendsNumbers, R::WrittenOtherwise(["\\x00\\x07".to_owned(), "\\x07\\x00".to_owned()])),
        (C::ServerGreets, R::NeverEnded(Some("\\n".to_owned()))),
        (C::ClientAcknowledges, R::NeverEnded(Some("\\n".to_owned()))),
        (C::ServerStaysUp, R::Crashed(crashed("signal 11 (segmentation fault)", ""))),
        (C::ClientFinishes, R::Crashed(crashed("signal 8 (arithmetic exception)", ""))),
        (C::ServerListens, R::AsksForInput(String::new())),
        (C::ClientFinishes, R::AsksForInput("Enter the port:".to_owned())),
        (C::ClientFinishes, R::Crashed(crashed("exit status 1", "IndexError: list index out of range"))),
        (
            C::ServerStaysUp,
            R::Crashed(Ending {
                at: Some(Box::new(SourceLine {
                    file: "server.py".to_owned(),
                    line: 12,
                    text: Some("first = numbers[0]".to_owned()),
                })),
                ..crashed("exit status 1", "IndexError: list index out of range")
            }),
        ),
        (C::ReplyIsDeduplicated, lost("server.c", 33, "*answer = 0;", "signal 11 (segmentation fault)")),
        (C::ServerStaysUp, fell("server.c", 33, "*answer = 0;", ["signal 11 (segmentation fault)", ""])),
        (
            C::ServerStaysUp,
            fell(
                "server.c",
                33,
                "answer[at] = 0;",
                ["exit status 1", "AddressSanitizer: stack-buffer-overflow"],
            ),
        ),
        (
            C::ServerListens,
            before_listening(
                "Server.java",
                9,
                "ServerSocket door = new ServerSocket(80);",
                "java.net.BindException: Permission denied",
            ),
        ),
        (
            C::ClientFinishes,
            fell(
                "client.js",
                12,
                "const answer = JSON.parse(data);",
                ["exit status 1", "SyntaxError: Unexpected end of JSON input"],
            ),
        ),
        (C::ClientFinishes, R::Refused(vec![place("127.0.0.1:12346"), place("10.0.0.2:80")])),
        (
            C::ClientFinishes,
            R::OnlyOnLoopback { listens: place("127.0.0.1:12345"), dialled: place("192.168.7.20:12345") },
        ),
        (C::SendsNumbers, R::SendsDatagrams(place("10.0.0.2:12345"))),
        (C::SendsNumbers, R::NeverConnected),
        (C::ServerGreets, R::NoWords("[5, 7, 9]".into())),
        (C::ClientAcknowledges, R::NoWords("[5, 7, 9]".into())),
        (C::ClientFinishes, R::NobodySpeaks(Duration::from_secs(10))),
        (C::ClientFinishes, R::WaitsForMore(Duration::from_secs(10))),
        (C::SendsNumbers, R::NoList("hello".to_owned())),
        (C::ClientShowsGreeting, R::TextNotShown("Thank you for connecting".to_owned())),
        (C::ServerShowsAcknowledgement, R::TextNotShown("It was nice talking to you".to_owned())),
        (C::SendsNumbers, R::WrongCount { got: 1, allowed: 25..=100 }),
        (C::SendsNumbers, R::TooManyMessages { messages: 500, allowed: 25..=100 }),
        (C::SendsNumbers, R::WrongCount { got: 10, allowed: 25..=25 }),
        (C::SendsNumbers, R::OutOfRange { got: vec![0, 101], allowed: 1..=100 }),
        (C::ShowsFinalList, R::NotShown(many.clone())),
        (C::ReplyIsIntersection, never_sent()),
        (C::ReplyIsIntersection, R::FewOfItsOwn { most: 8, fewest: 20, chance: Chance::new(1e-9) }),
        (C::ShowsDuplicates, miscounted(Some(3))),
        (C::ShowsDuplicates, miscounted(None)),
        (C::ShowsDuplicates, R::NotShown(vec![3, 7])),
        (C::ShowsIntersection, R::NotShown(vec![])),
        (
            C::ShowsFinalList,
            R::ManyAnswers {
                lists: 12,
                examples: [3, 4]
                    .map(|line| Exhibit {
                        what: Item::Shown,
                        place: Place::Line { role: Role::Client, stream: Stream::Out, line },
                        excerpt: "maybe: [3, 7, 9,...".to_owned(),
                        count: Some(20),
                    })
                    .to_vec(),
            },
        ),
        (C::ReplyIsIntersection, R::EchoesTheClient { numbers: 22, cases: 1, chance: Chance::new(1e-19) }),
        (C::ReplyIsIntersection, R::EchoesTheClient { numbers: 3, cases: 5, chance: Chance::new(3.1e-7) }),
        (
            C::SendsNumbers,
            R::AlwaysSameCount { count: 30, cases: 5, allowed: 25..=100, chance: Chance::new(3e-8) },
        ),
        (C::SendsNumbers, wrong_list(&many, &many[1..], Order::Any)),
        (C::ReplyIsDeduplicated, wrong_list(&[3, 7], &[3, 7, 7, 3], Order::Any)),
        (C::ReplyIsDeduplicated, wrong_list(&[3, 7, 9], &[3, 7], Order::Any)),
        (C::ReplyIsDeduplicated, wrong_list(&[3, 7], &[3, 7, 0], Order::Any)),
        (
            C::ReplyIsIntersection,
            explained(wrong_list(&[3, 7], &[3, 7, 9], Order::Any), &["both-lists-joined"]),
        ),
        (
            C::ShowsDuplicates,
            explained(wrong_list(&[3, 7], &[3], Order::Any), &["drops-every-copy", "neighbours-only"]),
        ),
        (C::ReplyIsIntersection, wrong_list(&[3, 7], &[3, 7, 9], Order::Any)),
        (C::ReplyIsIntersection, wrong_list(&[3, 7], &[7], Order::Any)),
        (C::ReplyIsSorted, wrong_list(&[3, 7], &[3, 7, 7], Order::Ascending)),
        (C::ReplyIsSorted, wrong_list(&[2, 30, 100], &[100, 2, 30], Order::Ascending)),
        (C::ReplyIsSorted, wrong_list(&[2, 30, 100], &[30, 100, 2], Order::Ascending)),
        (C::ShowsFinalList, wrong_list(&[3, 7], &[3], Order::Any)),
        (C::ShowsDuplicates, wrong_list(&[3, 7], &[3], Order::Any)),
        (C::ShowsFinalList, R::Swapped { final_list: "duplicates".into(), duplicates: "final list".into() }),
        (C::ShowsIntersection, wrong_list(&[3, 7], &[3], Order::Any)),
        (
            C::ShowsDuplicates,
            R::OtherReading { got: Duplicates::EachExtra, accepted: vec![Duplicates::Distinct] },
        ),
        (
            C::ShowsDuplicates,
            R::OtherReading {
                got: Duplicates::Distinct,
                accepted: vec![Duplicates::EachExtra, Duplicates::Counts],
            },
        ),
    ];
    let limits = [
        Limit::WallTime(Duration::from_secs(10)),
        Limit::Standstill,
        Limit::CpuTime,
        Limit::Output,
        Limit::Sent,
        Limit::Processes,
        Limit::Memory,
        Limit::FileSize,
        Limit::Space,
    ];
    all.extend(limits.map(|limit| (C::ClientFinishes, R::Limit(limit))));
    all.extend(hangs().map(|hang| (C::ReplyIsDeduplicated, R::Standstill(Box::new(hang)))));
    let silent = [C::ServerGreets, C::ClientAcknowledges, C::SendsNumbers, C::ReplyIsDeduplicated];
    all.extend(silent.map(|check| (check, R::NothingSent)));
    let survival = |fails: Delivery| if fails.cuts() { C::SurvivesCutting } else { C::SurvivesMerging };
    all.extend(Delivery::ALL.map(|fails| (survival(fails), only_under(Delivery::AsSent, fails))));
    all.push((C::SurvivesMerging, only_under(Delivery::Split, Delivery::AsSent)));
    all
}

/// What a program can wait for, with and without a line of its source, and what a server may have left undone.
fn hangs() -> impl Iterator<Item = Hang> {
    let address = SocketAddr::from(([10, 0, 0, 2], 12345));
    let wait = |call: &str, on| Wait { call: call.to_owned(), on, line: None };
    let at = |wait: Wait, file: &str, line, text: Option<&str>| {
        let (file, text) = (file.to_owned(), text.map(str::to_owned));
        Wait { line: Some(SourceLine { file, line, text }), ..wait }
    };
    let message = wait("recv", Awaited::Message { own: address, other: address });
    let client = wait("accept", Awaited::Client { listener: address });
    let room = wait("send", Awaited::Room { own: address, other: address });
    let reads = at(message.clone(), "client.py", 10, Some("s.recv(1024)"));
    let accepts = at(client.clone(), "server.py", 6, Some("s.accept()"));
    let nothing = wait("recv", Awaited::Nothing { own: address, other: address });
    let spins = at(nothing.clone(), "client.c", 20, Some("while (recv(s, text, 1, 0) >= 0)"));
    let in_java = at(message.clone(), "Server.java", 7, Some("in.readLine()"));
    let others = [
        ("read", Awaited::Input),
        ("epoll_wait", Awaited::Own),
        ("wait", Awaited::Child),
        ("futex", Awaited::Thread),
        ("pause", Awaited::Signal),
    ];
    let (read, unread) = (Some(Unanswered::Read(65)), Some(Unanswered::Unread(1)));
    let mut all = vec![
        (Some(accepts.clone()), reads.clone(), None),
        (Some(accepts.clone()), reads.clone(), read),
        (Some(accepts.clone()), reads.clone(), unread),
        (Some(client), message.clone(), read),
        (Some(in_java), reads.clone(), None),
        (Some(message.clone()), reads.clone(), read),
        (Some(message), room.clone(), Some(Unanswered::Unread(200))),
        (Some(room.clone()), room, None),
        (None, reads.clone(), None),
        (Some(accepts), spins, None),
        (Some(nothing), reads.clone(), read),
    ];
    all.extend(others.map(|(call, on)| (Some(wait(call, on)), reads.clone(), None)));
    all.into_iter().map(|(server, client, unanswered)| {
        let since = Duration::from_secs(1);
        let standstill = Standstill { since, server, client: Some(client), unread: Vec::new() };
        Hang { standstill, unanswered }
    })
}

fn never_sent() -> Reason {
    let place = Place::Message { direction: Direction::ToClient, number: 1, bytes: 0..6 };
    Reason::NeverSent { numbers: vec![3, 7], place, excerpt: "[3, 7]".to_owned() }
}

fn miscounted(is: Option<u64>) -> Reason {
    let place = Place::Line { role: Role::Client, stream: Stream::Out, line: 3 };
    Reason::Miscounted(Box::new(Miscounted { value: 5, got: 4, is, place, excerpt: "{5: 4}".to_owned() }))
}

fn doubts() -> Vec<(Check, Doubt)> {
    vec![
        (Check::ShowsFinalList, Doubt::Blocked(Check::ReplyIsDeduplicated)),
        (Check::ReplyIsDeduplicated, Doubt::WireUnseen),
        (Check::ServerListens, Doubt::ServerElsewhere),
        (Check::ServerListens, Doubt::NobodyElsewhere),
        (Check::ReplyIsDeduplicated, Doubt::NumbersUnknown),
        (Check::ReplyIsDeduplicated, Doubt::AnswerUnknown),
        (Check::ShowsDuplicates, Doubt::DisplayUnknown),
        (
            Check::ReplyIsDeduplicated,
            Doubt::TwoReadings(Box::new(TwoReadings { alone: Some(Reason::NothingSent), together: None })),
        ),
        (Check::ReplyIsIntersection, Doubt::ServerNumbersUnknown),
        (Check::ReplyIsIntersection, Doubt::NoneOfItsOwn { from: 51, to: 100, chance: Chance::new(1e-9) }),
        (Check::ReplyIsDeduplicated, Doubt::NothingToRemove),
        (Check::SurvivesMerging, Doubt::OtherNumbers(Check::ReplyIsDeduplicated, Delivery::Coalesced)),
        (Check::SurvivesMerging, Doubt::OneCaseOnly),
        (Check::ReplyIsDeduplicated, Doubt::StandIn(Role::Client)),
        (Check::ReplyIsDeduplicated, Doubt::StandInGuessed(Role::Client)),
        (Check::ServerListens, Doubt::Harness("cannot make a network namespace".to_owned())),
        (
            Check::ClientFinishes,
            Doubt::Lacks(
                Role::Client,
                lack::lack(&crate::lack::Lack {
                    kind: crate::lack::Kind::PythonPackage,
                    name: "numpy".to_owned(),
                }),
            ),
        ),
    ]
}

fn varies(answers: Vec<(Check, [usize; 2])>) -> Remark {
    let how = trace::Extent::Word(["exit 0".to_owned(), "exit 1".to_owned()]);
    let difference = trace::Difference { what: trace::What::End(Role::Client), how };
    Remark::Varies { seed: 3, delivery: Delivery::Coalesced, difference, runs: 6, answers }
}

fn remarks() -> Vec<Remark> {
    let chance = Chance::new(1.0 / 5776.0);
    let place = || Place::Line { role: Role::Client, stream: Stream::Out, line: 3 };
    let label = || "repeated values".to_owned();
    let shown = [Shown::FinalList, Shown::Duplicates, Shown::CommonNumbers, Shown::OwnList];
    let mut all: Vec<Remark> =
        shown.map(|what| Remark::Mislabelled { what, label: label(), place: place() }).into();
    all.extend([
        Remark::OtherPort { port: 5000, asked: 12345 },
        Remark::NeverAbove { most: 99, allowed: 1..=100, draws: 900, chance },
        Remark::NeverAbove { most: 50, allowed: 1..=100, draws: 71, chance },
        Remark::NeverBelow { least: 2, allowed: 1..=100, draws: 900, chance },
        Remark::NeverTwice { cases: 1, draws: 71, chance },
        Remark::NeverTwice { cases: 5, draws: 301, chance },
        Remark::SameCount { count: 30, cases: 3, allowed: 25..=100, chance },
        Remark::SameNumbers { cases: 3, chance },
        varies(Vec::new()),
        varies(vec![(Check::ReplyIsDeduplicated, [4, 2])]),
        Remark::ListsLeftOut { lists: vec![1, 3] },
        Remark::Typed {
            role: Role::Client,
            dialogue: vec![
                Typed { prompt: "Port:".to_owned(), text: "12345".to_owned() },
                Typed { prompt: "Press Enter to exit...".to_owned(), text: String::new() },
            ],
        },
    ]);
    all
}

/// To be read by a person whenever it changes: is each kind, concrete and short?
#[test]
fn every_sentence() {
    let failures = failures().into_iter().map(|(check, reason)| (check, Outcome::Fail(reason)));
    let doubts = doubts().into_iter().map(|(check, doubt)| (check, Outcome::Inconclusive(doubt)));
    let mut text = String::new();
    for (check, answer) in failures.chain(doubts) {
        let words = outcome(check, &answer).expect("only a pass needs no words");
        let _ = writeln!(text, "{}\n  {}", check.name(), words.what);
        if let Some(hint) = words.hint {
            let _ = writeln!(text, "  {hint}");
        }
        text.push('\n');
    }
    for remark in remarks() {
        let words = self::remark(&remark);
        let _ = writeln!(text, "{}\n  {}\n  {}\n", remark.name(), words.what, words.hint.expect("a hint"));
    }
    insta::assert_snapshot!(text);
}

#[test]
fn what_happened_is_a_sentence_without_a_full_stop_and_a_hint_is_one_with() {
    for (check, reason) in failures() {
        let words = failure(check, &reason);
        let hint = words.hint.expect("every failure has a hint");
        assert!(!words.what.ends_with(['.', '?', ' ']), "{}", words.what);
        assert!(hint.ends_with(['.', '?']), "{hint}");
        assert!(!words.what.contains("  ") && !hint.contains("  "), "{}\n{hint}", words.what);
    }
    for (check, doubt) in doubts() {
        assert!(!self::doubt(check, &doubt).ends_with('.'));
    }
    assert_eq!(outcome(Check::ServerListens, &Outcome::Pass), None);
}

#[test]
fn what_an_answer_rests_on_is_named_with_its_place_and_how_it_looks_there() {
    let bytes = 0..9;
    let message = Place::Message { direction: Direction::ToClient, number: 2, bytes };
    for (what, place, excerpt, count, expected) in [
        (
            Item::Answer,
            message,
            "[5, 7, 9]",
            Some(3),
            "the server's answer, 3 in all: message 2 of the server (9 bytes: `[5, 7, 9]`)",
        ),
        (
            Item::Greeting,
            Place::Line { role: Role::Client, stream: Stream::Err, line: 4 },
            "Hello",
            None,
            "the greeting: line 4 of the client's error output (`Hello`)",
        ),
        (
            Item::ClientNumbers,
            Place::Seed,
            "",
            Some(71),
            "the client's numbers, 71 in all: the list that follows from the seed",
        ),
    ] {
        let exhibit = Exhibit { what, place, excerpt: excerpt.to_owned(), count };
        assert_eq!(super::exhibit(&exhibit), expected);
    }
}

#[test]
fn a_long_list_loses_its_middle_and_says_how_long_it_was() {
    assert_eq!(list(&[]), "nothing");
    assert_eq!(list(&[7]), "7");
    assert_eq!(list(&(1..=14).collect::<Vec<_>>()), "1 2 3 4 5 6 7 8 9 10 11 12 13 14");
    assert_eq!(list(&(1..=15).collect::<Vec<_>>()), "1 2 3 4 5 6 7 8 ... 13 14 15 (15 numbers)");
}
