//! Where submissions are looked into, compiled and run: with nothing written down.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock};

use anyhow::{Context as _, Result, ensure};

use super::address::Misnamed;
use super::choices::Choices;
use super::course::Wanted;
use crate::command_line::{Command, Pair};
use crate::digest;
use crate::hand_in::{Problem, Student};
use crate::host::{Isolation, Origin};
use crate::intake::{self, Allowance, Build, Built, Candidate, Entry, Outcome, Understood, Untold};
use crate::journal::ledger::Known;
use crate::journal::prepared::{Choice, Prepared, PreparedPart, Programs};
use crate::observation::{End, Observation};
use crate::record::{Saving, What};
use crate::role::Role;
use crate::scenario::Input;
use crate::scenario::lab::{Lab, Part};
use crate::stage::{Stage, StageOptions};
use crate::submission::{Program, Server, Submission};
use crate::words::submission as words;

/// The most pairs of a server and a client that are tried.
const MOST_PAIRS: usize = 16;

/// The submissions of a class as they are unpacked on this machine.
#[derive(Debug)]
pub struct Workshop<'w> {
    lab: &'w Lab,
    entries: &'w [Entry],
    isolation: Isolation,
    choices: Choices,
    /// Which of several pairs, counted from 1, where it is one alone.
    pair: Option<usize>,
    /// Where packets of cases are kept: in a folder a submission.
    packets: Option<PathBuf>,
    /// Where programs are built: a folder a submission, in it one for each set of builds that its parts need.
    builds: PathBuf,
    /// What a submission that is being worked on has for each part.
    grounds: Mutex<BTreeMap<(usize, String), Ground>>,
    /// Which hand-ins these are, as far as that was asked.
    digests: Vec<OnceLock<String>>,
}

/// What a case needs to know of a submission that was prepared.
#[derive(Debug, Clone)]
struct Ground {
    /// Where its programs are started.
    folder: PathBuf,
    /// Why one half is missing.
    lacks: Option<Problem>,
}

impl<'w> Workshop<'w> {
    /// A workshop that builds in the folder `builds`, which it makes.
    pub fn open(
        lab: &'w Lab,
        entries: &'w [Entry],
        isolation: Isolation,
        choices: Choices,
        builds: PathBuf,
    ) -> Result<Self> {
        fs::create_dir_all(&builds).with_context(|| format!("cannot make `{}`", builds.display()))?;
        let digests = entries.iter().map(|_| OnceLock::new()).collect();
        let (pair, packets, grounds) = Default::default();
        Ok(Self { lab, entries, isolation, choices, pair, packets, builds, grounds, digests })
    }

    /// One that has eyes for only one of several pairs, counted from 1 as they are found.
    pub fn for_pair(self, number: Option<usize>) -> Self {
        Self { pair: number, ..self }
    }

    /// One that keeps the packets of each case, in a folder a submission in that one.
    pub fn keeping_packets(self, folder: Option<PathBuf>) -> Self {
        Self { packets: folder, ..self }
    }

