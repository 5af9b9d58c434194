//! `quorate`: the same core without a browser, for course authors and for tests.

#![forbid(unsafe_code)]

mod args;
mod cost;
mod explore;
mod export;
mod linearize;
mod load;
mod out;
mod run;

use std::process::ExitCode;

use args::Args;
use out::tell;

/// A command of `quorate`.
struct Command {
    name: &'static str,
    usage: &'static str,
    run: fn(Args) -> Result<ExitCode, String>,
}

const COMMANDS: [Command; 4] = [
    Command {
        name: "run",
        usage: run::USAGE,
        run: run::command,
    },
    Command {
        name: "explore",
        usage: explore::USAGE,
        run: explore::command,
    },
    Command {
        name: "linearize",
        usage: linearize::USAGE,
        run: linearize::command,
    },
    Command {
        name: "export",
        usage: export::USAGE,
        run: export::command,
    },
];

/// How a command ends that was refused.
const REFUSED: u8 = 2;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let name = words.first().map_or("--help", String::as_str);
    let command = COMMANDS.iter().find(|command| command.name == name);
    if words.is_empty() || words.iter().any(|word| word == "--help" || word == "-h") {
        match command {
            Some(command) => tell!("{}", command.usage),
            None => tell!("{}", usage()),
        }
        return ExitCode::SUCCESS;
    }
    let outcome = match command {
        Some(command) => (command.run)(Args::new(&words[1..])),
        None => Err(format!("there is no command {name}\n\n{}", usage())),
    };
    outcome.unwrap_or_else(|why| {
        eprintln!("quorate: {why}");
        ExitCode::from(REFUSED)
    })
}

fn usage() -> String {
    COMMANDS.map(|command| command.usage).join("\n\n")
}
