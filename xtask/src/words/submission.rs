//! What is said about a submission of a class as a whole.

use crate::command_line::{Command, Pair};
use crate::hand_in::{BuildFailure, Problem};
use crate::journal::prepared::Choice;
use crate::printable::printable;
use crate::range::show_seeds;
use crate::verdict::results::{LeftOut, ScenarioResult};

/// Not all cases were run.
pub const UNFINISHED: &str = "not all of its cases have been run yet";

/// There are programs, but no server with a client.
pub const NO_PAIR: &str = "no server and client that can be run together";

/// One program does all of it by itself.
pub fn both_in_one(command: &Command) -> String {
    let command = printable(&command.to_string());
    format!(
        "`{command}` is server and client in one, so nothing passes between two machines that could be judged: have it be one of them when \
         it is told so, as by `{command} server` and `{command} client`"
    )
}

/// Why nothing was run, and what it means for the points: in the first line, where there are several.
pub fn not_run(problem: &Problem) -> String {
    match problem {
        Problem::Student(why) => why.clone(),
        Problem::Machine(why) => {
            let (first, rest) =
                why.split_once('\n').map_or((why.as_str(), ""), |(first, rest)| (first, rest));
            let gap = if rest.is_empty() { "" } else { "\n" };
            format!("{first}; it is open, and costs nothing until a person has looked at it{gap}{rest}")
        }
    }
}

/// How many of several pairs were tried: all, but where they spent the budget.
fn tried_of(pairs: usize, tried: usize) -> String {
    if tried == pairs { "all tried".to_owned() } else { format!("{tried} tried") }
}

/// Which of several programs were taken.
pub fn best_pair(pairs: usize, tried: usize, [server, client]: &[String; 2]) -> String {
    let tried = tried_of(pairs, tried);
    format!("of {pairs} pairs, {tried}, `{server}` with `{client}` did best and was graded")
}

/// Programs that did not meet until they were told where.
pub fn told([server, client]: &[String; 2]) -> String {
    format!("without arguments the programs did not meet, so they were started as `{server}` and `{client}`")
}

/// In the place of the score, where a run was interrupted.
pub fn interrupted(result: &ScenarioResult) -> String {
    let all = result.scenario.seeds.len() * result.scenario.deliveries.len();
    let run = result.cases.len() - result.further_seeds().len();
    format!("interrupted: {run} of {all} cases were run, so there is no score")
}

/// That a pair was run with more seeds than the scenario's.
pub fn further(seeds: &[u64]) -> String {
    let (count, seeds) = (seeds.len(), show_seeds(seeds));
    format!(
        "run as sent with {count} more seeds ({seeds}), since the scenario's left in doubt how its lists are to be read"
    )
}

/// What was not run once the budget was spent, and what that means for the points.
pub fn left_out(result: &ScenarioResult) -> String {
    let LeftOut { cases, roles } = &result.left_out;
    let budget = humantime::format_duration(result.scenario.budget());
    let run = result.cases.len();
    let limit = format!(
        "the {budget} that a submission may take (`limits.submission`), in processor time and in waiting while nothing happens"
    );
    let mut said = Vec::new();
    if *cases > 0 {
        let of = run + cases;
        let were = if run == 1 { "1 case".to_owned() } else { format!("{run} cases") };
        said.push(format!(
            "your programs used up {limit}, in {were} of {of}: the others were not run, and count as those that were"
        ));
    }
    for role in roles {
        let role = role.word();
        said.push(match said.is_empty() {
            true => format!("the cases with the grader's {role} used up {limit}: no more ways to talk to your program were tried"),
            false => format!("the cases with the grader's {role} used up as much: no more ways to talk to your program were tried"),
        });
    }
    said.join("; ")
}

/// The same where others did as well.
pub fn likeliest_pair(pairs: usize, tried: usize, alike: usize, [server, client]: &[String; 2]) -> String {
    let tried = tried_of(pairs, tried);
    let alike =
        if alike == pairs { "all did equally well".to_owned() } else { format!("{alike} did equally well") };
    format!(
        "of {pairs} pairs, {tried}, {alike}; `{server}` with `{client}` was graded, as the likeliest by its names, and \
         your instructor can choose another"
    )
}

/// The same where it was said which.
pub fn pair_of_the_instructor([server, client]: &[String; 2]) -> String {
    format!("your instructor chose `{server}` with `{client}` to be graded")
}

/// What was chosen cannot be graded, and what can.
pub fn no_such_pair(choice: &Choice, pairs: &[Pair]) -> String {
    let pairs = pairs.iter().map(Pair::words).map(|[server, client]| format!("`{server}` with `{client}`"));
    let pairs: Vec<String> = pairs.collect();
    format!(
        "the choice of `{}` with `{}` is none of the pairs in this submission: {}",
        printable(&choice.server),
        printable(&choice.client),
        pairs.join(", ")
    )
}

