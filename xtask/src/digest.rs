//! Tells one hand-in from another: a digest over the names and contents of all its files.

use std::fs::{self, File};
use std::io;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

/// SHA-256 over every file in the folder, in the order of their names: name, whether it can be executed, length, content.
/// In hexadecimal.
pub fn of_folder(folder: &Path) -> io::Result<String> {
    let mut files = Vec::new();
    list(folder, &mut files)?;
    files.sort();
    let mut digest = Sha256::new();
    let mut field = |bytes: &[u8]| {
        digest.update((bytes.len() as u64).to_le_bytes());
        digest.update(bytes);
    };
    let mut contents = Vec::new();
    for path in files {
        let name = path.strip_prefix(folder).unwrap_or(&path);
        contents.clear();
        let mut file = File::open(&path)?;
        let is_executable = file.metadata()?.permissions().mode() & 0o100 != 0;
        io::Read::read_to_end(&mut file, &mut contents)?;
        field(name.as_os_str().as_bytes());
        field(&[u8::from(is_executable)]);
        field(&contents);
    }
    Ok(hexadecimal(&digest.finalize()))
}

/// SHA-256 of a text: of what is said about a hand-in that has no files.
pub fn of_text(text: &str) -> String {
    hexadecimal(&Sha256::digest(text))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Regular files only: links are not followed, for they need not lead into the folder.
fn list(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let kind = entry.file_type()?;
        if kind.is_dir() {
            list(&entry.path(), files)?;
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_contents_and_modes_make_the_digest_and_nothing_else() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path();
        let digest = || of_folder(path).expect("a digest");
        let empty = digest();
        fs::create_dir(path.join("a")).expect("a folder");
        assert_eq!(digest(), empty, "a folder without files is nothing");
        fs::write(path.join("a/b"), "c").expect("a file");
        let one = digest();
        assert_ne!(one, empty);
        fs::rename(path.join("a/b"), path.join("ab")).expect("moved");
        assert_ne!(digest(), one, "the place counts");
        fs::rename(path.join("ab"), path.join("a/b")).expect("moved back");
        assert_eq!(digest(), one, "times do not");
        fs::set_permissions(path.join("a/b"), fs::Permissions::from_mode(0o755)).expect("a mode");
        assert_ne!(digest(), one);
    }
}
