//! Where the results go.

use std::fs;
use std::path::{Path, PathBuf};

use super::{Args, Failure};
use crate::report::{FILES, Target};

/// Returns the folder for the results once it has been found fit, and none of the data lie where the results would.
pub(super) fn prepare(args: &Args) -> Result<Target, Failure> {
    let target = Target::prepare(&args.out)
        .map_err(|error| Failure(format!("{error}\n--out names the folder for the results.")))?;
    let Some(data) = &args.data else { return Ok(target) };
    if fs::canonicalize(&args.out).is_ok_and(|out| folders_of(data).contains(&out)) {
        return Err(Failure(format!(
            "the results would go into `{}`, where the data are, and could replace them: choose another folder with \
             --out",
            args.out.display()
        )));
    }
    Ok(target)
}

/// Returns the folders in which data lie that are read from a path: the folder itself or that of the file, and where
/// links in it lead to that have the name of a result.
fn folders_of(data: &Path) -> Vec<PathBuf> {
    let Ok(data) = fs::canonicalize(data) else { return Vec::new() };
    let folder_of = |file: PathBuf| file.parent().map(Path::to_owned);
    if !data.is_dir() {
        return folder_of(data).into_iter().collect();
    }
    let files = FILES.into_iter().filter_map(|name| fs::canonicalize(data.join(name)).ok());
    let mut folders: Vec<PathBuf> = files.filter_map(folder_of).collect();
    folders.push(data);
    folders
}
