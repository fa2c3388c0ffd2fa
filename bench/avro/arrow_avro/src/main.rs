//! Decodes an Avro object container file that lies in memory into Arrow record batches, on one thread.
//!
//! usage: decode_arrow_avro FILE REPEATS
//!
//! Prints one JSON object: the rows of the file and the processor seconds of the fastest repetition.

use arrow_avro::reader::ReaderBuilder;

const BATCH_ROWS: usize = 16;

/// Seconds that the processor has worked for this process, by Linux.
fn cpu_seconds() -> f64 {
    let text = std::fs::read_to_string("/proc/self/schedstat").expect("the kernel's figures of this process");
    let nanoseconds: f64 = text.split(' ').next().and_then(|field| field.parse().ok()).expect("a number");
    nanoseconds * 1e-9
}

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
        let start = cpu_seconds();
        rows = decode(&file);
        best = best.min(cpu_seconds() - start);
    }
    println!("{{\"records\": {rows}, \"seconds\": {best}}}");
}
