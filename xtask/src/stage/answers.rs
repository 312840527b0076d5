//! What is typed at a prompt: what it plainly asks for, and else Enter.
//!
//! Plain is a host, a port, how many numbers, numbers, which task of a menu, which role. A prompt that offers a choice of its own
//! (`[localhost]`, "or Enter") has Enter typed.

use std::net::SocketAddr;

use crate::command_line::Fill;
use crate::observation::Typed;
use crate::oracle::seed;
use crate::plan::Case;
use crate::role::Role;
use crate::scenario::Scenario;
use crate::task::Task;

/// The line that is typed for a program of a case, which has printed that since the last one; `address` is where the server is.
pub(super) fn line(
    role: Role,
    case: &Case<'_>,
    address: SocketAddr,
    printed: &str,
    before: &[Typed],
) -> String {
    let host = address.ip().to_string();
    let fill = Fill { host: &host, port: address.port(), seed: case.seed };
    Asked { role, scenario: case.scenario, fill }.answer(printed, before)
}

/// Who is asked, in which case.
struct Asked<'a> {
    role: Role,
    scenario: &'a Scenario,
    fill: Fill<'a>,
}

impl Asked<'_> {
    /// The line that is typed, without its end, after what was typed before.
    fn answer(&self, printed: &str, before: &[Typed]) -> String {
        let lines: Vec<&str> = printed.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let prompt = lines.last().copied().unwrap_or_default().to_lowercase();
        let words: Vec<&str> =
            prompt.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        let has = |any: &[&str]| any.iter().any(|word| words.contains(word));
        let says = |any: &[&str]| any.iter().any(|text| prompt.contains(text));
        if says(&["press ", "hit ", "default", "[enter]", "or enter", "leave blank", "leave empty"])
            || offers(&prompt)
        {
            return String::new();
        }
        let above = &lines[..lines.len().saturating_sub(1)];
        let begins = prompt.char_indices().filter(|(_, c)| c.is_ascii_digit());
        let asks = has(&["choice", "choose", "option", "select", "selection"])
            || begins.clone().any(|(at, _)| ranges(&prompt[at..]));
        if let Some(choice) = self.choice(above, asks, before).or_else(|| self.role_of(&prompt, &words)) {
            return choice;
        }
        let numbers = || {
            let numbers = &self.scenario.numbers;
            seed::numbers(self.role, self.fill.seed, numbers.count.clone(), numbers.value.clone())
        };
        if has(&["port"]) && !has(&["host", "ip", "address"]) {
            return self.fill.port.to_string();
        }
        if has(&["host", "hostname", "ip", "address"]) || has(&["server"]) && has(&["name", "enter"]) {
            return self.fill.host.to_owned();
        }
        if says(&["how many", "number of", "count", "amount", "size", "length"]) || words == ["n"] {
            return numbers().len().to_string();
        }
        if has(&[
            "number", "numbers", "integer", "integers", "list", "value", "values", "element", "elements",
        ]) {
            let numbers: Vec<String> = numbers().iter().map(i64::to_string).collect();
            let is_one =
                !has(&["numbers", "integers", "list", "values", "elements"]) || says(&["one by one"]);
            let typed = before.iter().filter(|typed| numbers.contains(&typed.text)).count();
            let mark = if says(&["comma"]) { ", " } else { " " };
            return if is_one {
                numbers.get(typed % numbers.len().max(1)).cloned().unwrap_or_default()
            } else {
                numbers.join(mark)
            };
        }
        String::new()
    }

    /// Of a menu the one item that is about the task, that is named like the role, or else the first that is not for leaving and was not
    /// done yet; and once that was done the one that is.
    fn choice(&self, lines: &[&str], asks: bool, before: &[Typed]) -> Option<String> {
        const LEAVE: &[&str] = &["quit", "exit", "close", "leave", "end", "stop", "bye", "disconnect"];
        let about: &[&str] = match self.scenario.task {
            Task::Greet => &["greet", "hello", "acknowledg"],
            Task::Dedup => &["dedup", "duplicat", "unique"],
            Task::Intersect => &["intersect", "common"],
        };
        let items = menu(lines);
        let about_it = |words: &[&str]| -> Vec<&(String, String)> {
            items.iter().filter(|(_, text)| words.iter().any(|word| text.contains(word))).collect()
        };
        let leaves =
            |text: &str| text.split(|c: char| !c.is_alphanumeric()).any(|word| LEAVE.contains(&word));
        let (of_leaving, others): (Vec<_>, Vec<_>) = items.iter().partition(|(_, text)| leaves(text));
        let is_done = |key: &String| before.iter().any(|typed| typed.text == *key);
        let leaving = of_leaving.first().map(|(key, _)| key);
        let key = match (&about_it(about)[..], &about_it(&[self.role.word()])[..]) {
            _ if items.len() < 2 => None,
            ([(key, _)], _) | ([], [(key, _)]) => leaving.filter(|_| is_done(key)).or(Some(key)),
            _ if leaving.is_none() && !asks => None,
            _ => others.iter().map(|(key, _)| key).find(|key| !is_done(key)).or(leaving),
        };
        key.cloned()
    }

    /// Which of the two it is to be, where that is asked.
    fn role_of(&self, prompt: &str, words: &[&str]) -> Option<String> {
        let asks = words.contains(&"server") && words.contains(&"client");
        let word = self.role.word();
        let is_short = ["s/c", "c/s", "(s)", "(c)"].iter().any(|mark| prompt.contains(mark));
        asks.then(|| if is_short { word[..1].to_owned() } else { word.to_owned() })
    }
}