    /// Who handed in.
    pub fn entry(&self, student: usize) -> &'w Entry {
        &self.entries[student]
    }

    /// Whether what is known of a submission is what would be found now: in the same files, with the same choices.
    pub fn agrees(&self, student: usize, known: &Known) -> Result<Agreement> {
        if self.digest(student)? != known.hand_in {
            return Ok(Agreement::OtherFiles);
        }
        let found = known.prepared.as_ref().map_or(&[][..], |prepared| &prepared.parts);
        let mut parts = self.lab.parts.iter().zip(found);
        let same = parts.all(|(part, prepared)| self.choice(student, part) == prepared.choice.as_ref());
        Ok(if same { Agreement::Whole } else { Agreement::OtherChoice })
    }

    /// Looks into a submission, and compiles what has to be compiled.
    pub fn prepare(&self, student: usize, slot: usize) -> Result<Prepared> {
        let mut site = Site::new(self.site(student), self.isolation, slot);
        let digest = self.digest(student)?;
        let parts = self.lab.parts.iter().map(|part| self.prepare_part(student, part, &mut site));
        let parts = parts.collect::<Result<_>>()?;
        // What was taken away meanwhile nobody has failed to hand in.
        if let Ok(folder) = &self.entries[student].folder {
            still_there(folder)?;
        }
        Ok(Prepared { digest, parts })
    }

    /// Runs a case of a submission that is prepared.
    pub fn observe(&self, student: usize, wanted: &Wanted<'_>, slot: usize) -> Observation {
        let observed = self.ground(student, wanted).and_then(|ground| {
            let mut observation = self.stage(student, &ground.folder, wanted)?.observe(&wanted.case(), slot);
            still_there(&ground.folder)?;
            ground.explain(wanted, &mut observation);
            Ok(observation)
        });
        observed.unwrap_or_else(|error| Observation::troubled(&format!("{error:#}")))
    }

    /// Takes away what was built for a submission.
    pub fn clear(&self, student: usize) -> Result<()> {
        self.grounds().retain(|(whose, _), _| *whose != student);
        let site = self.site(student);
        if site.exists() {
            fs::remove_dir_all(&site).with_context(|| format!("cannot remove `{}`", site.display()))?;
        }
        Ok(())
    }

    /// Tells this hand-in from others. What is unpacked stays as it is, so it is read once.
    pub fn digest(&self, student: usize) -> Result<String> {
        if let Some(digest) = self.digests[student].get() {
            return Ok(digest.clone());
        }
        let Entry { student: Student { key, .. }, folder, .. } = &self.entries[student];
        let files = match folder {
            Ok(folder) => digest::of_folder(folder)
                .with_context(|| format!("cannot read what is unpacked in `{}`", folder.display()))?,
            Err(problem) => digest::of_text(&problem.to_string()),
        };
        // Two who handed in the same have not handed in the same thing.
        let digest = digest::of_text(&format!("{key} {files}"));
        Ok(self.digests[student].get_or_init(|| digest).clone())
    }

    fn choice(&self, student: usize, part: &Part) -> Option<&Choice> {
        self.choices.of(&self.entries[student].student.key, &part.name())
    }

    fn grounds(&self) -> MutexGuard<'_, BTreeMap<(usize, String), Ground>> {
        self.grounds.lock().expect("no worker panics while it holds the grounds")
    }

    /// Where a submission is built.
    fn site(&self, student: usize) -> PathBuf {
        self.builds.join(&self.entries[student].student.key)
    }

    /// Finds what can be started for a part of the lab, and compiles it.
    fn prepare_part(&self, student: usize, part: &Part, site: &mut Site) -> Result<PreparedPart> {
        let entry = &self.entries[student];
        let choice = self.choice(student, part);
        let mut notes = entry.notes.clone();
        let none = |notes, problem| {
            let programs = Programs::None(problem);
            Ok(PreparedPart {
                notes,
                input: Input::default(),
                programs,
                with_arguments: Vec::new(),
                hint: None,
                quoted: Vec::new(),
                lacks: None,
                is_borrowed: false,
                choice: choice.cloned(),
            })
        };
        let folder = match &entry.folder {
            Ok(folder) => folder,
            Err(problem) => return none(notes, problem.clone()),
        };
        let understood = site.understood(folder)?;
        let found = match intake::discover(folder, part.scenario.task, &part.commands, understood) {
            Ok(found) => found,
            Err(problem) => return none(notes, problem),
        };
        notes.extend(found.notes.iter().cloned());
        let built = site.build(&found, folder)?;
        let mut pairs: Vec<Pair> = found
            .pairs()
            .into_iter()
            .map(|(server, client)| (&found.servers[server], &found.clients[client]))
            .filter(|(server, client)| built.has(server) && built.has(client))
            .map(|(server, client)| Pair { server: seated(server), client: seated(client) })
            .collect();
        if pairs.len() > MOST_PAIRS {
            notes.push(words::too_many_pairs(pairs.len(), MOST_PAIRS));
        }
        let failures = built.steps.iter().filter_map(|step| match &step.outcome {
            Outcome::Made => None,
            Outcome::Failed(failure) => Some(failure),
        });
        let problems: Vec<Problem> = failures.map(words::build_failed).chain(found.missing).collect();
        // What this machine lacks is no student's fault, even where something else is missing too.
        let of_machine = problems.iter().find(|problem| matches!(problem, Problem::Machine(_)));
        let problem = of_machine.or(problems.first()).cloned();
        let mut lacks = None;
        if pairs.is_empty() && problem.is_some() {
            pairs = halves(&found.servers, &found.clients, built);
            lacks = problem.clone().filter(|_| !pairs.is_empty());
        }
        pairs.truncate(MOST_PAIRS);
        if let Some(number) = self.pair.filter(|_| !pairs.is_empty()) {
            let pair = pairs.get(number - 1).cloned();
            let named = pair.ok_or_else(|| Misnamed(words::no_pair_of_that_number(&part.name(), &pairs)));
            pairs = vec![named?];
        }
        let with_arguments = pairs.iter().flat_map(|pair| told(pair, &found.without_arguments)).collect();
        let not_there = choice.filter(|choice| choice.among(&pairs).is_none());
        let programs = match (pairs.is_empty(), problem) {
            (false, _) if not_there.is_some() => {
                let said = not_there.map(|choice| words::no_such_pair(choice, &pairs));
                Programs::None(Problem::Machine(said.unwrap_or_default()))
            }
            (false, _) => Programs::Pairs(pairs),
            (true, Some(problem)) => Programs::None(problem),
            (true, None) => Programs::None(Problem::Machine(words::NO_PAIR.to_owned())),
        };
        let ground = Ground { folder: built.folder.clone(), lacks: lacks.clone() };
        self.grounds().insert((student, part.name()), ground);
        Ok(PreparedPart {
            notes,
            input: found.input,
            programs,
            with_arguments,
            hint: found.hint,
            quoted: found.quoted,
            lacks,
            is_borrowed: found.is_borrowed,
            choice: choice.cloned(),
        })
    }

    fn ground(&self, student: usize, wanted: &Wanted<'_>) -> Result<Ground> {
        let ground = self.grounds().get(&(student, wanted.id.scenario.clone())).cloned();
        ground.context("a submission that was not prepared has no cases")
    }

    /// The stage for a case, in the folder that was built for it.
    fn stage(&self, student: usize, root: &Path, wanted: &Wanted<'_>) -> Result<Stage> {
        let program = |command: &Command| {
            let folder = root.join(command.folder().unwrap_or(Path::new("")));
            Program::Command(command.clone().in_folder(&folder))
        };
        let Pair { server, client } = &wanted.id.pair;
        let submission = Submission { server: Server::Start(program(server)), client: program(client) };
        let save = self.packets.as_ref().map(|folder| Saving {
            folder: folder.join(&self.entries[student].student.key),
            what: What::Packets(wanted.id.pair.clone()),
        });
        let options = StageOptions {
            input: wanted.input.clone(),
            save,
            root: Some(root.to_owned()),
            files_of: Origin::Student,
            ..StageOptions::default()
        };
        Stage::set(submission, self.isolation, options)
    }
}

