//! Replays the corpora, without a fuzzer: every input that once was new, or broke something.

use std::{fs, panic, path::Path};

use presskey_fuzz::{TARGETS, run};

#[test]
fn every_input_of_the_corpora_holds() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let mut broken = Vec::new();
    for (name, target) in TARGETS {
        let files: Vec<_> = fs::read_dir(folder.join(name)).expect(name).collect();
        assert!(!files.is_empty(), "{name} has no corpus");
        for file in files {
            let path = file.unwrap().path();
            let data = fs::read(&path).unwrap();
            if panic::catch_unwind(|| run(*target, &data)).is_err() {
                broken.push(path);
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}
