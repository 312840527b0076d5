//! Tables with empty cells: two lists side by side, of which one is shorter. Column by column they are lists like any other.

use super::tokens::{is_drawn, numbers};

/// Rows have no more cells.
const MOST_CELLS: usize = 8;
/// Fewer rows are no table.
const FEWEST_ROWS: usize = 3;

/// The text with such tables column by column, each behind its own head; `None` where there are none.
pub fn by_columns(text: &str) -> Option<String> {
    let lines: Vec<&str> = text.split('\n').collect();
    let (mut found, mut at, mut is_any) = (Vec::new(), 0, false);
    while at < lines.len() {
        let rows = table(&lines[at..]);
        match columns(&rows) {
            Some(columns) => {
                is_any = true;
                found.extend(columns.iter().flatten().map(|cell| (*cell).to_owned()));
                at += rows.len();
            }
            None => {
                let end = at + rows.len().max(1);
                found.extend(lines[at..end].iter().map(|line| (*line).to_owned()));
                at = end;
            }
        }
    }
    is_any.then(|| found.join("\n"))
}

/// The rows with which these lines begin, lines that are drawn between them as no cells.
fn table<'t>(lines: &[&'t str]) -> Vec<Vec<&'t str>> {
    let mut rows: Vec<Vec<&str>> = Vec::new();
    let mut count = None;
    for line in lines {
        let cells = if is_drawn(line) { Vec::new() } else { cells(line) };
        if !cells.is_empty() && *count.get_or_insert(cells.len()) != cells.len()
            || cells.is_empty() && !is_drawn(line)
        {
            break;
        }
        rows.push(cells);
    }
    rows
}

/// The cells of a row, with nothing in them or one number, or the words over the columns; none where it is no row.
fn cells(line: &str) -> Vec<&str> {
    let line = line.strip_suffix('\r').unwrap_or(line);
    let separator = if line.contains('|') { '|' } else { '\t' };
    let within = line.trim_matches(' ');
    let within = within.strip_prefix('|').and_then(|within| within.strip_suffix('|')).unwrap_or(within);
    let cells: Vec<&str> = within.split(separator).map(str::trim).collect();
    let is_cell = |cell: &&str| match numbers(cell)[..] {
        [] => true,
        [number] => number.end - number.start == cell.len(),
        _ => false,
    };
    match (2..=MOST_CELLS).contains(&cells.len()) && cells.iter().all(is_cell) {
        true => cells,
        false => Vec::new(),
    }
}

/// The columns of a table, where one has an empty cell beside a number: the words over it, then its numbers.
fn columns<'t>(rows: &[Vec<&'t str>]) -> Option<Vec<Vec<&'t str>>> {
    let rows: Vec<&Vec<&str>> = rows.iter().filter(|row| !row.is_empty()).collect();
    let has_number = |row: &[&str]| row.iter().any(|cell| cell.ends_with(|c: char| c.is_ascii_digit()));
    let head = rows.iter().take_while(|row| !has_number(row)).count();
    let body = &rows[head..];
    let is_short = |row: &&&Vec<&str>| row.iter().any(|cell| cell.is_empty());
    // One list in rows has empty cells as well: at the end of the last, and no words over each column.
    let has_gap = match body.iter().filter(is_short).count() {
        0 => false,
        1 => head > 0 && rows[..head].iter().all(|row| row.iter().all(|cell| !cell.is_empty())),
        _ => true,
    };
    if body.len() < FEWEST_ROWS || !has_gap || !body.iter().all(|row| has_number(row)) {
        return None;
    }
    let column = |at: usize| rows.iter().map(|row| row[at]).filter(|cell| !cell.is_empty()).collect();
    Some((0..rows[0].len()).map(column).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_with_empty_cells_is_its_columns() {
        let table =
            "Result\n+---+---+\n| a | b |\n+---+---+\n| 5 | 7 |\n| 6 |   |\n| 8 |   |\n+---+---+\nend";
        assert_eq!(by_columns(table).as_deref(), Some("Result\na\n5\n6\n8\nb\n7\nend"));
        assert_eq!(
            by_columns("final\tagain\n5\t7\n6\t\n8\t\n").as_deref(),
            Some("final\n5\n6\n8\nagain\n7\n")
        );
    }

    #[test]
    fn a_table_without_them_stays_as_it_is() {
        for text in [
            "| 5 | 7 |\n| 6 | 8 |\n| 9 |   |\n",
            "| 5 | 7 |\n| 6 | 8 |\n| 8 | 9 |\n",
            "5\n6\n7\n",
            "a | b\n | \n",
            "1 2 | 3\n | 4\n | 5\n",
        ] {
            assert_eq!(by_columns(text), None, "{text:?}");
        }
    }
}