impl Ground {
    /// Has a half that is missing say why, where else its name was looked for in vain.
    fn explain(&self, wanted: &Wanted<'_>, observation: &mut Observation) {
        let Some(problem) = &self.lacks else { return };
        let (pair, played) = (&wanted.id.pair, wanted.id.stand_in.map(|played| played.role));
        let halves = [
            (Role::Server, &pair.server, &mut observation.server),
            (Role::Client, &pair.client, &mut observation.client),
        ];
        for (role, command, facts) in halves {
            if *command != Command::missing(role) || played == Some(role) {
                continue;
            }
            let why = problem.to_string().lines().next().unwrap_or_default().to_owned();
            if matches!(problem, Problem::Machine(_)) {
                observation.lacks.insert(role, why.clone());
            }
            if let Some(facts) = facts.as_mut().filter(|facts| matches!(facts.end, End::NotStarted(_))) {
                facts.end = End::NotStarted(why);
            }
        }
    }
}

/// Whether a folder of ours is there yet.
fn still_there(folder: &Path) -> Result<()> {
    let removed = "the folder in which programs are unpacked and built was removed";
    ensure!(
        folder.is_dir(),
        "{removed} while they were graded: `{}`; go on with `--resume`",
        folder.display()
    );
    Ok(())
}

/// The command of a program, in its folder.
fn seated(program: &Candidate) -> Command {
    program.command.clone().in_folder(&program.dir)
}

