//! Rewrites `fixtures/season` (`cargo run --release --example make_fixtures [FOLDER]`). The same bytes
//! every time: `git status` is clean afterwards.

use std::path::PathBuf;
use std::{fs, io};

#[allow(dead_code)]
#[path = "made/fixture.rs"]
mod fixture;

fn main() -> io::Result<()> {
    let beside_the_manifest = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/season");
    let folder = std::env::args_os().nth(1).map_or_else(beside_the_manifest, PathBuf::from);
    let files = fixture::season();
    let bytes: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    for (path, bytes) in &files {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, bytes)?;
    }
    println!("{} files, {bytes} bytes in {}", files.len(), folder.display());
    Ok(())
}
