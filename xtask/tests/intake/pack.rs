//! Archives as no tool makes them.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};

/// One entry of a zip, whatever it claims to be.
#[derive(Clone)]
pub struct ZipEntry {
    pub name: Vec<u8>,
    pub data: Vec<u8>,
    pub mode: u32,
    pub flags: u16,
    /// 0 stored, 8 deflated; any other is written as it is.
    pub method: u16,
    /// What the headers say, where they lie.
    pub claimed_size: Option<u32>,
}

pub fn entry(name: &str, data: &str) -> ZipEntry {
    let (name, data) = (name.into(), data.into());
    ZipEntry { name, data, mode: 0o100_644, flags: 0, method: 0, claimed_size: None }
}

pub fn zip(entries: &[ZipEntry]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for entry in entries {
        let packed = match entry.method {
            8 => {
                let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
                encoder.write_all(&entry.data).expect("memory");
                encoder.finish().expect("memory")
            }
            _ => entry.data.clone(),
        };
        let offset = out.len() as u32;
        let size = entry.claimed_size.unwrap_or(entry.data.len() as u32);
        let mut common = Vec::new();
        common.extend(20u16.to_le_bytes());
        common.extend(entry.flags.to_le_bytes());
        common.extend(entry.method.to_le_bytes());
        common.extend([0; 4]);
        common.extend(crc32(&entry.data).to_le_bytes());
        common.extend((packed.len() as u32).to_le_bytes());
        common.extend(size.to_le_bytes());
        common.extend((entry.name.len() as u16).to_le_bytes());
        common.extend(0u16.to_le_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(&entry.name);
        out.extend(packed);
        directory.extend(b"PK\x01\x02");
        // Made on Unix: the mode counts.
        directory.extend([20, 3]);
        directory.extend(&common);
        directory.extend([0; 6]);
        directory.extend((entry.mode << 16).to_le_bytes());
        directory.extend(offset.to_le_bytes());
        directory.extend(&entry.name);
    }
    let start = out.len() as u32;
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    let count = (entries.len() as u16).to_le_bytes();
    out.extend(count);
    out.extend(count);
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0; 2]);
    out
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// One entry of a tar: type flag, name, mode, what it links to, data.
pub struct TarEntry<'a>(pub u8, pub &'a [u8], pub u32, pub &'a str, pub &'a [u8]);

pub fn tar(entries: &[TarEntry<'_>]) -> Vec<u8> {
    let mut out = Vec::new();
    for TarEntry(kind, name, mode, link, data) in entries {
        let mut header = tar::Header::new_ustar();
        let bytes = header.as_mut_bytes();
        let length = name.len().min(100);
        bytes[..length].copy_from_slice(&name[..length]);
        bytes[156] = *kind;
        bytes[157..157 + link.len()].copy_from_slice(link.as_bytes());
        header.set_mode(*mode);
        header.set_size(data.len() as u64);
        header.set_mtime(0);
        header.set_cksum();
        out.extend(header.as_bytes());
        out.extend(*data);
        out.resize(out.len().next_multiple_of(512), 0);
    }
    out.extend([0; 1024]);
    out
}

pub fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

pub fn bz2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

pub fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder =
        lzma_rust2::XzWriter::new(Vec::new(), lzma_rust2::XzOptions::with_preset(1)).expect("memory");
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

/// A 7z archive of names, modes of Unix and data.
pub fn seven(entries: &[(&str, u32, &[u8])]) -> Vec<u8> {
    let mut writer = sevenz_rust2::ArchiveWriter::new(std::io::Cursor::new(Vec::new())).expect("memory");
    for (name, mode, data) in entries {
        let mut entry = sevenz_rust2::ArchiveEntry::new_file(name);
        entry.has_windows_attributes = true;
        entry.windows_attributes = mode << 16 | 1 << 15;
        writer.push_archive_entry(entry, Some(*data)).expect("memory");
    }
    writer.finish().expect("memory").into_inner()
}
