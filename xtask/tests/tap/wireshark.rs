//! What Wireshark thinks of a case's packets.

use std::process::Command;

use xtask::delivery::Delivery;

use crate::pair::{EIGHT, Pair, SERVER, accept, dial, pieces, receive_until, send};

/// Runs tshark over a file; `None` where there is no tshark.
fn tshark(file: &std::path::Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("tshark");
    // With nobody's preferences.
    command.env("HOME", file.parent()?).env_remove("XDG_CONFIG_HOME").arg("-n").arg("-r").arg(file);
    let output = command.args(arguments).output().ok()?;
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

pub fn tshark_has_no_complaint() {
    for (delivery, listen, dialled) in [
        (Delivery::AsSent, SERVER, SERVER),
        (Delivery::Split, "0.0.0.0:12345", "127.0.0.1:12345"),
        (Delivery::Coalesced, "[::]:12345", "[::1]:12345"),
    ] {
        let (_, (), _, packets) = Pair { listen, ..Pair::new(delivery) }.run(
            |listener| {
                let mut stream = accept(&listener);
                send(&mut stream, "Thank you for connecting");
                pieces(&mut stream)
            },
            || {
                let mut stream = dial(dialled);
                receive_until(&mut stream, "connecting");
                EIGHT.iter().for_each(|text| send(&mut stream, text));
            },
        );
        assert!(packets.len() > 20, "{} packets", packets.len());
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("case.pcapng");
        std::fs::write(&file, packets.to_pcapng("task2.toml, seed 7, as-sent")).expect("room");
        let Some(complaints) = tshark(
            &file,
            &["-Y", "tcp.analysis.flags || _ws.malformed || _ws.expert.severity >= \"Warning\""],
        ) else {
            eprintln!("skipped: no tshark here");
            return;
        };
        assert_eq!(complaints, "", "under {delivery}");
        let hosts =
            tshark(&file, &["-T", "fields", "-e", "frame.interface_name"]).expect("it was there just now");
        assert_eq!(hosts.lines().count(), packets.len());
        for host in ["client-host", "server-host"] {
            assert!(hosts.lines().any(|line| line == host), "no packet of the {host}");
        }
    }
}
