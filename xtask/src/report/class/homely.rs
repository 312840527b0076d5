//! What programs and compilers say of files, without where these lie on the machine that graded.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::host::SUBMISSION;

/// The text with each file by its name alone; of a submission's own, by its place in it.
pub fn homely(text: &str) -> String {
    static PATH: LazyLock<Regex> = LazyLock::new(|| {
        let own = regex::escape(SUBMISSION);
        let name = r#"[^/ \t\n"'`():<>,;]"#;
        Regex::new(&format!(r#"(?m)(^|[ \t"'`(=<\[])(?:{own}/|/(?:{name}+/)+)({name})"#))
            .expect("a right expression")
    });
    // What every machine has there is no place on this one.
    let is_everywhere = |path: &str| ["/proc/", "/dev/"].iter().any(|folder| path.starts_with(folder));
    let short = |found: &Captures<'_>| match &found[0][found[1].len()..] {
        path if is_everywhere(path) => found[0].to_owned(),
        _ => format!("{}{}", &found[1], &found[2]),
    };
    PATH.replace_all(text, short).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_have_their_names_and_nothing_says_where_they_lie() {
        for (text, expected) in [
            (r#"File "/submission/task1/server.py", line 3"#, r#"File "task1/server.py", line 3"#),
            (r#"File "/usr/lib/python3.11/json/decoder.py", line 340"#, r#"File "decoder.py", line 340"#),
            ("    at main (/submission/server.js:5:1)", "    at main (server.js:5:1)"),
            ("/home/ta/x/y.c:3:1: error: no", "y.c:3:1: error: no"),
            ("can't open file '/submission/a.py'", "can't open file 'a.py'"),
            (
                "1/2 and a/b, http://example.org/x/y, //x, / and /x",
                "1/2 and a/b, http://example.org/x/y, //x, / and /x",
            ),
            ("asks for `/proc/self/exe`", "asks for `/proc/self/exe`"),
            ("java.base/java.net.Socket", "java.base/java.net.Socket"),
        ] {
            assert_eq!(homely(text), expected);
        }
    }
}
