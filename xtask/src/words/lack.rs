//! What this machine does not have, and what an instructor does about it. Without the names of files: the same for each
//! submission that wants it, so that a class says it once.

use crate::lack::{Kind, Lack};
use crate::printable::printable;

/// What is missing, and how to have it, in one sentence without a full stop.
pub fn lack(lack: &Lack) -> String {
    let name = printable(&lack.name);
    let (what, how) = match lack.kind {
        Kind::PythonPackage => (format!("no Python package `{name}`"), format!("`pip install {name}`")),
        Kind::Python => (format!("no Python {name} or newer"), "install it".to_owned()),
        Kind::Crate => {
            (format!("no crate `{name}`"), "have it vendored by the students (`cargo vendor`)".to_owned())
        }
        Kind::Rust => (format!("no Rust {name} or newer"), "`rustup update`".to_owned()),
        Kind::Jar => (format!("no jar with the Java package `{name}`"), "have it handed in".to_owned()),
        Kind::DotNet => (format!("no .NET {name} or newer"), "install it".to_owned()),
        Kind::Java => (format!("no Java {name}"), "install it".to_owned()),
        Kind::GoModule => (
            format!("no Go module `{name}`"),
            "have it vendored by the students (`go mod vendor`)".to_owned(),
        ),
        Kind::Go => (format!("no Go {name} or newer"), "install it".to_owned()),
        Kind::NpmPackage => (format!("no npm package `{name}`"), format!("`npm install --global {name}`")),
        Kind::PerlModule => (format!("no Perl module `{name}`"), format!("`cpan {name}`")),
        Kind::Gem => (format!("no Ruby gem `{name}`"), format!("`gem install {name}`")),
        Kind::PhpExtension => (format!("no PHP extension `{name}`"), "install it".to_owned()),
        Kind::ComposerPackages => {
            (format!("none of Composer's packages (`{name}`)"), "have `vendor` handed in".to_owned())
        }
        Kind::NugetPackage => {
            (format!("no NuGet package `{name}`"), "look at this program by hand".to_owned())
        }
        Kind::Header => (format!("no C header `{name}`"), "install what it comes with".to_owned()),
        Kind::Library => (format!("no library `{name}`"), "install it".to_owned()),
        Kind::Program => (format!("no `{name}`"), "install it".to_owned()),
        Kind::Display => ("no display".to_owned(), "look at this program by hand".to_owned()),
    };
    match lack.kind {
        Kind::Display => format!("this machine has {what} to show windows on: {how}"),
        Kind::NugetPackage => format!("this machine has {what}: {how}"),
        _ => format!("this machine has {what}: {how}, or `[toolchain]` in `lab.toml`"),
    }
}
