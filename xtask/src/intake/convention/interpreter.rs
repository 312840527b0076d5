//! Which Python starts a file, and from where.

use super::super::compiled::Start;
use super::super::language::Language;
use super::super::place;
use super::super::python::{self, Verdict, Version};
use super::super::source::Source;
use super::Search;
use crate::hand_in::Problem;
use crate::words::intake as words;

impl Search<'_> {
    /// How a Python file is started so that it finds what it imports: as a file, or as a module of its package.
    pub(super) fn python_start(&self, source: &Source, interpreter: &'static str) -> Start {
        let mut start = Start::script(source, &[interpreter]);
        let place::Imports { package, mut above } = place::imports(source, self.files);
        let usual = package.as_ref().map_or(start.dir.as_path(), |(top, _)| top);
        let working = place::working(usual, source, self.files);
        start = start.from(&working);
        if let Some((top, name)) = package {
            start.words.splice(1.., ["-m".to_owned(), name]);
            start.paths.clear();
            // Python looks for a module from where it stands.
            above.push(top);
            above.retain(|folder| *folder != working);
        }
        if !above.is_empty() {
            let ways: Vec<String> = above.iter().map(|folder| place::way(&working, folder)).collect();
            start.variables.push(format!("PYTHONPATH={}", ways.join(":")));
        }
        start
    }

    /// Which Python a file is in: what only one compiler takes, or else what its code tells.
    fn told(&self, source: &Source) -> Option<Verdict> {
        let asked = self.understood.version(&source.file).map(Verdict::of_compiler);
        asked.or_else(|| python::version(&source.text, &source.code))
    }

    /// The interpreter for a Python file, and by what it was told.
    pub(super) fn python(&mut self, source: &Source) -> Result<(&'static str, String), Problem> {
        let own = self.told(source);
        // Two halves of a submission speak one language: what one of them surely is, the other is too.
        let sure = self
            .sources
            .iter()
            .filter(|other| other.language == Language::Python && other.task == source.task)
            .filter_map(|other| Some((other, self.told(other)?)))
            .filter(|(other, verdict)| {
                verdict.is_sure
                    || own.is_some_and(|own| own.is_weak) && !verdict.is_weak && other.file != source.file
            })
            .min_by_key(|(_, verdict)| !verdict.is_sure);
        let (version, is_sure, sign) = match (own, sure) {
            (Some(own), _) if own.is_sure || own.is_asked => {
                (own.version, own.is_sure, words::python(own.version == Version::Two, own.sign))
            }
            (_, Some((other, verdict))) => {
                (verdict.version, false, words::python_of(verdict.version == Version::Two, &other.file))
            }
            (Some(own), None) => (own.version, false, words::python(own.version == Version::Two, own.sign)),
            (None, None) => (Version::Three, false, words::python(false, "")),
        };
        match version {
            Version::Three => Ok(("python3", sign)),
            Version::Two if (self.has)("python2") => Ok(("python2", sign)),
            Version::Two if is_sure || sure.is_some_and(|(_, sure)| sure.version == Version::Two) => {
                Err(Problem::Machine(words::needs_python_2(&source.file, own.map_or("", |own| own.sign))))
            }
            Version::Two => Ok(("python3", words::perhaps_python_2())),
        }
    }
}
