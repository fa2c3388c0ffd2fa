//! Decodes an Avro object container file that lies in memory into Arrow record batches, on one thread.
//!
//! usage: decode_arrow_avro FILE REPEATS
//!
//! Prints one JSON object: the rows of the file and the seconds of the fastest repetition.

use std::time::Instant;

use arrow_avro::reader::ReaderBuilder;

const BATCH_ROWS: usize = 16;

fn decode(file: &[u8]) -> usize {
    let reader = ReaderBuilder::new().with_batch_size(BATCH_ROWS).build(file).expect("a container file");
    reader.map(|batch| batch.expect("a batch").num_rows()).sum()
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    assert_eq!(arguments.len(), 3, "usage: decode_arrow_avro FILE REPEATS");
    let file = std::fs::read(&arguments[1]).expect("a file that can be read");
    let repeats: usize = arguments[2].parse().expect("a number of repetitions");
    let mut rows = 0;
    let mut best = f64::INFINITY;
    for _ in 0..repeats {
        let start = Instant::now();
        rows = decode(&file);
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("{{\"records\": {rows}, \"seconds\": {best}}}");
}
