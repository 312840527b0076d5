//! Why what was handed in is not taken.

/// Why an archive or a folder is refused. Names are as they stand in it, and untrusted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// A name that begins at the root.
    Absolute(String),
    /// A name that leads out of the folder.
    Upwards(String),
    /// A name with control characters.
    NoText(String),
    /// An empty name.
    NoName(String),
    /// A name that is too long to be stored.
    LongName(String),
    /// Too many folders within each other.
    TooDeep(String),
    /// A symbolic or a hard link, and nothing else.
    Link(String),
    /// A device, a pipe, a socket.
    Special(String),
    /// Two entries with one name, or a file where a folder is.
    Twice(String),
    /// More entries than this.
    TooMany(u64),
    /// One file with more bytes than this.
    LargeFile(String, u64),
    /// More bytes than this together.
    TooLarge(u64),
    /// It needs a password.
    Encrypted(String),
    /// A kind of compression that is not read.
    Compression(String),
    /// It cannot be read to its end.
    Broken(String),
    /// It is of a kind that is not opened.
    Kind(&'static str),
    /// There is nothing in it.
    Empty,
    /// Only text or a link typed into a form.
    OnlyText,
}
