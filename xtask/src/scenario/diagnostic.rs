//! What is wrong with a scenario file, shown with the place in the file.

use std::ops::Range;
use std::path::Path;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

use crate::printable::printable;

/// One thing that is wrong: where, what, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Bytes of the file.
    pub span: Range<usize>,
    /// What is wrong, in lower case and without a full stop.
    pub title: String,
    /// What stands at the place, in a few words; may be empty.
    pub label: String,
    /// What is allowed.
    pub help: Option<String>,
}

impl Diagnostic {
    /// The file is no text: the first bytes that are none begin at `place`, and `char::REPLACEMENT_CHARACTER` is shown for them.
    pub fn no_utf8(place: usize) -> Self {
        Self {
            span: place..place + char::REPLACEMENT_CHARACTER.len_utf8(),
            title: "this is no UTF-8".to_owned(),
            label: String::new(),
            help: Some("save the file with the encoding UTF-8".to_owned()),
        }
    }
}

/// Everything that is wrong with one file.
#[derive(Debug)]
pub struct Diagnostics {
    path: String,
    text: String,
    found: Vec<Diagnostic>,
}

impl Diagnostics {
    /// Puts what was found into the order of the file.
    pub fn new(path: &Path, text: &str, mut found: Vec<Diagnostic>) -> Self {
        found.sort_by_key(|diagnostic| diagnostic.span.start);
        Self { path: printable(&path.display().to_string()), text: text.to_owned(), found }
    }

    /// File, line, column, the line itself with the place underlined, and what is allowed; for each.
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
        let mut out = String::new();
        for diagnostic in &self.found {
            let primary =
                AnnotationKind::Primary.span(self.visible(&diagnostic.span)).label(&diagnostic.label);
            let snippet = Snippet::source(&self.text).path(&self.path).annotation(primary);
            let mut group = Level::ERROR.primary_title(&diagnostic.title).element(snippet);
            if let Some(help) = &diagnostic.help {
                group = group.element(Level::HELP.message(printable(help)));
            }
            out.push_str(&renderer.render(&[group]));
            out.push_str("\n\n");
        }
        out
    }

    /// A span inside the file and on characters' bounds, whatever the parser said.
    fn visible(&self, span: &Range<usize>) -> Range<usize> {
        let start = self.text.floor_char_boundary(span.start.min(self.text.len()));
        start..self.text.ceil_char_boundary(span.end.clamp(start, self.text.len()))
    }
}

impl std::fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.render(false).trim_end())
    }
}

impl std::error::Error for Diagnostics {}
