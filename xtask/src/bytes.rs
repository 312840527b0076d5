//! Bytes that a program sent or printed, written to JSON as text where they are text.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

/// Bytes of unknown meaning. In JSON `{"text": "..."}` where they are UTF-8, `{"base64": "..."}` where not;
/// either way every byte comes back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Form", into = "Form")]
pub struct Bytes(pub Vec<u8>);

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Form {
    Text(String),
    Base64(String),
}

impl From<Bytes> for Form {
    fn from(bytes: Bytes) -> Self {
        match String::from_utf8(bytes.0) {
            Ok(text) => Self::Text(text),
            Err(error) => Self::Base64(STANDARD.encode(error.as_bytes())),
        }
    }
}

impl TryFrom<Form> for Bytes {
    type Error = base64::DecodeError;

    fn try_from(form: Form) -> Result<Self, Self::Error> {
        match form {
            Form::Text(text) => Ok(Self(text.into_bytes())),
            Form::Base64(code) => STANDARD.decode(code).map(Self),
        }
    }
}

impl std::ops::Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Self {
        Self(bytes.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_survives_json_and_text_stays_readable() {
        for (bytes, json) in [
            (&b"[1, 2]\n"[..], r#"{"text":"[1, 2]\n"}"#),
            (b"", r#"{"text":""}"#),
            (b"\x80\x04", r#"{"base64":"gAQ="}"#),
        ] {
            let written = serde_json::to_string(&Bytes::from(bytes)).expect("bytes can be written");
            assert_eq!(written, json);
            assert_eq!(serde_json::from_str::<Bytes>(&written).expect("and read").0, bytes);
        }
    }
}
