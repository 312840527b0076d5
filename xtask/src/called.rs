//! By what name the grader was called, so that commands which it prints can be typed as they stand.

use std::env;
use std::sync::OnceLock;

/// The grader's name where it is installed.
pub const NAME: &str = "socklab";

/// What tells a page of this grader from others, near its beginning.
pub const PAGE: &str = "<meta name=\"generator\" content=\"socklab\">";

/// How the grader was called, as it is typed: `cargo xtask` where cargo started it in the clone that it is built from, and otherwise
/// the first word of its command line.
pub fn name() -> &'static str {
    static CALLED: OnceLock<String> = OnceLock::new();
    CALLED.get_or_init(|| {
        let by_cargo =
            env::var_os("CARGO_MANIFEST_DIR").is_some_and(|folder| folder == env!("CARGO_MANIFEST_DIR"));
        let word = env::args_os().next().filter(|word| !word.is_empty());
        match word {
            _ if by_cargo => "cargo xtask".to_owned(),
            Some(word) => shell_words::quote(&word.to_string_lossy()).into_owned(),
            None => NAME.to_owned(),
        }
    })
}

/// The words of a command that was printed, without the name by which the grader was called then.
pub fn arguments(words: &[String]) -> &[String] {
    let called = words.iter().position(|word| word != "cargo").unwrap_or(words.len());
    words.get(called + 1..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_means_the_same_by_whatever_name_the_grader_was_called() {
        let words = |line: &str| shell_words::split(line).expect("words");
        for line in ["cargo xtask run a.toml", "socklab run a.toml", "'my tools/socklab' run a.toml"] {
            assert_eq!(arguments(&words(line)), ["run", "a.toml"], "{line}");
        }
        for line in ["", "cargo", "socklab"] {
            assert!(arguments(&words(line)).is_empty(), "{line}");
        }
    }
}
