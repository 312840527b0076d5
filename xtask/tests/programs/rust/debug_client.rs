// Task 2 client: a Vec as {:?} writes it, one a line; the duplicates as a HashSet
use std::collections::HashSet;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;

fn random(below: u64) -> u64 {
    RandomState::new().build_hasher().finish() % below
}

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let n = 25 + random(74);
    let mut numbers: Vec<u64> = (0..n).map(|_| 1 + random(100)).collect();
    numbers.insert(0, numbers[0]); // so that there is always a repeat,
    numbers.push(numbers[0]); // and not only side by side
    let mut stream = TcpStream::connect(format!("{}:{}", args[2], args[1])).unwrap();
    stream.write_all(format!("{numbers:?}\n").as_bytes()).unwrap();
    let mut reply = String::new();
    BufReader::new(&stream).read_line(&mut reply).unwrap();
    let mut seen = HashSet::new();
    let duplicates: HashSet<u64> = numbers.iter().copied().filter(|x| !seen.insert(*x)).collect();
    println!("numbers    = {numbers:?}");
    println!("final      = {}", reply.trim());
    println!("duplicates = {duplicates:?}");
}
