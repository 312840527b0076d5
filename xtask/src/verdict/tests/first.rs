//! Only the first thing that went wrong fails.

use super::*;

#[test]
fn only_the_first_that_went_wrong_fails_and_the_rest_waits_for_it() {
    use Check::{
        ClientFinishes, ReplyIsDeduplicated, SendsNumbers, ServerListens, ServerStaysUp, ShowsDuplicates,
        ShowsFinalList,
    };
    let crashed = || program("", End::Exited(1));
    let silent = || Some(program("", End::Exited(0)));
    let connected = |sends: &[(Direction, &str)]| Some(wire(sends));
    let list = (Direction::ToServer, "[5, 7, 7, 9]");
    let cases = [
        (
            "the server never listens",
            Observation {
                server: Some(crashed()),
                client: None,
                listeners: vec![],
                conversation: None,
                ..right()
            },
            ServerListens,
            vec![
                ServerStaysUp,
                SendsNumbers,
                ReplyIsDeduplicated,
                ClientFinishes,
                ShowsFinalList,
                ShowsDuplicates,
            ],
        ),
        (
            "the server crashes on the list, and the client with it",
            Observation {
                server: Some(crashed()),
                client: Some(crashed()),
                conversation: connected(&[list]),
                ..right()
            },
            ServerStaysUp,
            vec![ReplyIsDeduplicated, ClientFinishes, ShowsFinalList, ShowsDuplicates],
        ),
        (
            "the server answers nothing, and the client waits for ever",
            Observation {
                client: Some(program("", End::Limit(Limit::WallTime(Duration::from_secs(5))))),
                conversation: connected(&[list]),
                ..right()
            },
            ReplyIsDeduplicated,
            vec![ClientFinishes, ShowsFinalList, ShowsDuplicates],
        ),
        (
            "the client connects and crashes before it sends",
            Observation {
                client: Some(crashed()),
                server: Some(crashed()),
                conversation: connected(&[]),
                ..right()
            },
            ClientFinishes,
            vec![ServerStaysUp, SendsNumbers, ReplyIsDeduplicated, ShowsFinalList, ShowsDuplicates],
        ),
        (
            "the client sends without end, and the server falls over what comes",
            Observation {
                client: Some(program("[5, 7, 9, 1, 3]", End::Limit(Limit::Sent))),
                server: Some(crashed()),
                conversation: connected(&[list, (Direction::ToServer, "5 7 7 9 1 3 5 7 7 9 1 3")]),
                ..right()
            },
            ClientFinishes,
            vec![ServerStaysUp, SendsNumbers, ReplyIsDeduplicated, ShowsFinalList, ShowsDuplicates],
        ),
        (
            "the server sends without end, and the client falls over what comes",
            Observation {
                client: Some(crashed()),
                server: Some(program("", End::Limit(Limit::Sent))),
                conversation: connected(&[list, (Direction::ToClient, "5 7 9 1 3 5 7 9 1 3 5 7 9 1 3")]),
                ..right()
            },
            ServerStaysUp,
            vec![ReplyIsDeduplicated, ClientFinishes, ShowsFinalList, ShowsDuplicates],
        ),
        (
            "the client sends no list",
            Observation {
                client: silent(),
                conversation: connected(&[(Direction::ToServer, "hello"), (Direction::ToClient, "what?")]),
                ..right()
            },
            SendsNumbers,
            vec![ReplyIsDeduplicated, ShowsFinalList, ShowsDuplicates],
        ),
        (
            "the client never connects",
            Observation { client: silent(), conversation: Some(Conversation::default()), ..right() },
            SendsNumbers,
            vec![ReplyIsDeduplicated, ShowsFinalList, ShowsDuplicates],
        ),
    ];
    for (what, observation, cause, waiting) in cases {
        let unmet = unmet(&dedup(), &observation);
        let failing: Vec<Check> =
            unmet.iter().filter(|(_, o)| o.status() == Status::Fail).map(|(check, _)| *check).collect();
        assert_eq!(failing, [cause], "{what}");
        let blocked: Vec<Check> = unmet
            .iter()
            .filter(|(_, outcome)| matches!(outcome, Outcome::Inconclusive(Doubt::Blocked(_))))
            .map(|(check, _)| *check)
            .collect();
        assert_eq!(blocked, waiting, "{what}");
        // Whoever follows the names comes to the cause.
        for (check, outcome) in &unmet {
            let mut outcome = outcome.clone();
            for _ in 0..unmet.len() {
                let Outcome::Inconclusive(Doubt::Blocked(by)) = outcome else { break };
                outcome =
                    unmet.iter().find(|(check, _)| *check == by).expect("what blocks is unmet").1.clone();
            }
            assert_eq!(outcome.status(), Status::Fail, "{what}: {} waits for nothing", check.name());
        }
    }
}