/// The ways to tell programs of a pair where to listen and to connect, where these look at their arguments and are given none.
fn told(pair: &Pair, without_arguments: &[Untold]) -> Vec<Pair> {
    let ways = |command: &Command| -> Vec<Command> {
        let untold = without_arguments.iter().find(|untold| untold.command.words() == command.words());
        let ways = untold.map(Untold::ways).unwrap_or_default();
        let told = ways.into_iter().map(|way| command.clone().told(&way));
        [command.clone()].into_iter().chain(told).collect()
    };
    let clients = ways(&pair.client);
    let pairs = ways(&pair.server).into_iter().flat_map(|server| {
        clients.iter().map(move |client| Pair { server: server.clone(), client: client.clone() })
    });
    pairs.skip(1).collect()
}

/// What there is of one half, where the other is missing altogether: that is no reason to give nothing for this one.
fn halves(servers: &[Candidate], clients: &[Candidate], built: &Built) -> Vec<Pair> {
    let usable = |programs: &[Candidate]| -> Vec<Command> {
        programs.iter().filter(|program| built.has(program)).map(seated).collect()
    };
    let (servers, clients) = (usable(servers), usable(clients));
    if clients.is_empty() {
        let pair = |server| Pair { server, client: Command::missing(Role::Client) };
        return servers.into_iter().map(pair).collect();
    }
    let pair = |client| Pair { server: Command::missing(Role::Server), client };
    clients.into_iter().filter(|_| servers.is_empty()).map(pair).collect()
}

/// How what was found in a submission stands to what would be found now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    /// It would be the same.
    Whole,
    /// The files are the same; which programs of them are graded was chosen since.
    OtherChoice,
    /// It is another hand-in.
    OtherFiles,
}

/// Where one submission is built. Parts of a lab that need the same builds share them, for most hand in one project for all
/// tasks.
struct Site {
    into: PathBuf,
    built: Vec<(Vec<Build>, Built)>,
    /// Which Python its files are in, once that was asked.
    understood: Option<Understood>,
    isolation: Isolation,
    slot: usize,
}

impl Site {
    fn new(into: PathBuf, isolation: Isolation, slot: usize) -> Self {
        Self { into, built: Vec::new(), understood: None, isolation, slot }
    }

    /// Which Python the files of a submission are in, as far as compilers tell it.
    fn understood(&mut self, folder: &Path) -> Result<&Understood> {
        let understood = match self.understood.take() {
            Some(known) => known,
            None => Understood::ask(folder, self.isolation, u32::try_from(self.slot)?)?,
        };
        Ok(self.understood.insert(understood))
    }

    /// What came of the builds that these programs need: of those that were done before, where they are the same.
    fn build(&mut self, found: &intake::Programs, folder: &Path) -> Result<&Built> {
        let place = match self.built.iter().position(|(builds, _)| *builds == found.builds) {
            Some(place) => place,
            None => {
                fs::create_dir_all(&self.into)
                    .with_context(|| format!("cannot make `{}`", self.into.display()))?;
                let place = self.built.len();
                let into = self.into.join(place.to_string());
                let slot = u32::try_from(self.slot)?;
                let built = intake::build(found, folder, &into, self.isolation, slot, &Allowance::default())?;
                self.built.push((found.builds.clone(), built));
                place
            }
        };
        Ok(&self.built[place].1)
    }
}
