use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::io::Read;
use std::time::SystemTime;

fn main() {
    let mut drawn = [0; 8];
    std::fs::File::open("/dev/urandom").unwrap().read_exact(&mut drawn).unwrap();
    println!("{} {drawn:?} {:?}", RandomState::new().hash_one("words"), SystemTime::now());
}
