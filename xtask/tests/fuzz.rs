//! Random bytes for the readers of what is sent and printed, made of what real programs send and print: messages of every
//! format, changed, cut, joined and repeated. Whatever comes, reading it must end, without a panic, in time linear in its
//! size, and judging it too.
//!
//! A short run is part of the tests. `FUZZ_SECONDS=600 cargo test --release --package xtask --test fuzz -- --nocapture`
//! runs longer and says how much it did; `FUZZ_SEED` repeats a run, and `FUZZ_KEEP=FOLDER` keeps what took the longest for
//! its size.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use nix::time::{ClockId, clock_gettime};
use xtask::bytes::Bytes;
use xtask::conversation::{Connection, Conversation, Direction, Segment};
use xtask::delivery::Delivery;
use xtask::observation::{End, Observation, Output, ProgramFacts};
use xtask::reading::{text, wire};
use xtask::scenario::Scenario;
use xtask::verdict::joint::{Case, settle};
use xtask::verdict::{Seeded, judge};

/// What programs of the corpus send and print, one of each kind.
const SEEDS: [&[u8]; 29] = [
    b"[92, 49, 63, 12, 12, 90]",
    b"[92,49,63,12]",
    b"{1, 2, 3}",
    b"{19: 1, 75: 2}",
    b"(12, 40, 7)",
    b"{\"unique\": [1, 2], \"duplicates\": [2]}",
    b"92,49,63,12,",
    b"92 49 63 12 ",
    b"92;49;63\n",
    b"92\n49\n63\n",
    b"Thank you for connecting\n",
    b"It was nice talking to you[7, 15]",
    b"Final list: [1, 2, 3]\nDuplicates: 12 (x2), 40 (x3)\n",
    b"Received: b'[1, 2]\\n'\n('Before', [1, 2])\n",
    b"12 appears 3 times\n40 appears 2 times\n",
    b"Map(2) { 19 => 1, 75 => 2 }\n[\n  1, 2,\n  3\n]\n",
    b"\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00]\x94(K\x01K\x02K\x02e.",
    b"(lp0\nI92\naI49\naI12\na.",
    b"\x80\x02]q\x00(K\x05K\x07h\x00e.",
    b"\xac\xed\x00\x05ur\x00\x02[IM\xba`&v\xea\xb2\xa5\x02\x00\x00xp\x00\x00\x00\x02\0\0\0\x07\0\0\0\x09",
    b"\xac\xed\x00\x05sr\x00\x11java.lang.Integer\x12\xe2\xa0\xa4\xf7\x81\x878\x02\x00\x01I\x00\x05valuexr\x00\x10java.lang.Number\x86\xac\x95\x1d\x0b\x94\xe0\x8b\x02\x00\x00xp\0\0\0\x07",
    b"\0\0\0\x03\0\0\0\x07\0\0\0\x09\0\0\0\x0c",
    b"\x03\0\0\0\x07\0\0\0\x09\0\0\0\x0c\0\0\0\0\0\0\0",
    b"\0\x1aIt was nice talking to you\0\x051,2,3",
    b"\x1b[1;31mFinal\x1b[0m: [1, 2]\x07",
    b"\0\x07\0\x09\0\x0c",
    b"Received: b'\\x0c\\x00\\x07(\\'\\\\'\n",
    b"12;40;100#",
    b"list[0]=5\nlist[1]=7\n",
];

/// Bytes that mean something to one of the readers.
const TELLING: &[u8] =
    b"[](){}<>,;:=|-+.'\"\\0123456789xL \t\r\n\0\x01\x1b\x70\x71\x72\x73\x75\x77\x78\x80\xac\xed\xff";

/// The longest input of a short run, and of some in a long one.
const LONGEST: [usize; 2] = [4096, 256 * 1024];

/// Shorter inputs say little about the time a byte.
const TELLING_SIZE: usize = 1024;

/// How often a time is measured that seems to be the longest.
const MEASURES: usize = 3;

/// What was sent and printed, and what it cost.
#[derive(Default)]
struct Cost {
    time: Duration,
    bytes: usize,
    sent: Vec<Segment>,
    printed: Vec<u8>,
}

impl Cost {
    fn a_byte(&self) -> Duration {
        self.time / self.bytes.max(TELLING_SIZE) as u32
    }
}

struct Fuzzer {
    /// The state of a SplitMix64: small, and random enough for this.
    random: u64,
    scenarios: Vec<Scenario>,
    inputs: u64,
    bytes: u64,
    /// What took the most processor time a byte, of reading and of judging.
    costliest: [Cost; 2],
}

impl Fuzzer {
    fn new(seed: u64) -> Self {
        let scenario = |task: &str| {
            let text = format!("format = 1\ntitle = 't'\ntask = '{task}'\n[numbers]\ncount = '1..100'\n");
            Scenario::parse("fuzz.toml".as_ref(), &text).expect("a right scenario")
        };
        Self {
            random: seed,
            scenarios: ["dedup", "intersect"].map(scenario).into(),
            inputs: 0,
            bytes: 0,
            costliest: <[Cost; 2]>::default(),
        }
    }

    fn below(&mut self, n: usize) -> usize {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.random;
        for multiplier in [0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb] {
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(multiplier);
        }
        (mixed >> 33) as usize % n.max(1)
    }

