//! Set-up, serve, build and test, so that one command does each on a fresh machine.
//!
//! It uses the standard library alone: it has to build before anything else is there.

#![forbid(unsafe_code)]

mod args;
mod bench;
mod build;
mod count;
mod figures;
mod imports;
mod lean;
mod mutants;
mod npm;
mod offline;
mod pack;
mod paths;
mod serve;
mod shell;
mod step;
mod system;
mod test;
mod tools;

use std::process::ExitCode;

use args::Args;

/// What a task gives back; the error is a sentence for the person at the keyboard.
type Result<T = ()> = std::result::Result<T, String>;

const USAGE: &str = "\
cargo xtask serve [--release] [--port N] [--host ADDRESS]
    Set up what is missing, build the page, serve it and rebuild it on every change.
cargo xtask build [--public-url /path/]
    Build dist/ for a static host. Without --public-url it works under any path.
cargo xtask test [lint] [native] [browser] [e2e]
    Set up what is missing and run the tests; without a name, all of them.
cargo xtask bench [--only WORDS]
    Measure the page against its bars; only the measurements whose name has these words.
cargo xtask mutants [--only WORDS]
    Change the protocols for the worse, a line at a time, and see that the searches find out.
cargo xtask setup
    Only set up what is missing for all of the above.";

fn main() -> ExitCode {
    match run(Args::from_command_line()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\nerror: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(mut args: Args) -> Result {
    match args.next_word().as_deref() {
        Some("serve") => serve::run(args),
        Some("build") => build::run(args),
        Some("test") => test::run(args),
        Some("bench") => bench::run(args),
        Some("mutants") => mutants::run(args),
        Some("setup") => {
            args.finish()?;
            tools::for_build(tools::Kind::Release)?;
            test::set_up_all()
        }
        None | Some("help") => {
            println!("{USAGE}");
            Ok(())
        }
        Some(other) => Err(format!("there is no task `{other}`\n\n{USAGE}")),
    }
}
