//! Links lead somewhere.

use crate::document::{ALL, Document, project};

#[test]
fn every_link_to_a_file_or_a_heading_leads_there() {
    let documents: Vec<Document> = ALL.iter().map(|path| Document::read(path)).collect();
    let mut broken = Vec::new();
    let mut found = 0;
    for document in &documents {
        for link in document.links.iter().filter(|link| !link.contains("://")) {
            found += 1;
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let folder = project().join(&document.path).parent().expect("a folder").to_owned();
            let target = if file.is_empty() { project().join(&document.path) } else { folder.join(file) };
            let leads = target.canonicalize().is_ok_and(|target| {
                let of = |other: &&Document| {
                    project().join(&other.path).canonicalize().is_ok_and(|path| path == target)
                };
                let other = documents.iter().find(of);
                anchor.is_empty() || other.is_some_and(|other| other.anchors.iter().any(|one| one == anchor))
            });
            if !leads {
                broken.push(format!("{}: {link}", document.path));
            }
        }
    }
    assert!(broken.is_empty(), "these lead nowhere:\n{}", broken.join("\n"));
    assert!(found > 30, "{found} links were found");
}

#[test]
fn every_document_of_the_folder_is_looked_at() {
    for entry in std::fs::read_dir(project().join("docs")).expect("a folder").flatten() {
        let name = format!("docs/{}", entry.file_name().to_string_lossy());
        assert!(
            !name.ends_with(".md") || ALL.contains(&name.as_str()),
            "{name} is not in the list of documents"
        );
    }
}
