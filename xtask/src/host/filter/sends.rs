//! The calls by which a program sends: answered only where it is to be held in one of them.

use super::super::bpf::Test;
use super::super::control::WITH_DESCRIPTOR;
use super::rows::{Row, asked};

const WHY: &str = "what a program sends is counted, up to the call in which it is held";

/// What is answered besides all else.
pub(super) const SENDS: &[Row] = &[
    asked(
        &[
            ("SYS_write", libc::SYS_write),
            ("SYS_writev", libc::SYS_writev),
            ("SYS_sendto", libc::SYS_sendto),
            ("SYS_sendmmsg", libc::SYS_sendmmsg),
            ("SYS_sendfile", libc::SYS_sendfile),
        ],
        &[],
        WHY,
    ),
    // By such a call the filter goes to who answers: before that there is nobody to ask.
    asked(&[("SYS_sendmsg", libc::SYS_sendmsg)], &[Test::IsNot(2, &[WITH_DESCRIPTOR.bits()])], WHY),
];
