//! Serving the page while someone works on it.

use std::net::{IpAddr, SocketAddr, TcpListener};
use std::process::Command;

use crate::args::Args;
use crate::tools::{self, Kind, Tools};
use crate::{Result, build, paths, system};

const USUAL_PORT: u16 = 8080;

pub fn run(mut args: Args) -> Result {
    let release = args.switch("--release");
    let host = parsed(&mut args, "--host", "an address")?.unwrap_or(IpAddr::from([127, 0, 0, 1]));
    let wanted = parsed(&mut args, "--port", "a port")?;
    args.finish()?;
    let port = free_port(host, wanted)?;
    let tools = set_up(release)?;

    let mut trunk = build::trunk(&tools, "serve")?;
    trunk
        .args(["--address", &host.to_string()])
        .args(["--port", &port.to_string()])
        // Apart from dist/, which is only ever what a host should get.
        .arg("--dist")
        .arg(paths::scratch().join("served"));
    if release {
        trunk.args(["--cargo-profile", "page"]);
    }
    if release && tools.wasm_opt {
        trunk.arg("--release");
    }
    let usually = if release {
        "1 min"
    } else {
        "1 min, then seconds"
    };
    eprintln!("\n==> building and serving the page (about {usually}); Ctrl-C stops it");
    println!("\n    http://{}/\n", SocketAddr::new(host, port));
    hand_over(trunk)
}

/// A page to look at needs no node: without it, even a release is served, only larger.
fn set_up(release: bool) -> Result<Tools> {
    if !release {
        return tools::for_build(Kind::Debug);
    }
    match system::ensure(&[system::NODE]) {
        Ok(()) => tools::for_build(Kind::Release),
        Err(message) => {
            eprintln!("\nwarning: serving without wasm-opt; {message}");
            tools::for_build(Kind::Debug)
        }
    }
}

fn parsed<T: std::str::FromStr>(args: &mut Args, name: &str, what: &str) -> Result<Option<T>> {
    args.option(name)?
        .map(|value| {
            let parsed = value.parse();
            parsed.map_err(|_| format!("{name} takes {what}, not `{value}`"))
        })
        .transpose()
}

/// The wanted port, or else the first free one from the usual on.
fn free_port(host: IpAddr, wanted: Option<u16>) -> Result<u16> {
    let is_free = |port: u16| TcpListener::bind((host, port)).is_ok();
    match wanted {
        Some(port) if is_free(port) => Ok(port),
        Some(port) => Err(format!(
            "port {port} of {host} is taken; try another --port"
        )),
        None => (USUAL_PORT..USUAL_PORT + 100)
            .find(|port| is_free(*port))
            .ok_or_else(|| format!("no port of {host} is free; name one with --port")),
    }
}

/// Becomes the other program where that is possible, so that whoever stops us stops it.
fn hand_over(mut command: Command) -> Result {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt as _;
        let error = command.exec();
        Err(format!("starting trunk: {error}"))
    }
    #[cfg(not(unix))]
    {
        crate::shell::run(&mut command)
    }
}
