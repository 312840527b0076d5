//! Integers of one width: by themselves, in arrays that are filled up, behind counts.

use super::int::Int;
use super::mark::{BETWEEN, HEAD, PAD, SEND};

/// Numbers, as text.
pub fn between(numbers: &[i64]) -> String {
    let mut text = String::new();
    for (at, number) in numbers.iter().enumerate() {
        if at > 0 {
            text.push(BETWEEN);
        }
        text.push_str(&number.to_string());
    }
    text
}

/// The numbers of such a text.
pub fn numbers(text: &str) -> Option<Vec<i64>> {
    match text.is_empty() {
        true => Some(Vec::new()),
        false => text.split(BETWEEN).map(|n| n.parse().ok()).collect(),
    }
}

/// The text of integers, and of one of another width before them.
pub fn fixed(bytes: &[u8], head: Option<Int>, item: Int) -> Option<String> {
    let (front, rest) = match head {
        Some(head) if bytes.len() >= head.width => {
            (format!("{}{HEAD}", head.read(bytes)?), &bytes[head.width..])
        }
        _ => (String::new(), bytes),
    };
    Some(front + &between(&item.read_all(rest)?))
}

/// Its bytes.
pub fn unfixed(text: &str, head: Option<Int>, item: Int) -> Option<Vec<u8>> {
    let (mut bytes, rest) = match text.split_once(HEAD) {
        Some((front, behind)) => (head?.write(front.parse().ok()?)?, behind),
        None => (Vec::new(), text),
    };
    for number in numbers(rest)? {
        bytes.extend(item.write(number)?);
    }
    // Numbers without a head that they could be taken for.
    let is_taken = head.is_some_and(|head| rest == text && bytes.len() >= head.width);
    (!is_taken).then_some(bytes)
}

/// No more arrays are looked for in one turn.
const MOST_ARRAYS: usize = 4;

/// Arrays of so many bytes, and behind them integers in the last `tail` bytes.
pub fn arrays(bytes: &[u8], item: Int, size: usize, tail: usize) -> Option<String> {
    let (bytes, tail) = bytes.split_at(bytes.len().checked_sub(tail)?);
    if size == 0 || bytes.is_empty() || !bytes.len().is_multiple_of(size) || bytes.len() / size > MOST_ARRAYS
    {
        return None;
    }
    let array = |bytes: &[u8]| {
        let mut all = item.read_all(bytes)?;
        all.truncate(all.iter().rposition(|n| *n != 0).map_or(0, |last| last + 1));
        Some(format!("{}{PAD}", between(&all)))
    };
    let all: Option<Vec<String>> = bytes.chunks(size).map(array).collect();
    let arrays = all?.join(&SEND.to_string());
    match tail.is_empty() {
        true => Some(arrays),
        false => Some(format!("{arrays}{HEAD}{}", between(&item.read_all(tail)?))),
    }
}

/// The bytes of such arrays.
pub fn unpadded(text: &str, item: Int, size: usize, tail: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (text, behind) = text.split_once(HEAD).unwrap_or((text, ""));
    for (at, array) in text.split(SEND).enumerate() {
        let numbers = numbers(array.strip_suffix(PAD)?)?;
        // A zero that ends the numbers could not be told from what fills them up.
        if numbers.last() == Some(&0) || numbers.len() * item.width > size || at == MOST_ARRAYS {
            return None;
        }
        for number in numbers {
            bytes.extend(item.write(number)?);
        }
        bytes.resize(size * (at + 1), 0);
    }
    let end = bytes.len() + tail;
    for number in numbers(behind)? {
        bytes.extend(item.write(number)?);
    }
    (bytes.len() == end).then_some(bytes)
}

/// Numbers of so many digits, nothing between them, filled up with blanks or with zeros.
pub fn digits(bytes: &[u8], width: usize, is_blank: bool) -> Option<String> {
    let is_digit = |b: &u8| b.is_ascii_digit() || is_blank && *b == b' ';
    let number = |digits: &[u8]| std::str::from_utf8(digits).ok()?.trim_start_matches(' ').parse().ok();
    let numbers: Option<Vec<i64>> = bytes.chunks(width).map(number).collect();
    let is_whole = bytes.len().is_multiple_of(width) && bytes.iter().all(is_digit);
    Some(between(&numbers.filter(|_| is_whole)?))
}

/// Their bytes.
pub fn undigits(text: &str, width: usize, is_blank: bool) -> Option<Vec<u8>> {
    let digits = |n: i64| {
        let digits = if is_blank { format!("{n:width$}") } else { format!("{n:0width$}") };
        Some(digits).filter(|d| n >= 0 && d.len() == width)
    };
    let all: Option<String> = numbers(text)?.into_iter().map(digits).collect();
    Some(all?.into_bytes())
}

/// No more lists are looked for in one turn.
const MOST_BLOCKS: usize = 8;

/// The text of lists, each behind its count.
pub fn blocks(bytes: &[u8], head: Int, item: Int) -> Option<String> {
    let (mut rest, mut found) = (bytes, Vec::new());
    while !rest.is_empty() {
        let count = usize::try_from(head.read(rest)?).ok()?;
        let body = rest.get(head.width..)?;
        let size =
            count.checked_mul(item.width).filter(|size| *size <= body.len() && found.len() <= MOST_BLOCKS)?;
        found.push(format!("[{}]", between(&item.read_all(&body[..size])?)));
        rest = &body[size..];
    }
    (!found.is_empty()).then(|| found.join(&SEND.to_string()))
}

/// The same text of two lists, both counts before the first of them.
pub fn behind_counts(bytes: &[u8], head: Int, item: Int) -> Option<String> {
    let size = |at: usize| usize::try_from(head.read(bytes.get(at..)?)?).ok()?.checked_mul(item.width);
    let (first, second) = (size(0)?, size(head.width)?);
    let lists = &bytes[2 * head.width..];
    let (one, two) =
        lists.split_at_checked(first).filter(|(one, two)| two.len() == second && !one.is_empty())?;
    let list = |bytes: &[u8]| Some(format!("[{}]", between(&item.read_all(bytes)?)));
    Some(format!("{}{SEND}{}", list(one)?, list(two)?))
}

/// Its bytes.
pub fn unbehind_counts(text: &str, head: Int, item: Int) -> Option<Vec<u8>> {
    let (mut counts, mut lists, mut two) = (Vec::new(), Vec::new(), 0);
    for list in text.split(SEND) {
        let numbers = numbers(list.strip_prefix('[')?.strip_suffix(']')?)?;
        counts.extend(head.write(numbers.len() as i64)?);
        for number in numbers {
            lists.extend(item.write(number)?);
        }
        two += 1;
    }
    (two == 2 && !lists.is_empty()).then(|| [counts, lists].concat())
}

/// The bytes of lists, each behind its count.
pub fn unblocked(text: &str, head: Int, item: Int) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for (at, block) in text.split(SEND).enumerate() {
        let numbers = numbers(block.strip_prefix('[')?.strip_suffix(']')?)?;
        if at > MOST_BLOCKS {
            return None;
        }
        bytes.extend(head.write(numbers.len() as i64)?);
        for number in numbers {
            bytes.extend(item.write(number)?);
        }
    }
    Some(bytes)
}
