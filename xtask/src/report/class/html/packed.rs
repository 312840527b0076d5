//! What the page of a class knows of cases, packed: JSON, as gzip, as base64. Most of it is lists of numbers that stand in several places, so
//! that it is a sixth as large, and a browser unpacks that of one submission when somebody asks for it.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde::Serialize;

/// The value packed: letters, digits, `+`, `/` and `=`, whatever is in it.
pub fn packed(value: &impl Serialize) -> String {
    let json = serde_json::to_vec(value).expect("what the page knows can be written");
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(&json).expect("memory can be written to");
    STANDARD.encode(gzip.finish().expect("memory can be written to"))
}

/// The JSON that stands packed in a submission's part of the page.
#[cfg(test)]
pub fn unpacked(row: &str) -> String {
    let (_, data) = row.split_once("<script class=\"data\"").expect("it has data");
    let data = data.split(['>', '<']).nth(1).expect("it ends");
    let gzip = STANDARD.decode(data).expect("it is base64");
    let mut json = String::new();
    std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&*gzip), &mut json).expect("it is gzip");
    json
}
