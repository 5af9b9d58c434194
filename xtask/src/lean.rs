//! The lean build of the page: the majority vote with a coordinator, which is all that a plain address
//! needs.
//! Trunk builds one program, so this one is built beside it, with the same tools and flags.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};

use crate::tools::Tools;
use crate::{Result, paths, shell};

const NAME: &str = "quorate-lean";

/// Keys of texts that start so are of protocols and modes that the lean program does not run, of orders that
/// only they obey, of the judge of what clients saw, of settings and what can break with them, or of
/// errands: it has none of them.
const ELSEWHERE: [&str; 57] = [
    "branches.",
    "broken.",
    "clash.",
    "clients.",
    "compare.",
    "diagram.",
    "embed.",
    "error.",
    "export.",
    "field.heard",
    "field.joined",
    "file.",
    "help.",
    "hunt.",
    "keys.",
    "meeting.",
    "message.closed",
    "message.confirm",
    "message.is_decided",
    "message.join",
    "message.propose",
    "network.",
    "order.",
    "paxos.",
    "raft.",
    "register.",
    "role.peer",
    "role.proposer",
    "settings.",
    "share.",
    "sheet.",
    "timer.again",
    "timer.fetch",
    "verdict.broken",
    "verdict.committed.short",
    "verdict.elsewhere",
    "verdict.idle.only_while_it_leads",
    "verdict.idle.replies",
    "verdict.idle.while_it_leads",
    "verdict.replies_only",
    "verdict.split",
    "verdict.unsteady",
    "vote.essay",
    "vote.param.",
    "vote.phase.confirm",
    "vote.phase.decide",
    "vote.phase.execute",
    "vote.phase.feedback",
    "vote.phase.gather",
    "vote.phase.initiate",
    "vote.phase.join",
    "vote.phase.receive",
    "vote.phase.send",
    "vote.phase.set",
    "vote.rule.",
    "vote.simplified",
    "vote.threshold",
];
/// What the lists of protocols and stories show of them all the same.
const LISTED: &str = ".name";
/// What a story of the catalogue is about is told by the program that runs it.
const TOLD: (&str, &str) = ("story.", ".about");

/// Builds it into `dist`, and tells `index.html` there of it.
pub fn add(tools: &Tools, flags: &str, public_url: &str, dist: &Path) -> Result {
    let built = compile(flags)?;
    let work = paths::scratch().join("lean");
    let bindgen = program(tools, "wasm-bindgen");
    shell::run(
        shell::command(bindgen, &["--target", "web", "--no-typescript"])
            .args(["--out-name", NAME, "--out-dir"])
            .arg(&work)
            .arg(built),
    )?;
    let small = work.join("small.wasm");
    optimize(tools, &work.join(format!("{NAME}_bg.wasm")), &small)?;
    let script = paths::read(&work.join(format!("{NAME}.js")))?;
    let wasm = fs::read(&small).map_err(|error| format!("reading {}: {error}", small.display()))?;

    let mut hasher = DefaultHasher::new();
    (&script, &wasm).hash(&mut hasher);
    let name = format!("{NAME}-{:016x}", hasher.finish());
    paths::write(&dist.join(format!("{name}.js")), &script)?;
    let path = dist.join(format!("{name}_bg.wasm"));
    fs::write(&path, wasm).map_err(|error| format!("writing {}: {error}", path.display()))?;
    for language in ["en", "zh"] {
        let texts = paths::read(&dist.join(format!("{language}.txt")))?;
        paths::write(
            &dist.join(format!("lean-{language}.txt")),
            &lean_texts(&texts),
        )?;
    }
    let index = dist.join("index.html");
    let page = paths::read(&index)?;
    let tells =
        format!("data-lean-script={public_url}{name}.js data-lean-wasm={public_url}{name}_bg.wasm");
    let told = page.replacen("data-script=", &format!("{tells} data-script="), 1);
    if told == page {
        return Err("index.html has no place to name the lean program".to_owned());
    }
    paths::write(&index, &told)
}

/// Compiles it, and says where it is.
fn compile(flags: &str) -> Result<PathBuf> {
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| paths::root().join("target"), PathBuf::from);
    let what = ["build", "--locked", "--offline", "--bin", "quorate-page"];
    shell::run(
        shell::cargo(&what)
            .args(["--profile", "page", "--target", "wasm32-unknown-unknown"])
            .args(["--no-default-features", "--features", "page"])
            .env("RUSTFLAGS", flags),
    )?;
    Ok(target
        .join("wasm32-unknown-unknown")
        .join("page")
        .join("quorate-page.wasm"))
}

/// As `index.html` wants it for the whole program. Functions are put in the order of their names
/// then, since what is alike compresses better side by side: a hundredth of the whole.
fn optimize(tools: &Tools, from: &Path, to: &Path) -> Result {
    let index = paths::read(&paths::root().join("index.html"))?;
    let wanted = |name: &str| {
        let value = index.split(&format!("{name}=\"")).nth(1)?;
        Some(value.split('"').next()?.to_owned())
    };
    let level = wanted("data-wasm-opt").ok_or("index.html names no level for wasm-opt")?;
    let params = wanted("data-wasm-opt-params").unwrap_or_default();
    let wasm_opt = program(tools, "wasm-opt");
    let named = to.with_extension("named.wasm");
    shell::run(
        shell::command(&wasm_opt, &["-g", &format!("-O{level}")])
            .args(params.split_whitespace())
            .arg(from)
            .arg("-o")
            .arg(&named),
    )?;
    let passes = [
        "--reorder-functions-by-name",
        "--strip-debug",
        "--strip-producers",
    ];
    shell::run(
        shell::command(&wasm_opt, &passes)
            .arg(named)
            .arg("-o")
            .arg(to),
    )
}

/// A program in one of the tools' folders, or on the PATH.
fn program(tools: &Tools, name: &str) -> PathBuf {
    let found = tools.folders.iter().map(|folder| folder.join(name));
    found
        .into_iter()
        .find(|path| path.is_file())
        .unwrap_or_else(|| PathBuf::from(name))
}

/// A file of texts without notes and without what the lean program never says.
fn lean_texts(texts: &str) -> String {
    let mut lean = String::new();
    let mut kept = true;
    for line in texts.lines() {
        if !line.starts_with("  ") {
            let key = line.split(" =").next().unwrap_or_default();
            let elsewhere = ELSEWHERE.iter().any(|prefix| key.starts_with(prefix))
                || key.contains(TOLD.0) && key.ends_with(TOLD.1);
            let listed = key.ends_with(LISTED);
            kept = !line.is_empty() && !line.starts_with('#') && (!elsewhere || listed);
        }
        if kept {
            lean.push_str(line);
            lean.push('\n');
        }
    }
    lean
}

#[cfg(test)]
mod tests {
    use super::lean_texts;

    #[test]
    fn texts_of_other_protocols_go_and_their_names_stay() {
        let texts = "# note\n\nvote.name = Vote\n  goes on\nraft.name = Raft\nraft.x = gone\n  too\n\
                     paxos.story.duel.about = gone\nstory.commit.body = stays\n";
        assert_eq!(
            lean_texts(texts),
            "vote.name = Vote\n  goes on\nraft.name = Raft\nstory.commit.body = stays\n"
        );
    }
}
