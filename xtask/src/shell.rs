//! Starting other programs: always without a terminal to wait for, and always from the root.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use crate::{Result, paths};

/// A command that starts at the root and reads nothing from the keyboard.
pub fn command(program: impl AsRef<OsStr>, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command
        .args(args)
        .current_dir(paths::root())
        .stdin(Stdio::null());
    command
}

/// The cargo that started us.
pub fn cargo(args: &[&str]) -> Command {
    command(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()), args)
}

/// Runs to the end; its output is the user's to read.
pub fn run(command: &mut Command) -> Result {
    let status = command
        .status()
        .map_err(|error| format!("starting {}: {error}", name(command)))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{}` failed ({status})", line(command)))
    }
}

/// Runs to the end, handing each line of its output to `see` as well as to the user.
pub fn run_seeing(command: &mut Command, mut see: impl FnMut(&str)) -> Result {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("starting {}: {error}", name(command)))?;
    let output = child.stdout.take().expect("the output was piped above");
    for read in BufReader::new(output).split(b'\n') {
        let bytes = read.map_err(|error| format!("reading from {}: {error}", name(command)))?;
        let text = String::from_utf8_lossy(&bytes);
        println!("{text}");
        see(&text);
    }
    let status = child
        .wait()
        .map_err(|error| format!("waiting for {}: {error}", name(command)))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{}` failed ({status})", line(command)))
    }
}

/// What the program printed, when it could be started and succeeded.
pub fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The first of the names that is a program on the PATH.
pub fn find(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    names.iter().find_map(|name| {
        env::split_paths(&path)
            .map(|folder| folder.join(name))
            .find(|candidate| is_program(candidate))
    })
}

fn is_program(path: &Path) -> bool {
    let Ok(about) = fs::metadata(path) else {
        return false;
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        about.is_file() && about.permissions().mode() & 0o111 != 0
    }
    #[cfg(not(unix))]
    {
        about.is_file()
    }
}

/// The PATH with some folders put in front.
pub fn path_with(folders: &[PathBuf]) -> Result<std::ffi::OsString> {
    let rest = env::var_os("PATH").unwrap_or_default();
    let all = folders.iter().cloned().chain(env::split_paths(&rest));
    env::join_paths(all).map_err(|error| format!("a folder cannot go on the PATH: {error}"))
}

fn name(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

/// The command as a person would type it, to name what failed.
fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let program = program.file_name().unwrap_or(program.as_os_str());
    let args = command.get_args().map(OsStr::to_string_lossy);
    let words: Vec<_> = [program.to_string_lossy()]
        .into_iter()
        .chain(args)
        .collect();
    words.join(" ")
}