    /// Seeds joined, changed, cut and repeated.
    fn input(&mut self, longest: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        for _ in 0..1 + self.below(4) {
            bytes.extend(SEEDS[self.below(SEEDS.len())]);
        }
        for _ in 0..self.below(12) {
            let at = self.below(bytes.len());
            let byte = TELLING[self.below(TELLING.len())];
            match self.below(7) {
                0 => bytes.insert(at, byte),
                1 if !bytes.is_empty() => bytes[at] = byte,
                2 if !bytes.is_empty() => bytes[at] ^= 1 << self.below(8),
                3 => bytes.truncate(at.max(1)),
                4 => {
                    let end = at + self.below(bytes.len() - at);
                    let part = bytes[at..end].to_vec();
                    bytes.splice(at..at, part);
                }
                5 => bytes.extend(SEEDS[self.below(SEEDS.len())]),
                _ => {
                    let end = (at + self.below(40)).min(bytes.len());
                    let times = (longest / (end - at).max(1)).min(1 << self.below(18));
                    let part = bytes[at..end].repeat(times);
                    bytes.splice(at..at, part);
                }
            }
        }
        bytes.truncate(longest);
        bytes
    }

    /// The bytes as sends of both sides.
    fn connection(&mut self, bytes: &[u8]) -> Connection {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 12345));
        let mut connection = Connection::new(address, address, address, Duration::ZERO);
        let most = 1 << self.below(18);
        let mut rest = bytes;
        while !rest.is_empty() {
            let (bytes, behind) = rest.split_at((1 + self.below(most)).min(rest.len()));
            let direction = Direction::BOTH[usize::from(self.below(5) == 0)];
            connection.segments.push(Segment::new(direction, bytes));
            rest = behind;
        }
        connection
    }

    fn one(&mut self, longest: usize) {
        let (sent, printed) = (self.input(longest), self.input(longest));
        let connection = self.connection(&sent);
        let observation = observation(&connection, &printed);
        let scenario = self.below(self.scenarios.len());
        let scenario = &self.scenarios[scenario];
        let read = || read(&connection, &printed);
        let judge = || {
            let mut verdict = judge(scenario, &Seeded::default(), &observation);
            let (delivery, seeded, stand_in) = (Delivery::AsSent, Seeded::default(), None);
            let case = Case { delivery, seeded, stand_in, observation: &observation, verdict: &mut verdict };
            settle(scenario, &mut [case], None);
        };
        let works: [&dyn Fn(); 2] = [&read, &judge];
        let bytes = sent.len() + printed.len();
        for (costliest, work) in self.costliest.iter_mut().zip(works) {
            let cost = |time| Cost { time, bytes, ..Cost::default() };
            // A machine that holds this one up can make a single time far too long.
            let is_dearer = |time: &Duration| cost(*time).a_byte() > costliest.a_byte();
            let times: Vec<Duration> =
                (0..MEASURES).map(|_| processor_time(work)).take_while(is_dearer).collect();
            if let Some(time) = times.iter().min().filter(|_| times.len() == MEASURES) {
                *costliest =
                    Cost { sent: connection.segments.clone(), printed: printed.clone(), ..cost(*time) };
            }
        }
        self.inputs += 1;
        self.bytes += bytes as u64;
    }
}

fn read(connection: &Connection, printed: &[u8]) {
    for list in text::lists(printed) {
        assert!(list.range.start <= list.range.end && list.range.end <= printed.len(), "{list:?}");
    }
    for direction in Direction::BOTH {
        let length = connection.sent(direction).len();
        for message in wire::read(connection, direction) {
            assert!(message.range.end <= length && !message.readings.is_empty(), "{message:?}");
        }
    }
}

fn observation(connection: &Connection, printed: &[u8]) -> Observation {
    let program = || ProgramFacts {
        command: Vec::new(),
        stdout: Output { kept: Bytes::from(printed), dropped_bytes: 0 },
        stderr: Output::default(),
        end: End::Exited(0),
        typed: Vec::new(),
        reached: Vec::new(),
    };
    Observation {
        server: Some(program()),
        client: Some(program()),
        port: Some(12345),
        listeners: vec![connection.server],
        conversation: Some(Conversation { connections: vec![connection.clone()], ..Conversation::default() }),
        ..Observation::default()
    }
}

/// The processor time of this thread that some work takes: other work on the machine does not count.
fn processor_time(work: &dyn Fn()) -> Duration {
    let now = || {
        let now = clock_gettime(ClockId::CLOCK_THREAD_CPUTIME_ID).expect("every thread has this clock");
        Duration::from(now)
    };
    let start = now();
    work();
    now() - start
}

fn number(name: &str) -> Option<u64> {
    let text = std::env::var(name).ok()?;
    Some(text.parse().unwrap_or_else(|_| panic!("`{name}` is `{text}`, and has to be a whole number")))
}

#[test]
fn whatever_is_sent_and_printed_is_read_and_judged_without_a_panic() {
    let seed = number("FUZZ_SEED").unwrap_or(1);
    let mut fuzzer = Fuzzer::new(seed);
    let start = Instant::now();
    match number("FUZZ_SECONDS") {
        None => (0..300).for_each(|_| fuzzer.one(LONGEST[0])),
        Some(seconds) => {
            while start.elapsed().as_secs() < seconds {
                let long = fuzzer.below(50) == 0;
                fuzzer.one(LONGEST[usize::from(long)]);
            }
        }
    }
    let Fuzzer { inputs, bytes, costliest, .. } = fuzzer;
    println!("seed {seed}: {inputs} inputs, {bytes} bytes in {:?}", start.elapsed());
    for (what, cost) in ["read", "judge"].iter().zip(costliest) {
        println!("costliest to {what}: {:?} a byte, {:?} for {} bytes", cost.a_byte(), cost.time, cost.bytes);
        if let Some(folder) = std::env::var_os("FUZZ_KEEP").map(PathBuf::from) {
            fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
            let sent = serde_json::to_vec(&cost.sent).expect("segments are data");
            for (name, bytes) in [("sent.json", sent), ("printed", cost.printed)] {
                let file = folder.join(format!("{what}-{name}"));
                fs::write(&file, bytes).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            }
        }
    }
}
