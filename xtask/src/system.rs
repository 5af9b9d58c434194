//! What comes from the operating system: installed when we may, named in one line when not.

use std::path::{Path, PathBuf};

use crate::step::step;
use crate::{Result, shell};

/// Something the system should have.
#[derive(Clone, Copy)]
pub struct Need {
    what: &'static str,
    /// Why, as the end of "it is needed to …".
    why: &'static str,
    /// What Debian calls it.
    packages: &'static [&'static str],
    /// What to do where those packages do not help.
    instead: Option<&'static str>,
    present: fn() -> bool,
}

pub const NODE: Need = Need {
    what: "node 18 or later, with npm",
    why: "run wasm-opt and the end-to-end tests",
    packages: &["nodejs", "npm"],
    instead: None,
    present: || node_major() >= Some(18) && shell::find(&["npm"]).is_some(),
};

pub const CHROMIUM: Need = Need {
    what: "Chromium or Chrome",
    why: "run the tests in a browser",
    packages: &["chromium"],
    instead: Some(OTHER_CHROME),
    present: || chromium().is_some_and(|path| runs(&path)),
};

pub const DRIVER: Need = Need {
    what: "ChromeDriver of the same version",
    why: "let wasm-bindgen's tests steer the browser",
    packages: &["chromium-driver"],
    instead: Some(OTHER_CHROME),
    present: || driver().is_some_and(|path| runs(&path)),
};

pub const FONTS: Need = Need {
    what: "a font with Chinese characters",
    why: "see the Chinese page as its readers do",
    packages: &["fonts-noto-cjk"],
    instead: None,
    present: has_chinese_font,
};

/// Installs whichever of these are missing, or says in one line what to install and why.
pub fn ensure(needs: &[Need]) -> Result {
    let missing = missing(needs);
    if missing.is_empty() {
        return Ok(());
    }
    if !may_install() {
        return Err(ask_for(&missing));
    }
    let what = format!("installing {} with apt-get", packages(&missing).join(", "));
    // One by one: what one system does not have shall not keep the others away.
    let installed = step(&what, "about 1 min", || {
        let mut so_far = apt(&["update", "-q"]);
        for need in &missing {
            so_far = so_far.and(install(need));
        }
        so_far
    });
    if let Err(why) = installed {
        println!("{why}");
    }
    match self::missing(needs) {
        still if still.is_empty() => Ok(()),
        still => Err(ask_for(&still)),
    }
}

/// The browser: the one named in CHROMIUM, or the first of the usual ones.
pub fn chromium() -> Option<PathBuf> {
    let usual = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
    ];
    from_environment("CHROMIUM").or_else(|| shell::find(&usual))
}

/// ChromeDriver: the one named in CHROMEDRIVER, or the one on the PATH.
pub fn driver() -> Option<PathBuf> {
    from_environment("CHROMEDRIVER").or_else(|| shell::find(&["chromedriver"]))
}

fn from_environment(name: &str) -> Option<PathBuf> {
    let value = std::env::var_os(name).filter(|value| !value.is_empty())?;
    Some(PathBuf::from(value))
}

/// Each missing thing once, though several may need it.
fn missing(needs: &[Need]) -> Vec<Need> {
    let mut missing: Vec<Need> = Vec::new();
    for need in needs {
        let listed = missing.iter().any(|other| other.what == need.what);
        if !listed && !(need.present)() {
            missing.push(*need);
        }
    }
    missing
}

/// The one line for a person who has to install something by hand.
fn ask_for(missing: &[Need]) -> String {
    let wants: Vec<_> = missing
        .iter()
        .map(|need| format!("{} (to {})", need.what, need.why))
        .collect();
    let line = format!(
        "please install {}; on Debian: sudo apt-get install {}",
        wants.join(", "),
        packages(missing).join(" ")
    );
    line + missing
        .iter()
        .find_map(|need| need.instead)
        .unwrap_or_default()
}

/// Ubuntu has Chromium as a snap alone.
const OTHER_CHROME: &str = "; where that is no real browser, as on Ubuntu, install Google Chrome and \
    ChromeDriver and name their programs in CHROMIUM and CHROMEDRIVER";

fn packages(needs: &[Need]) -> Vec<&'static str> {
    let packages = needs.iter().flat_map(|need| need.packages);
    packages.copied().collect()
}

fn may_install() -> bool {
    shell::find(&["apt-get"]).is_some()
        && shell::output(&mut shell::command("id", &["-u"])).as_deref() == Some("0")
}

fn install(need: &Need) -> Result {
    let how: &[&str] = &["install", "-y", "-q", "--no-install-recommends"];
    apt(&[how, need.packages].concat())
}

fn apt(args: &[&str]) -> Result {
    let mut command = shell::command("apt-get", args);
    // Another apt may be at work; waiting beats failing.
    command
        .args(["-o", "DPkg::Lock::Timeout=300"])
        .env("DEBIAN_FRONTEND", "noninteractive");
    shell::run(&mut command)
}

/// Ubuntu's `chromium` package is a stub that cannot run in a container, so existing is not enough.
fn runs(program: &Path) -> bool {
    shell::output(&mut shell::command(program, &["--version"])).is_some()
}

fn node_major() -> Option<u32> {
    let version = shell::output(&mut shell::command("node", &["--version"]))?;
    version.strip_prefix('v')?.split('.').next()?.parse().ok()
}

fn has_chinese_font() -> bool {
    // Only Linux lacks one, and there fontconfig knows.
    !cfg!(target_os = "linux")
        || shell::output(&mut shell::command("fc-list", &[":lang=zh", "family"]))
            .is_some_and(|fonts| !fonts.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_for_a_person_says_what_why_and_how() {
        let line = ask_for(&[NODE, FONTS]);
        assert_eq!(
            line,
            "please install node 18 or later, with npm (to run wasm-opt and the end-to-end tests), \
             a font with Chinese characters (to see the Chinese page as its readers do); \
             on Debian: sudo apt-get install nodejs npm fonts-noto-cjk"
        );
        assert!(ask_for(&[FONTS, DRIVER]).ends_with(OTHER_CHROME));
    }
}
