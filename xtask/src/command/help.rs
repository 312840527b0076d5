//! What `--help` and the manual say below the options: examples, and what the exit codes mean.

use clap::CommandFactory as _;

use super::Cli;
use crate::called;

/// The exit codes of all commands.
const ALL: &str = "\
Exit codes:
  0    all is right: every check passed, every submission is graded
  1    a check failed (`run`, `try`), a program did something else (`replay`, `play`), the sandbox is not whole (`doctor`)
  2    something is to be mended first: the command line, a file, or what the machine lacks
  3    something could not be told: checks are open, or not all cases were run
  4    the grader itself failed, which is a bug and costs no points
  130  interrupted";

const OF_CHECKS: &str = "\
Exit codes:
  0    every check passed
  1    a check failed
  2    something is to be mended first: the command line, a file, or what the machine lacks
  3    no check failed, and some could not be answered
  4    the grader itself failed, which is a bug and costs no points
  130  interrupted: what had ended is shown, without a score";

const OF_GRADES: &str = "\
Exit codes:
  0    every submission is graded, right or wrong
  2    something is to be mended first: the command line, a file, or what the machine lacks
  3    some points are open, or not all cases were run
  4    the grader itself failed, in some case or altogether, which is a bug and costs no points
  130  interrupted: go on with `--resume`";

const OF_REPLAY: &str = "\
Exit codes:
  0    the same to the byte: the wire, both outputs, both ends
  1    it came out differently; the first byte that differs is shown
  2    something is to be mended first: there is no such case
  3    it cannot be told: the grader failed in the case, then or now
  4    the grader itself failed, which is a bug";

const OF_PLAY: &str = "\
Exit codes:
  0    every byte is as it was recorded
  1    one is not: it says where the program departs
  2    something is to be mended first: there is no such recording
  4    the grader itself failed, which is a bug";

const OF_DOCTOR: &str = "\
Exit codes:
  0    this machine has the whole sandbox
  1    it does not";

const OF_OTHERS: &str = "\
Exit codes:
  0    done
  2    something is to be mended first: the command line, or a file";

/// Of each command its examples, as they are typed where the grader is installed, and its exit codes.
const COMMANDS: [(&str, &str, &str); 14] = [
    (
        "run",
        "\
  socklab run task2                                 the reference pair, by a scenario that comes with the grader
  socklab run task2 --server 'python3 server.py' --client 'java Client {port}'
  socklab run scenarios                             all of a lab; files work as well: `scenarios/*.toml`
  socklab run task2 --seeds 1..100 --delivery split --junit results.xml",
        OF_CHECKS,
    ),
    (
        "try",
        "\
  socklab try                                       what is in this folder, all three tasks
  socklab try task2                                 the second task only
  socklab try ~/lab1 task2                          what is in another folder
  socklab try . task2 --seed 1 --delivery split     one case, as feedback names it
  socklab try . my-task2.toml -v                    by a scenario of one's own, with all that was printed and sent",
        OF_CHECKS,
    ),
    (
        "grade",
        "\
  socklab grade submissions.zip scenarios           a class, into `results/`
  socklab grade submissions scenarios --canvas gradebook.csv --also junit
  socklab grade submissions scenarios --resume      go on after Ctrl-C, or with what was handed in since
  socklab grade submissions scenarios --resume --only alice bob",
        OF_GRADES,
    ),
    ("merge", "  socklab merge --out results shard-1 shard-2 shard-3", OF_GRADES),
    ("report", "  socklab report results --also gradescope", OF_GRADES),
    (
        "replay",
        "\
  socklab replay results/alice/task2-seed7-split    a case of a class
  socklab replay saved/task2-seed7-as-sent.json     one that `run --save` has saved",
        OF_REPLAY,
    ),
    (
        "play",
        "\
  socklab play results/alice/task2-seed7 --server 'python3 server.py'
  socklab play wireshark.pcapng --client 'python3 client.py'",
        OF_PLAY,
    ),
    (
        "show",
        "\
  socklab show results/alice                        what was found
  socklab show results/alice/task2-seed7            how a case went",
        OF_OTHERS,
    ),
    ("check", "  socklab check my-task2.toml\n  socklab check scenarios", OF_OTHERS),
    ("doctor", "  socklab doctor", OF_DOCTOR),
    ("init", "  socklab init my-lab                               then change `my-lab/scenarios`", OF_OTHERS),
    (
        "export",
        "\
  socklab export gradescope autograder              all three tasks
  socklab export gradescope autograder my-lab",
        OF_OTHERS,
    ),
    (
        "completions",
        "\
  socklab completions bash > ~/.local/share/bash-completion/completions/socklab
  socklab completions zsh > ~/.zfunc/_socklab
  socklab completions fish > ~/.config/fish/completions/socklab.fish",
        OF_OTHERS,
    ),
    ("man", "  socklab man ~/.local/share/man/man1", OF_OTHERS),
];

/// The whole command line, for a grader that is called by this name.
pub fn command(called: &str) -> clap::Command {
    let mut command = Cli::command().bin_name(called.to_owned()).after_help(ALL);
    for (name, examples, exit_codes) in COMMANDS {
        let typed = examples.lines().map(|line| line.trim().replacen(called::NAME, called, 1));
        let examples: String = typed.map(|line| format!("  {line}\n")).collect();
        let after = format!("Examples:\n{examples}\n{exit_codes}");
        command = command.mut_subcommand(name, |command| {
            // What is wrong with `--seed -1` is its value, and not that there is no option `-1`.
            let named = |arg: clap::Arg| {
                let is_value = !arg.is_positional() && arg.get_action().takes_values();
                if is_value { arg.allow_negative_numbers(true) } else { arg }
            };
            command.mut_args(named).after_help(after)
        });
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_command_has_examples_that_can_be_typed_and_no_other_has() {
        let whole = command(called::NAME);
        whole.clone().debug_assert();
        let names: Vec<&str> = whole.get_subcommands().map(clap::Command::get_name).collect();
        assert_eq!(COMMANDS.map(|(name, ..)| name).to_vec(), names);
        for (name, examples, _) in COMMANDS {
            for line in examples.lines() {
                let typed = line.trim().split("   ").next().and_then(|line| line.split(" > ").next());
                let words = shell_words::split(typed.unwrap_or_default()).expect("words");
                assert_eq!(words.get(..2), Some(&["socklab".to_owned(), name.to_owned()][..]), "{line}");
                let matched = whole.clone().try_get_matches_from(&words);
                assert!(matched.is_ok(), "{line}: {matched:?}");
            }
        }
    }

    #[test]
    fn examples_are_typed_as_the_grader_was_called() {
        let mut whole = command("cargo xtask");
        let help = whole.find_subcommand_mut("try").expect("a command").render_help().to_string();
        assert!(help.contains("  cargo xtask try ~/lab1 task2"), "{help}");
        assert!(!help.contains("socklab"), "{help}");
    }
}
