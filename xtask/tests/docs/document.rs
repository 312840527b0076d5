//! A document in Markdown: its blocks of code, its words in code, its headings and its links.

use std::fs;
use std::ops::Range;
use std::path::PathBuf;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

/// Every document that tells users something, by its path in the project.
pub const ALL: [&str; 12] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "docs/student.md",
    "docs/instructor.md",
    "docs/ci.md",
    "docs/scenarios.md",
    "docs/run.md",
    "docs/seeds.md",
    "docs/lab.md",
];

/// Those of them that are for users, and not for who works on it.
pub fn for_users() -> impl Iterator<Item = Document> {
    let documents = ALL.iter().filter(|path| path.starts_with("docs/") || **path == "README.md");
    documents.map(|path| Document::read(path))
}

/// A document.
pub struct Document {
    /// Its path in the project.
    pub path: String,
    /// All of it.
    pub text: String,
    /// Its blocks of code, in order.
    pub blocks: Vec<Block>,
    /// Words in code, in running text and in tables.
    pub words: Vec<String>,
    /// Where its headings can be linked to: without the `#`.
    pub anchors: Vec<String>,
    /// Where its links and pictures lead.
    pub links: Vec<String>,
}

/// A block of code.
#[derive(Debug, Clone)]
pub struct Block {
    /// `console`, `sh`, `python`, ...
    pub language: String,
    /// The file that it is, where it has a name.
    pub name: Option<String>,
    /// What stands in it.
    pub text: String,
    /// The words in code right before it: the file that it is taken from.
    pub after: Option<String>,
    /// Where it stands in the document, with its fences.
    pub place: Range<usize>,
}

/// The folder of the whole project.
pub fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().expect("the grader has a project").to_owned()
}

impl Document {
    /// Reads it.
    pub fn read(path: &str) -> Self {
        let text = fs::read_to_string(project().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut document = Self {
            path: path.to_owned(),
            blocks: Vec::new(),
            words: Vec::new(),
            anchors: Vec::new(),
            links: Vec::new(),
            text,
        };
        let text = document.text.clone();
        let (mut block, mut heading, mut last) = (None::<Block>, None::<String>, None);
        for (event, place) in Parser::new_ext(&text, Options::ENABLE_TABLES).into_offset_iter() {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                    let mut words = info.split_whitespace().map(str::to_owned);
                    let language = words.next().unwrap_or_default();
                    let (name, after) = (words.next(), last.take());
                    block = Some(Block { language, name, text: String::new(), after, place });
                }
                Event::End(TagEnd::CodeBlock) => document.blocks.extend(block.take()),
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => {
                    document.anchors.extend(heading.take().as_deref().map(anchor));
                }
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    document.links.push(dest_url.into_string());
                }
                Event::Text(words) => match (&mut block, &mut heading) {
                    (Some(block), _) => block.text += &words,
                    (None, Some(heading)) => *heading += &words,
                    (None, None) if words.trim() == ":" => {}
                    (None, None) => last = None,
                },
                Event::Code(words) => {
                    if let Some(heading) = &mut heading {
                        *heading += &words;
                    }
                    last = Some(words.to_string());
                    document.words.push(words.into_string());
                }
                _ => {}
            }
        }
        document
    }

    /// Its blocks in one of these languages.
    pub fn blocks_in<'d>(&'d self, languages: &'d [&str]) -> impl Iterator<Item = &'d Block> {
        self.blocks.iter().filter(|block| languages.contains(&block.language.as_str()))
    }
}

/// As GitHub names a heading in links.
fn anchor(heading: &str) -> String {
    let kept = heading
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
        .collect::<String>();
    kept.replace(' ', "-")
}