/// The one that was asked for by its number is not there: what is.
pub fn no_pair_of_that_number(task: &str, found: &[Pair]) -> String {
    let with = |pair: &Pair| {
        let [server, client] = pair.words();
        format!("`{server}` with `{client}`")
    };
    match found {
        [only] => format!("for `{task}` there is only {}: leave `--pair` out", with(only)),
        found => {
            let each = found.iter().zip(1..).map(|(pair, number)| format!("{number} is {}", with(pair)));
            let (each, most) = (each.collect::<Vec<_>>().join(", "), found.len());
            format!("for `{task}` `--pair` takes a number from 1 to {most}: {each}")
        }
    }
}

/// Before a command that repeats a failure where a student's files are.
pub const AGAIN_THERE: &str = "again, in the student's folder";

/// What the file of questions says first.
pub const CHOICES_HEAD: &str = "\
# What only you can say: it counts once you grade again with `--resume`, which runs nothing again for it.
#
# Where several pairs of programs did equally well, the grader cannot know which was meant, and graded the first of them: to choose
# another, take away the `#` before its `server` and `client`. What the grader could not judge is open, and no grade is filled in for
# it: look at it, take away the `#` from `[[override]]` on, and say what it is worth and why.
";

/// What it says first where there are corrections only.
pub const CORRECTIONS_HEAD: &str = "\
# What you know better than the grader: it reads it with `grade --resume`, and keeps it.
";

/// The file says what the journal does not.
pub fn not_read_yet(file: &str) -> String {
    format!(
        "`{file}` says what has not been read yet: `grade --resume` reads it, and until then it stays as it is"
    )
}

/// A check that an instructor corrected.
pub fn corrected_check(check: &str, passes: bool, reason: &str) -> String {
    let so = if passes { "passes" } else { "fails" };
    format!("your instructor corrected the grader: `{check}` {so}: {}", printable(reason))
}

/// Points that an instructor gave.
pub fn corrected_points(points: u32, reason: &str) -> String {
    let points = if points == 1 { "1 point".to_owned() } else { format!("{points} points") };
    format!("your instructor gave {points} for this: {}", printable(reason))
}

/// Behind a check.
pub fn corrected(reason: &str) -> String {
    format!("corrected by your instructor: {}", printable(reason))
}

/// A correction of a check of what was not run.
pub fn nothing_to_correct(check: &str) -> String {
    format!(
        "`{check}` cannot be corrected, since this was not run: your instructor can give `points` for all of it"
    )
}

/// What is asked about a submission.
pub fn which_pair(tried: usize, alike: usize) -> String {
    format!("of {tried} pairs {alike} did equally well")
}

/// What is asked about a part that could not be judged: without its lines, which may be a student's.
pub fn what_is_it_worth(why: &str) -> String {
    format!("not judged: {}", printable(why.lines().next().unwrap_or_default()))
}

/// What was answered.
pub const CHOSEN: &str = "chosen by you";

/// Where questions stand.
pub fn questions(open: usize, file: &str) -> String {
    let submissions =
        if open == 1 { "1 submission has".to_owned() } else { format!("{open} submissions have") };
    format!(
        "{submissions} several pairs of programs that did equally well: the likeliest was graded, and `{file}` asks which was \
         meant"
    )
}

/// Where what nobody judged is to be looked at.
pub fn unjudged(submissions: usize, file: &str) -> String {
    let submissions =
        if submissions == 1 { "1 submission".to_owned() } else { format!("{submissions} submissions") };
    format!(
        "{submissions} could not be judged in some part, which stays open: `{file}` asks what that is worth"
    )
}

/// Not all combinations are tried.
pub fn too_many_pairs(pairs: usize, tried: usize) -> String {
    format!("there are {pairs} pairs of a server and a client, of which the likeliest {tried} were tried")
}

/// A compiler's complaint, with its first lines.
pub fn build_failed(failure: &BuildFailure) -> Problem {
    let BuildFailure { command, why, output } = failure;
    let said = |why: &str| {
        let lines: String = output.lines().map(|line| format!("\n    {line}")).collect();
        format!("`{}` failed: {}{lines}", printable(command), printable(why))
    };
    match why {
        Problem::Student(why) => Problem::Student(said(why)),
        // What a machine lacks is said in the same words of everyone.
        Problem::Machine(why) => {
            let lines: String = output.lines().map(|line| format!("\n    {line}")).collect();
            Problem::Machine(format!("{why}\n`{}` failed{lines}", printable(command)))
        }
    }
}