/// The items of the menu that stands right above a prompt: what to type for each, and what it says.
fn menu(lines: &[&str]) -> Vec<(String, String)> {
    let item = |line: &&str| -> Option<(String, String)> {
        let line = line.trim_start_matches(['[', '(']);
        let key: String = line.chars().take_while(char::is_ascii_alphanumeric).collect();
        let rest = line.strip_prefix(key.as_str())?;
        let is_number = key.bytes().all(|byte| byte.is_ascii_digit());
        let is_item = match key.len() {
            // A range is no item, nor is a line of words.
            1..=2 if is_number => rest.starts_with(['.', ')', ':', ']', '-', ' ']) && !ranges(line),
            1 => rest.starts_with(['.', ')', ':', ']', '-']) || rest.starts_with(" -"),
            _ => false,
        };
        // A line of numbers is none.
        (is_item && rest.contains(char::is_alphabetic)).then(|| (key, rest.to_lowercase()))
    };
    let is_rule = |line: &&&str| !line.contains(char::is_alphanumeric);
    let mut items: Vec<_> = lines
        .iter()
        .rev()
        .filter(|line| !is_rule(line))
        .map(item)
        .skip_while(Option::is_none)
        .map_while(|item| item)
        .collect();
    items.reverse();
    items
}

/// Whether a text begins with a range, such as `1-3` or `1 to 3`.
fn ranges(text: &str) -> bool {
    let number = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let (own, rest) = text.split_at(number(text));
    let rest = rest.trim_start();
    let after = ["-", "..", "\u{2013}", "to "].iter().find_map(|mark| rest.strip_prefix(mark));
    !own.is_empty() && after.is_some_and(|after| number(after.trim_start_matches(['.', ' '])) > 0)
}

/// Whether something stands in brackets behind the question: what Enter means, and not what there is to choose from.
fn offers(prompt: &str) -> bool {
    let end = prompt.trim_end_matches([':', '?', '>', ' ']);
    let within = end.strip_suffix(']').and_then(|end| end.rsplit_once('['));
    within.is_some_and(|(_, within)| !ranges(within) && !within.contains(['/', ',', '|']))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenario(task: &str) -> Scenario {
        Scenario::parse("t.toml".as_ref(), &format!("format = 1\ntitle = 't'\ntask = '{task}'\n"))
            .expect("a scenario")
    }

    #[test]
    fn what_is_plainly_asked_for_is_typed_and_else_enter() {
        let dedup = scenario("dedup");
        let drawn = seed::numbers(Role::Client, 7, dedup.numbers.count.clone(), dedup.numbers.value.clone());
        let all = drawn.iter().map(i64::to_string).collect::<Vec<_>>();
        let asked = Asked {
            role: Role::Client,
            scenario: &dedup,
            fill: Fill { host: "10.0.0.2", port: 4711, seed: 7 },
        };
        for (printed, expected) in [
            ("Press Enter to exit...", ""),
            ("", ""),
            ("What is your name? ", ""),
            ("Enter host: ", "10.0.0.2"),
            ("Enter the server's IP address:\n", "10.0.0.2"),
            ("Server name: ", "10.0.0.2"),
            ("Host [localhost]: ", ""),
            ("Port number: ", "4711"),
            ("Port (default 12345): ", ""),
            ("How many numbers? ", all.len().to_string().as_str()),
            ("Enter the size of the list: ", all.len().to_string().as_str()),
            ("Enter a number: ", all[0].as_str()),
            ("Enter numbers separated by spaces: ", all.join(" ").as_str()),
            ("Numbers, with commas: ", all.join(", ").as_str()),
            ("1. Greet\n2. Remove duplicates\n3. Intersect\nChoice: ", "2"),
            ("a) server\nb) client\n> ", "b"),
            ("Are you the server or the client? ", "client"),
            ("Server or client (s/c)? ", "c"),
            ("1) yes\n2) no\nSure? ", ""),
            ("1) Send numbers\n2) Quit\nYour choice: ", "1"),
            ("[s] start\n[x] exit\n> ", "s"),
            ("1. Send a list\n2. Show the last one\n3. Exit\n> ", "1"),
            ("1. Send a list\n2. Show the last one\nChoose [1-2]: ", "1"),
            (
                "To do:\n1-3 are tasks\n1 - Greet\n2 - Remove duplicates\n3 - Common numbers\nYour choice (1-3): ",
                "2",
            ),
            ("My server said 5\nI got 3\n1) Remove duplicates\n2) Quit\n-----\nEnter 1 to 2: ", "1"),
            ("1. Send\n2. Quit\nGo (1-2):\nGo (1-2):\nfinal list: 5 7\n5 7 9\n7 9\nGo (1-2):", "1"),
            ("Value [5]: ", ""),
            ("Which one [1,2,3]? ", ""),
        ] {
            assert_eq!(asked.answer(printed, &[]), expected, "{printed}");
        }
        let done = [Typed { prompt: "> ".to_owned(), text: "1".to_owned() }];
        assert_eq!(asked.answer("1) Send numbers\n2) Quit\nYour choice: ", &done), "2", "it is done");
        let steps = "1. Connect\n2. Send\n3. Quit\nChoose 1-3: ";
        let typed = |keys: &[&str]| -> Vec<Typed> {
            keys.iter().map(|key| Typed { prompt: String::new(), text: (*key).to_owned() }).collect()
        };
        for (keys, next) in [(&[][..], "1"), (&["1"], "2"), (&["1", "2"], "3"), (&["1", "2", "3"], "3")] {
            assert_eq!(asked.answer(steps, &typed(keys)), next, "{keys:?}");
        }
        let before = [Typed { prompt: "Enter a number:".to_owned(), text: all[0].clone() }];
        assert_eq!(asked.answer("Enter a number: ", &before), all[1]);
    }
}
