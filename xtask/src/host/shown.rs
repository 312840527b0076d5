//! What of the machine a sandbox sees, taken before there is a sandbox: folders each through a layer of its own, small files as
//! copies, and others through a layer of the folder that they lie in. So that what one program locks is locked for it alone.
//! Where the kernel has no layers for us they are shared as they are.

use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use rustix::mount::MountAttrFlags;

use super::control::{Report, Room};
use super::covers::Covers;
use super::layer::Layers;
use super::program::trouble;
use super::room::{attach, detached, tmpfs};

/// Files up to this size are copied, which is quicker than a layer: the list of libraries is among them.
const COPIED_BYTES: u64 = 256 << 10;

/// What was taken, and where it is to be seen.
pub(super) struct Shown {
    /// To be mounted.
    pub mounts: Vec<(PathBuf, OwnedFd)>,
    /// To be written.
    pub copies: Vec<(PathBuf, Vec<u8>)>,
    files: Vec<Files>,
    attributes: MountAttrFlags,
}

/// Single files of one folder.
struct Files {
    folder: PathBuf,
    layer: Option<OwnedFd>,
    /// Where each is to be seen, and its name in the folder.
    places: Vec<(PathBuf, OsString)>,
}

impl Shown {
    /// Takes what the room shows, with the copies of files that programs see changed.
    pub(super) fn take(room: &Room, covers: &Covers, attributes: MountAttrFlags) -> Result<Self, Report> {
        let empty = tmpfs(0, attributes)?;
        let mut layers = Layers::over(&empty).map_err(trouble("mount an empty layer"))?;
        let mut shown = Self { mounts: Vec::new(), copies: Vec::new(), files: Vec::new(), attributes };
        for path in &room.shows {
            let changed: Vec<&PathBuf> =
                covers.files.iter().filter(|file| room.holder(file) == Some(path)).collect();
            match fs::metadata(path) {
                Ok(metadata) if metadata.is_dir() => {
                    shown.add_folder(path, &covers.over(path), &changed, &mut layers)?;
                }
                Ok(metadata) if changed.is_empty() && may_be_copied(&metadata) => {
                    let bytes = fs::read(path).map_err(trouble(&format!("copy `{}`", path.display())))?;
                    shown.copies.push((path.clone(), bytes));
                }
                _ if changed.is_empty() => shown.add_file(path, path, &mut layers),
                _ => shown.add_file(path, &covers.over(path), &mut layers),
            }
        }
        layers.finish().map_err(trouble("unmount the empty layer"))?;
        Ok(shown)
    }

    /// A folder, in which these files are as they are in the folder `copies`.
    fn add_folder(
        &mut self,
        path: &Path,
        copies: &Path,
        changed: &[&PathBuf],
        layers: &mut Layers,
    ) -> Result<(), Report> {
        let upper = (!changed.is_empty()).then_some(copies);
        if let Some(layer) = layers.take(path, upper, self.attributes) {
            self.mounts.push((path.to_owned(), layer));
            return Ok(());
        }
        self.mounts.push((path.to_owned(), detached(path, self.attributes)?));
        for file in changed {
            let copy = copies.join(file.strip_prefix(path).unwrap_or(file));
            self.mounts.push(((*file).clone(), detached(&copy, self.attributes)?));
        }
        Ok(())
    }

    fn add_file(&mut self, place: &Path, file: &Path, layers: &mut Layers) {
        let folder = file.parent().unwrap_or(Path::new("/"));
        let name = file.file_name().unwrap_or_default().to_owned();
        if let Some(files) = self.files.iter_mut().find(|files| files.folder == folder) {
            files.places.push((place.to_owned(), name));
            return;
        }
        let layer = layers.take(folder, None, self.attributes);
        self.files.push(Files { folder: folder.to_owned(), layer, places: vec![(place.to_owned(), name)] });
    }

    /// Everything that is to be mounted, single files among it. Their layers stay mounted at `workbench`, which is to be out of
    /// sight.
    pub(super) fn into_mounts(mut self, workbench: &Path) -> Result<Vec<(PathBuf, OwnedFd)>, Report> {
        for Files { folder, layer, places } in self.files {
            if let Some(layer) = &layer {
                attach(layer, workbench).map_err(trouble("mount a layer"))?;
            }
            let folder = if layer.is_some() { workbench } else { &folder };
            for (place, name) in places {
                self.mounts.push((place, detached(&folder.join(name), self.attributes)?));
            }
        }
        Ok(self.mounts)
    }
}

impl Room {
    /// Through which of the shown folders a path is seen.
    fn holder(&self, path: &Path) -> Option<&PathBuf> {
        self.shows
            .iter()
            .filter(|shown| path.starts_with(shown))
            .max_by_key(|shown| shown.components().count())
    }
}

/// Whether a copy tells and does no more than the file: everybody may read it, and nobody executes it.
fn may_be_copied(metadata: &Metadata) -> bool {
    metadata.is_file() && metadata.len() <= COPIED_BYTES && metadata.permissions().mode() & 0o115 == 0o004
}
