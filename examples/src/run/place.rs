//! Where the results go.

use std::fs;
use std::path::{Path, PathBuf};

use super::Failure;
use crate::report::Target;

/// Returns the folder for the results once it has been found fit, and none of the data lie where the results would.
pub(crate) fn prepare(
    out: &Path,
    data: Option<&Path>,
    files: &'static [&'static str],
) -> Result<Target, Failure> {
    let target = Target::prepare(out, files)
        .map_err(|error| Failure(format!("{error}\n--out names the folder for the results.")))?;
    let Some(data) = data else { return Ok(target) };
    if fs::canonicalize(out).is_ok_and(|out| folders_of(data, files).contains(&out)) {
        return Err(Failure(format!(
            "the results would go into `{}`, where the data are, and could replace them: choose another folder with \
             --out",
            out.display()
        )));
    }
    Ok(target)
}

/// Returns the folders in which data lie that are read from a path: the folder itself or that of the file, and where
/// links in it lead to that have the name of a result.
fn folders_of(data: &Path, files: &[&str]) -> Vec<PathBuf> {
    let Ok(data) = fs::canonicalize(data) else { return Vec::new() };
    let folder_of = |file: PathBuf| file.parent().map(Path::to_owned);
    if !data.is_dir() {
        return folder_of(data).into_iter().collect();
    }
    let files = files.iter().filter_map(|name| fs::canonicalize(data.join(name)).ok());
    let mut folders: Vec<PathBuf> = files.filter_map(folder_of).collect();
    folders.push(data);
    folders
}
